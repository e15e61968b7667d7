from psycopg2 import errors

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import html2plaintext, mute_logger

from .cs_complaint import SUBJECT_MAX
from .cs_complaint_guard import PROTECTED_FIELDS


class CsComplaintIntake(models.Model):
    """Doors by which complaints come in. What comes twice is taken in once (clause 6.1.1)."""

    _inherit = "cs.complaint"

    @api.model
    def _cs_intake(self, vals, source, external_id):
        """Register a complaint from a door, once per ``(source, external_id)``.

        :param dict vals: values for ``create``
        :param str source: name of the door, e.g. ``email`` or ``web``
        :param str external_id: the door's own id of the message or submission
        :return: ``(complaint, created)``; ``created`` is False when it was known already
        :raise ConcurrencyError: when another server takes the same one in at this moment; the
            framework then repeats the request and finds the other's complaint
        """
        if known := self._cs_find_intake(source, external_id):
            return known, False
        vals = {**vals, "source": source, "external_id": external_id}
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                complaint = self.sudo().create(vals)
                complaint.flush_recordset()
        except errors.UniqueViolation as error:
            raise ConcurrencyError(source) from error
        return complaint.sudo(self.env.su), True

    @api.model
    def _cs_find_intake(self, source, external_id):
        """Return the complaint that came in by ``source`` as ``external_id``, or none."""
        if not external_id:
            return self.browse()
        return (
            self.sudo()
            .search([("source", "=", source), ("external_id", "=", external_id)], limit=1)
            .sudo(self.env.su)
        )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Register the complaint in an e-mail; see ``mail.thread``.

        The method is within reach of RPC calls and registers as superuser: only the mail gateway,
        which is superuser already, may call it, and what it adds cannot set protected fields.

        :raise AccessError: for anybody but the mail gateway
        """
        if not self.env.su:
            raise AccessError(
                self.env._("Complaints by e-mail come in through the mail gateway only.")
            )
        subject, description = self._cs_split_mail(msg_dict)
        partner = self.env["res.partner"].sudo().browse(msg_dict.get("author_id") or [])
        vals = {
            "subject": subject,
            "description": description,
            "email_from": msg_dict.get("email_from") or False,
            "partner_id": partner.id,
            "channel_id": self.env["cs.channel"]._cs_get("email").id,
            **{
                name: value
                for name, value in (custom_values or {}).items()
                if name not in PROTECTED_FIELDS
            },
        }
        complaint, _created = self._cs_intake(vals, "email", msg_dict.get("message_id"))
        return complaint

    @api.model
    def _cs_split_mail(self, msg_dict):
        """Return subject and text of a mail; a subject that is too long moves to the text."""
        subject = " ".join((msg_dict.get("subject") or "").split())
        description = html2plaintext(msg_dict.get("body") or "").strip()
        if len(subject) > SUBJECT_MAX:
            description = f"{subject}\n\n{description}".strip()
            subject = subject[: SUBJECT_MAX - 1] + "…"
        return subject or self.env._("(no subject)"), description
