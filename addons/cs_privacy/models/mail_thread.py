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
