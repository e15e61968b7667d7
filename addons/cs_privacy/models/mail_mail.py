from odoo import api, models

HTML = ("body_html", "body")
NOTICE = "cs.privacy.incident.notice"


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

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Tell notices of incidents whether they were sent."""
        mails = self.sudo().filtered(lambda mail: mail.model == NOTICE and mail.res_id)
        notices = self.env[NOTICE].sudo().browse(mails.mapped("res_id")).exists()
        if failure_type or failure_reason:
            labels = dict(self._fields["failure_type"]._description_selection(self.env))
            notices._cs_result("failed", labels.get(failure_type) or self.env._("Not sent."))
        else:
            notices._cs_result("sent")
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
