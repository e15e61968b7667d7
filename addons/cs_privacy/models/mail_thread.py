from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

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
