import hashlib

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import human_size

from ..core.customer_text import clean_file_name
from ..core.file_type import CHECKS, is_allowed

MEGABYTE = 1024 * 1024


class CsComplaintFiles(models.Model):
    """Files that customers send: how many, how large, of which kind."""

    _inherit = "cs.complaint"

    @api.model
    def _cs_read_files(self, uploads, company=None):
        """Read and check uploaded files.

        :param uploads: werkzeug ``FileStorage`` objects
        :param company: ``res.company`` whose limits count; default: the current one
        :return: ``[(clean name, bytes)]``
        :raise UserError: too many, too large, empty or of a kind that is not taken
        """
        company = (company or self.env.company).sudo()
        uploads = [upload for upload in uploads if upload.filename]
        if len(uploads) > company.cs_complaint_file_count:
            raise UserError(
                self.env._(
                    "You chose %(count)s files, at most %(max)s are possible. Choose the most "
                    "important ones; you can send more after you have received our e-mail.",
                    count=len(uploads),
                    max=company.cs_complaint_file_count,
                )
            )
        limit = company.cs_complaint_file_mb * MEGABYTE
        # One byte more than allowed tells that the file is too large without reading all of it.
        files = [(clean_file_name(u.filename), u.stream.read(limit + 1)) for u in uploads]
        for name, data in files:
            self._cs_check_file(name, data, limit)
        return files

    @api.model
    def _cs_check_file(self, name, data, limit):
        """Refuse a file that is not taken.

        :param str name: clean file name
        :param bytes data: content
        :param int limit: largest size in bytes
        :raise UserError: with the rule and the way out
        """
        if len(data) > limit:
            raise UserError(
                self.env._(
                    "The file %(name)s is too large, at most %(max)s are possible. "
                    "Make it smaller, for example by sending a photo instead of a video.",
                    name=name,
                    max=human_size(limit),
                )
            )
        if not data:
            raise UserError(self.env._("The file %(name)s is empty. Choose it again.", name=name))
        if not is_allowed(name, data):
            raise UserError(
                self.env._(
                    "The file %(name)s cannot be taken: its kind is not allowed, or its content "
                    "does not match its name. Send one of these: %(kinds)s.",
                    name=name,
                    kinds=", ".join(CHECKS),
                )
            )

    def _cs_new_files(self, files):
        """Return those of ``files`` that this complaint does not hold yet.

        :param files: ``[(name, bytes)]``
        """
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        files = [
            (hide([self._name], {"name": name}, names=("name",))["name"], data)
            for name, data in files
        ]
        held = {(file.name, file.checksum) for file in self._cs_customer_files()}
        # The checksum of ir.attachment, which tells equal files; no secret hangs on it.
        return [
            (name, data)
            for name, data in files
            if (name, hashlib.sha1(data, usedforsecurity=False).hexdigest()) not in held
        ]
