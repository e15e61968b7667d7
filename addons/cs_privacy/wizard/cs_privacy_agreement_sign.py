from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_users import check_identity


class CsPrivacyAgreementSign(models.TransientModel):
    """Reading and signing the confidentiality agreement."""

    _name = "cs.privacy.agreement.sign"
    _description = "Sign the Confidentiality Agreement"

    text_id = fields.Many2one(
        comodel_name="cs.privacy.agreement.text",
        string="Version",
        default=lambda self: self._default_text_id(),
        readonly=True,
    )
    body = fields.Html(related="text_id.body")
    user_name = fields.Char(
        string="Your Name", default=lambda self: self.env.user.name, readonly=True
    )
    typed_name = fields.Char(
        string="Type Your Name",
        help="As it is in the system. You are asked for your password when you sign.",
    )
    has_read = fields.Boolean(string="I have read the agreement and will keep it.")
    valid_until = fields.Date(
        string="Your Agreement Is in Force Until", default=lambda self: self._default_valid_until()
    )

    @api.model
    def _default_text_id(self):
        return self.env["cs.privacy.agreement.text"]._cs_current()

    @api.model
    def _default_valid_until(self):
        return self.env.user.cs_agreement_until

    @check_identity
    def action_sign(self):
        """Sign for oneself, after the password was asked for."""
        self.ensure_one()
        if not self.has_read:
            raise UserError(self.env._("Read the text and say so before you sign."))
        if self.text_id != self._default_text_id():
            raise UserError(
                self.env._(
                    "The text has changed meanwhile. Open the agreement again, and read it before "
                    "you sign."
                )
            )
        agreement = self.env["cs.privacy.agreement"]._cs_sign(self.typed_name)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Signed"),
                "message": self.env._(
                    "Your confidentiality agreement is in force until %(date)s.",
                    date=fields.Date.to_string(agreement.valid_until),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
