from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_privacy.encrypted import EncryptedChar
from odoo.addons.cs_privacy.masked import clear_text

AGENT = "cs_care.group_cs_care_agent"


class CsLoyaltyEnrol(models.TransientModel):
    """An agent makes a customer a member, with the customer's consent (clauses 3.3.2, 7.3.3)."""

    _name = "cs.loyalty.enrol"
    _description = "Enroll a Member"
    _inherit = ["cs.privacy.mixin", "cs.privacy.scan.mixin"]

    _cs_scanned = ("note",)

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, ondelete="cascade"
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        required=True,
        ondelete="cascade",
        domain=[("cs_managed", "=", True)],
        default=lambda self: self._default_program_id(),
    )
    has_agreed = fields.Boolean(string="Has Agreed Before", compute="_compute_texts")
    text = fields.Text(string="Read This to the Customer", compute="_compute_texts")
    birthday_text = fields.Text(string="And This", compute="_compute_texts")
    # No default: nobody agrees by a click that was forgotten.
    agrees = fields.Boolean(string="The Customer Agrees")
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
    note = fields.Char(string="Proof")
    wants_birthday = fields.Boolean(string="Wants a Birthday Gift")
    birthday_month = EncryptedChar(string="Birthday Month (01 to 12)", kind="free", exact=False)
    referral_code = fields.Char(string="Recommended By (Code)")

    @api.model
    def _default_program_id(self):
        programs = self.env["loyalty.program"].search([("cs_managed", "=", True)], limit=2)
        return programs if len(programs) == 1 else programs.browse()

    @api.depends("partner_id")
    def _compute_texts(self):
        purposes = self.env["cs.privacy.purpose"]
        for dialog in self:
            lang = dialog.partner_id.lang or self.env.lang
            loyalty, birthday = (
                purposes._cs_find(code).text_id.with_context(lang=lang).text
                for code in ("loyalty", "birthday")
            )
            dialog.text, dialog.birthday_text = loyalty, birthday
            dialog.has_agreed = bool(dialog.partner_id._cs_filter_consented("loyalty"))

    def action_enrol(self):
        """Record the consent and make the customer a member; a member stays as he is."""
        self.ensure_one()
        if not self.env.user.has_group(AGENT):
            raise AccessError(self.env._("Only agents of care enroll members."))
        self.partner_id.check_access("read")
        self.program_id.check_access("read")
        if not self.program_id.cs_managed:
            raise UserError(
                self.env._(
                    "%(program)s has no points ledger. Choose another program.",
                    program=self.program_id.name,
                )
            )
        self._cs_record_consent()
        card = self.program_id._cs_enrol(self.partner_id)
        if self.referral_code and self.referral_code.strip():
            self.env["cs.loyalty.referral"]._cs_claim(self.referral_code, self.partner_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.card",
            "res_id": card.id,
            "views": [(False, "form")],
        }

    def _cs_record_consent(self):
        if not self.has_agreed:
            if not self.agrees:
                raise UserError(
                    self.env._(
                        "Nobody becomes a member without agreeing. Read the text to the customer "
                        "and tick what the customer says."
                    )
                )
            self._cs_record("loyalty")
        if self.wants_birthday:
            if not self.birthday_month:
                raise UserError(
                    self.env._("Ask for the month of the birthday, or leave the gift out.")
                )
            if not self.partner_id._cs_filter_consented("birthday"):
                self._cs_record("birthday")
            month = clear_text(self.birthday_month)
            # The customer told it for this; agents need no right to edit customers.
            self.partner_id.sudo().cs_birthday_month = month.zfill(2)

    def _cs_record(self, purpose):
        self.env["cs.privacy.consent"]._cs_record(
            self.partner_id, purpose, "given", how=self.how, note=self.note
        )
