from odoo import api, models


class MailScheduledMessage(models.Model):
    _inherit = "mail.scheduled.message"

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
        vals = self.env["cs.privacy.scan"]._cs_hide_for(
            self.mapped("model"), vals, plain=("subject",), html=("body",)
        )
        return super().write(vals)
