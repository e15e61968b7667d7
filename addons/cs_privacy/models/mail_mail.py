from odoo import api, models

HTML = ("body_html", "body")


class MailMail(models.Model):
    """Mails that wait or are kept as proof: their copy of the text."""

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        return super().create(
            [
                hide([self._cs_document_model(vals)], vals, plain=("subject",), html=HTML)
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.get("body_html"):
            vals = self.env["cs.privacy.scan"]._cs_hide_for(self.mapped("model"), vals, html=HTML)
        return super().write(vals)

    @api.model
    def _cs_document_model(self, vals):
        if vals.get("model"):
            return vals["model"]
        return self.env["mail.message"].sudo().browse(vals.get("mail_message_id") or []).model
