from odoo import api, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        return super().create(
            [
                hide([self._cs_document_model(vals)], vals, plain=("summary",), html=("note",))
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.get("note") or vals.get("summary"):
            vals = self.env["cs.privacy.scan"]._cs_hide_for(
                self.mapped("res_model"), vals, plain=("summary",), html=("note",)
            )
        return super().write(vals)

    def _action_done(self, feedback=False, attachment_ids=None):
        vals = self.env["cs.privacy.scan"]._cs_hide_for(
            self.mapped("res_model"), {"feedback": feedback}, plain=("feedback",)
        )
        return super()._action_done(feedback=vals["feedback"], attachment_ids=attachment_ids)

    @api.model
    def _cs_document_model(self, vals):
        if vals.get("res_model"):
            return vals["res_model"]
        return self.env["ir.model"].sudo().browse(vals.get("res_model_id") or []).model
