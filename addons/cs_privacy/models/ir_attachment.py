import base64
import os

from psycopg2.errors import LockNotAvailable

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .. import keys
from ..core import sealed_file
from ..core.errors import PrivacyError
from ..encrypted import EncryptedChar, open_for_system
from ..forged import without_defaults

SEALED_TYPE = "application/octet-stream"
CONTENT = ("raw", "datas")
# What a sealed file does not take from a client as it comes
UNSEALED = (*CONTENT, "mimetype", "public")
# The gateway puts the name into the description as well.
NAMES = ("name", "description")
FACTS = ("cs_file_key", "cs_content_type")
# In the context of the one write that may set them; an object cannot travel over RPC.
SEALING = object()


class IrAttachment(models.Model):
    """Photos of identity documents, sealed at rest; and names of files without numbers.

    What everybody reads of a sealed file, code and ``sudo()`` included, is its sealed form. The
    content is shown by the dialog Open Identity Document alone, for a purpose and with a log entry.
    """

    _name = "ir.attachment"
    _inherit = ["ir.attachment", "cs.privacy.mixin"]

    cs_is_identity = fields.Boolean(
        string="Identity Document",
        help="The file shows an identity document: it is sealed, and opened for a reason only.",
    )
    cs_file_key = EncryptedChar(
        string="Content of the File",
        kind="free",
        exact=False,
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    cs_content_type = fields.Char(string="Kind of the Sealed Content", readonly=True)

    def _cs_privacy_partner(self):
        """The person is the customer on whose record the file is."""
        partners = {}
        for model_name, files in self.sudo().grouped("res_model").items():
            model = self.env.get(model_name)
            if model is None or not hasattr(model, "_cs_privacy_partner"):
                continue
            of = model.sudo().browse(files.mapped("res_id")).exists()._cs_privacy_partner()
            partners |= {file.id: of[file.res_id] for file in files if file.res_id in of}
        return partners

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, FACTS)
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        vals_list = [
            hide([vals.get("res_model")], self._cs_without_facts(vals), names=NAMES)
            for vals in vals_list
        ]
        default = self.env.context.get("default_cs_is_identity")
        to_seal = {}
        for index, vals in enumerate(vals_list):
            if vals.get("cs_is_identity", default) or self._cs_is_raw_mail(vals):
                vals_list[index], to_seal[index] = self._cs_without_content(vals)
        attachments = super().create(vals_list)
        for index, (content, mimetype) in to_seal.items():
            attachments[index]._cs_seal_content(content, mimetype)
        return attachments

    def write(self, vals):
        if self.env.context.get("cs_sealing") is SEALING:
            return super().write(vals)
        vals = self._cs_without_facts(vals)
        if any(vals.get(name) for name in (*NAMES, "res_model")):
            vals = self._cs_hide_name(vals)
        sealed = self.filtered(lambda file: file.sudo().cs_file_key)
        if sealed and vals.get("cs_is_identity") is False:
            raise UserError(
                self.env._(
                    "A sealed file stays sealed. Upload it again if it shows no identity document."
                )
            )
        if sealed or vals.get("cs_is_identity"):
            contents = self._cs_contents_to_seal(vals, sealed)
            rest = {name: vals[name] for name in vals if name not in UNSEALED}
            super().write(rest)
            for file, content in contents:
                file._cs_seal_content(*content)
            return True
        return super().write(vals)

    def copy_data(self, default=None):
        """Of a sealed file its sealed form: clients may call this without a reason."""
        vals_list = super().copy_data(default)
        for file, vals in zip(self, vals_list, strict=True):
            if file.sudo().cs_file_key:
                vals["cs_is_identity"] = True
        return vals_list

    def copy(self, default=None):
        """Seal the copy of a sealed file with a key of its own, whatever ``default`` says."""
        copies = super().copy(default)
        if not any(name in (default or {}) for name in CONTENT):
            for file, copy in zip(self, copies, strict=True):
                if file.sudo().cs_file_key:
                    copy._cs_seal_content(open_content(file), file.sudo().cs_content_type)
        return copies

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """What core keeps of the text of a file, to search it, holds no numbers either."""
        text = super()._index(bin_data, file_type, checksum=checksum)
        scan = self.env["cs.privacy.scan"]
        return scan._cs_hide(text)[0] if text and scan._cs_level() != "off" else text

    @api.model
    def _cs_is_raw_mail(self, vals):
        """Tell whether the file is an e-mail as it came, with a number in it: kept, but sealed."""
        if not str(vals.get("name", "")).endswith(".eml"):
            return False
        scan = self.env["cs.privacy.scan"]
        if scan._cs_level() == "off" or not scan._cs_in_scope(vals.get("res_model")):
            return False
        raw = vals.get("raw") or base64.b64decode(vals.get("datas") or b"")
        # Digits are the same in every charset that mails are written in.
        text = raw.decode("latin-1") if isinstance(raw, bytes) else raw
        return bool(scan._cs_hide(text)[1])

    @api.model
    def _cs_without_facts(self, vals):
        """Return values without what the server alone sets, whoever sends it."""
        if any(name in vals for name in FACTS):
            return {name: vals[name] for name in vals if name not in FACTS}
        return vals

    def _cs_hide_name(self, vals):
        model_names = [vals["res_model"]] if vals.get("res_model") else self.mapped("res_model")
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        if any(map(vals.get, NAMES)):
            return hide(model_names, vals, names=NAMES)
        for file in self:
            # A file of the composer moves to the record: now its name counts.
            known = {name: file[name] for name in NAMES}
            hidden = hide(model_names, known, names=NAMES)
            if hidden != known:
                file.write(hidden)
        return vals

    @api.model
    def _cs_without_content(self, vals):
        """Return values without content, and ``(content, kind of content)``."""
        content = vals.get("raw") or base64.b64decode(vals.get("datas") or b"")
        if isinstance(content, str):
            content = content.encode()
        mimetype = self._compute_mimetype({**vals, "raw": content})
        kept = {name: vals[name] for name in vals if name not in CONTENT}
        return {**kept, "mimetype": SEALED_TYPE, "public": False}, (content, mimetype)

    def _cs_contents_to_seal(self, vals, sealed):
        """Return ``[(file, (content, kind of content))]`` of what a write makes to be sealed.

        That is what becomes an identity document, and new content of what is one.
        """
        if any(name in vals for name in CONTENT):
            return [
                (file, self._cs_without_content({"name": file.name, **vals})[1]) for file in self
            ]
        return [(file, (file.raw or b"", file.mimetype)) for file in self - sealed]

    def _cs_seal_content(self, content, mimetype):
        self.ensure_one()
        if self.type != "binary" or self.res_field:
            raise UserError(self.env._("Only an uploaded file can be sealed."))
        before = self.store_fname
        key = sealed_file.new_key()
        sealing = self.sudo().with_context(cs_sealing=SEALING, image_no_postprocess=True)
        sealing.write(
            {
                "raw": sealed_file.seal(key, content),
                "mimetype": SEALED_TYPE,
                "public": False,
                "cs_is_identity": True,
                "cs_file_key": key,
                "cs_content_type": mimetype,
            }
        )
        if before:
            self._cs_forget_file(before)

    @api.model
    def _cs_forget_file(self, fname):
        """Remove the plain file once the sealed one is committed, not only at the next clean-up."""
        path, registry = self._full_path(fname), self.env.registry

        @self.env.cr.postcommit.add
        def forget():
            with registry.cursor() as cr, mute_logger("odoo.sql_db"):
                try:
                    # As the clean-up does: nobody may begin to use the file meanwhile.
                    cr.execute("SET LOCAL lock_timeout TO '2s'")
                    cr.execute("LOCK ir_attachment IN SHARE MODE")
                except LockNotAvailable:
                    return  # the daily clean-up removes it
                cr.execute("SELECT 1 FROM ir_attachment WHERE store_fname = %s LIMIT 1", [fname])
                if not cr.rowcount and os.path.exists(path):
                    os.unlink(path)

    def action_cs_open_identity(self):
        """Ask for purpose and reason, then show the content."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Identity Document"),
            "res_model": "cs.privacy.document.open",
            "view_mode": "form",
            "target": "new",
            "context": {"default_attachment_id": self.id},
        }


def open_content(attachment):
    """Return the clear content of a sealed file, unlogged; see ``open_for_system``."""
    key = open_for_system(attachment.sudo(), "cs_file_key").get(attachment.id)
    try:
        return sealed_file.unseal(key or "", attachment.sudo().raw or b"")
    except PrivacyError as error:
        keys.raise_refusal(attachment.env, error)
