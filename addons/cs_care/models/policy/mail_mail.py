from odoo import models


class MailMail(models.Model):
    """E-mails of care policies leave with consent only, and tell what became of them."""

    _inherit = "mail.mail"

    def _send(self, *args, **kwargs):
        care = self.sudo().filtered(
            lambda mail: mail.model == "cs.care.action" and mail.state == "outgoing"
        )
        messages = care and self.env["cs.care.action"]._cs_recall(care.mail_message_id)
        recalled = care.filtered(lambda mail: mail.mail_message_id in messages)
        recalled.cancel()
        return super(MailMail, self - recalled)._send(*args, **kwargs)

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        messages = self.sudo().filtered(lambda mail: mail.model == "cs.care.action").mail_message_id
        if messages:
            actions = self.env["cs.care.action"].sudo()
            is_failed = bool(failure_type or failure_reason)
            actions.search([("mail_message_id", "in", messages.ids)])._cs_delivered(
                "failed" if is_failed else "sent"
            )
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
