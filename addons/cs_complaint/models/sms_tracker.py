from odoo import models

# From the status of an SMS notification to that of a feedback
STATES = {
    "pending": "sent",
    "sent": "delivered",
    "exception": "exception",
    "bounce": "exception",
    "canceled": "exception",
}


class SmsTracker(models.Model):
    """SMS with an answer tell the feedback what became of them."""

    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        result = super()._update_sms_notifications(
            notification_status, failure_type=failure_type, failure_reason=failure_reason
        )
        state = STATES.get(notification_status)
        messages = self.sudo().mail_notification_id.mail_message_id
        if not state or not messages:
            return result
        feedback = self.env["cs.complaint.feedback"].sudo()
        for told in feedback.search([("mail_message_id", "in", messages.ids)]):
            told = told.with_context(lang=told.user_id.lang)
            reason = self.with_env(told.env)._cs_plain_failure(failure_type)
            told._cs_delivered(state, reason if state == "exception" else None)
        return result

    def _cs_plain_failure(self, failure_type):
        """Return in plain words why an SMS did not arrive."""
        return {
            "sms_number_missing": self.env._("There is no number to send it to."),
            "sms_number_format": self.env._("The number is not written as a number can be."),
            "sms_invalid_destination": self.env._("Nobody has this number, or it is a landline."),
            "sms_country_not_supported": self.env._("No SMS can be sent to that country."),
            "sms_registration_needed": self.env._("That country asks senders to register first."),
            "sms_credit": self.env._("The SMS account has run out of credit."),
            "sms_acc": self.env._("The SMS account is not set up."),
            "sms_server": self.env._("The SMS service could not be reached."),
            "sms_expired": self.env._("The telephone was off or out of reach for too long."),
            "sms_not_allowed": self.env._("The network does not take SMS for this number."),
            "sms_not_delivered": self.env._("The network could not deliver it."),
            "sms_rejected": self.env._("The network refused it."),
            "sms_blacklist": self.env._("The number is on the list of those not to write to."),
            "sms_duplicate": self.env._("The same SMS had been sent already."),
            "sms_optout": self.env._("The customer does not want SMS."),
        }.get(failure_type) or self.env._("The SMS was not sent.")
