from odoo import api, fields, models
from odoo.exceptions import UserError

from ..encrypted import EncryptedChar


class CsPrivacyConsentRecord(models.TransientModel):
    """Staff records what a customer decided: on the telephone, at the counter, by letter."""

    _name = "cs.privacy.consent.record"
    _description = "Record Consent"
    _inherit = ["cs.privacy.mixin", "cs.privacy.scan.mixin"]

    _cs_scanned = ("note",)

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, ondelete="cascade"
    )
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        required=True,
        ondelete="cascade",
        domain="['|', ('legal_basis', '=', 'consent'), ('is_objectable', '=', True)]",
    )
    needs_consent = fields.Boolean(related="purpose_id.needs_consent")
    allowed_channel_ids = fields.Many2many(
        related="purpose_id.channel_ids", string="Channels of the Purpose"
    )
    channel_ids = fields.Many2many(
        comodel_name="cs.channel",
        string="Channels",
        domain="[('id', 'in', allowed_channel_ids)]",
        help="Leave empty for all channels.",
    )
    # No default: nobody agrees by a click that was forgotten.
    event = fields.Selection(
        selection=[
            ("given", "The customer agrees"),
            ("withdrawn", "The customer withdraws or refuses"),
        ],
        string="Decision",
    )
    how = fields.Selection(
        selection=[
            ("phone", "By telephone"),
            ("counter", "At the counter"),
            ("paper", "On paper"),
            ("email", "By e-mail"),
        ],
        string="How They Told Us",
        required=True,
        default="phone",
    )
    text = fields.Text(string="Read This to the Customer", compute="_compute_text")
    is_minor = fields.Boolean(compute="_compute_is_minor")
    guardian_name = EncryptedChar(string="Parent or Guardian", kind="name", exact=False)
    note = fields.Char(string="Proof")
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Signed Form")

    @api.depends("purpose_id", "partner_id")
    def _compute_text(self):
        for dialog in self:
            lang = dialog.partner_id.lang or self.env.lang
            text = dialog.purpose_id.text_id.with_context(lang=lang)
            dialog.text = text.text

    @api.depends("partner_id")
    def _compute_is_minor(self):
        for dialog in self:
            dialog.is_minor = dialog.partner_id.cs_age_band == "minor"

    @api.onchange("purpose_id")
    def _onchange_purpose_id(self):
        self.channel_ids &= self.purpose_id.channel_ids

    def _cs_check_files(self):
        """Take what was uploaded here; a file of another record would be taken away from it."""
        for file in self.attachment_ids.sudo():
            if file.create_uid != self.env.user or (file.res_id and file.res_model != self._name):
                raise UserError(
                    self.env._(
                        "%(file)s is not yours or belongs to something else. Upload the form here.",
                        file=file.name,
                    )
                )

    def action_record(self):
        """Record the decision; date and user are the server's."""
        self.ensure_one()
        self.partner_id.check_access("read")
        if not self.event:
            raise UserError(self.env._("Say what the customer decided."))
        others = self.channel_ids - self.purpose_id.channel_ids
        if others:
            raise UserError(
                self.env._(
                    "The purpose “%(purpose)s” does not use %(channels)s. Choose its own channels.",
                    purpose=self.purpose_id.name,
                    channels=", ".join(others.mapped("name")),
                )
            )
        self._cs_check_files()
        self.env["cs.privacy.consent"]._cs_record(
            self.partner_id,
            self.purpose_id,
            self.event,
            self.channel_ids,
            how=self.how,
            note=self.note,
            attachments=self.attachment_ids,
            guardian_name=self.guardian_name if self.is_minor else False,
        )
        return {"type": "ir.actions.act_window_close"}
