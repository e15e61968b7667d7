from odoo import models

from .cs_privacy_incident_notice import SMS_STATES


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        """Tell notices of incidents what became of their SMS."""
        result = super()._update_sms_notifications(
            notification_status, failure_type=failure_type, failure_reason=failure_reason
        )
        notifications = self.sudo().mail_notification_id
        notices = (
            self.env["cs.privacy.incident.notice"]
            .sudo()
            .search([("notification_id", "in", notifications.ids)])
        )
        for notice in notices:
            status = notice.notification_id.notification_status
            if state := SMS_STATES.get(status):
                reason = (
                    notice.notification_id.format_failure_reason()
                    if state in ("failed", "bounced")
                    else False
                )
                notice._cs_result(state, reason)
        return result
