from odoo import api, models


class MailMessage(models.Model):
    """Messages of every kind and way: notes, mails, the stored copy of an SMS, later edits."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        return super().create(
            [
                hide([vals.get("model")], vals, plain=("subject",), html=("body",))
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.get("body") or vals.get("subject"):
            vals = self.env["cs.privacy.scan"]._cs_hide_for(
                self.mapped("model"), vals, plain=("subject",), html=("body",)
            )
        return super().write(vals)
