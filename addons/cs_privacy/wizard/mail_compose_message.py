from odoo import api, models


class MailComposeMessage(models.TransientModel):
    """What is posted is scanned; so is the draft, which stays in its table for a while."""

    _inherit = "mail.compose.message"

    @api.model_create_multi
    def create(self, vals_list):
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        default = self.env.context.get("default_model")
        return super().create(
            [
                hide([vals.get("model", default)], vals, plain=("subject",), html=("body",))
                for vals in vals_list
            ]
        )

    def write(self, vals):
        vals = self.env["cs.privacy.scan"]._cs_hide_for(
            self.mapped("model"), vals, plain=("subject",), html=("body",)
        )
        return super().write(vals)
