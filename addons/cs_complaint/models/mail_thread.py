from odoo import models

from ..core.mail_kind import is_automatic


class MailThread(models.AbstractModel):
    """Tells complaints whether the mail that comes in was written by a machine."""

    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        if is_automatic(message):
            self = self.with_context(cs_automatic_mail=True)
        return super()._message_route_process(message, message_dict, routes)
