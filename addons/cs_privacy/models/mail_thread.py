from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_post(self, *args, body="", subject=None, message_type="notification", **kwargs):
        """Put numbers out of sight before a message is stored or sent; an SMS is sent as it is."""
        scan = self.env["cs.privacy.scan"]
        if message_type != "sms" and scan._cs_in_scope(self._name) and scan._cs_level() != "off":
            body, _hits = scan._cs_hide(body, is_html=bool(kwargs.get("body_is_html")))
            subject, _hits = scan._cs_hide(subject)
        return super().message_post(
            *args, body=body, subject=subject, message_type=message_type, **kwargs
        )

    def _notify_thread_by_sms(
        self, message, recipients_data, msg_vals=False, sms_pid_to_number=None, **kwargs
    ):
        """Give core the masks of protected customers, whose ``phone`` is empty."""
        numbers = dict(sms_pid_to_number or {})
        missing = [
            data["id"]
            for data in recipients_data
            if data["notif"] == "sms" and not numbers.get(data["id"])
        ]
        for partner in self.env["res.partner"].sudo().browse(missing):
            if partner.cs_is_protected and partner.cs_phone:
                numbers[partner.id] = partner.cs_phone
        return super()._notify_thread_by_sms(
            message, recipients_data, msg_vals=msg_vals, sms_pid_to_number=numbers, **kwargs
        )
