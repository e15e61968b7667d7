from odoo import models

NOTICE = "cs.privacy.incident.notice"


class MailMail(models.Model):
    _inherit = "mail.mail"

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
