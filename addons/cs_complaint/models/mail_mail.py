from odoo import models


class MailMail(models.Model):
    """E-mails with an answer tell the feedback what became of them."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        if failure_type or failure_reason:
            self._cs_tell_feedback("exception", failure_type)
        else:
            self._cs_tell_feedback("sent")
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

    def cancel(self):
        """Take mails out of the queue; see ``mail``."""
        result = super().cancel()
        self._cs_tell_feedback("exception", "cancelled")
        return result

    def _cs_tell_feedback(self, state, failure_type=None):
        messages = self.sudo().filtered(lambda mail: mail.model == "cs.complaint").mail_message_id
        if not messages:
            return
        feedback = self.env["cs.complaint.feedback"].sudo()
        for told in feedback.search([("mail_message_id", "in", messages.ids)]):
            told = told.with_context(lang=told.user_id.lang)
            reason = self.with_env(told.env)._cs_plain_failure(failure_type)
            told._cs_delivered(state, reason if state == "exception" else None)

    def _cs_plain_failure(self, failure_type):
        """Return in plain words why a mail was not sent; what the server said may hold more."""
        return {
            "mail_email_invalid": self.env._("The e-mail address is not valid."),
            "mail_email_missing": self.env._("There is no e-mail address."),
            "mail_smtp": self.env._("The mail server could not be reached."),
            "mail_from_invalid": self.env._("The sender's address of the company is not valid."),
            "mail_from_missing": self.env._("The company has no sender's address."),
            "mail_bl": self.env._("The address is on the list of those not to write to."),
            "mail_optout": self.env._("The customer does not want e-mails."),
            "cancelled": self.env._("The e-mail was taken out of the queue."),
            "mail_dup": self.env._("The same e-mail had been sent already."),
        }.get(failure_type) or self.env._("The e-mail could not be sent.")
