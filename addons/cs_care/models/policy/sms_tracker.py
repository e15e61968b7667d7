from odoo import models

# From the status of an SMS notification to that of an action
STATES = {
    "pending": "sent",
    "sent": "delivered",
    "exception": "failed",
    "bounce": "failed",
    "canceled": "failed",
}


class SmsTracker(models.Model):
    """SMS of care policies tell their action what became of them."""

    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        result = super()._update_sms_notifications(
            notification_status, failure_type=failure_type, failure_reason=failure_reason
        )
        state = STATES.get(notification_status)
        messages = self.sudo().mail_notification_id.mail_message_id
        if state and messages:
            actions = self.env["cs.care.action"].sudo()
            actions.search([("mail_message_id", "in", messages.ids)])._cs_delivered(state)
        return result
