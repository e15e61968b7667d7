import codecs

from odoo import api, models

from ..core.mail_kind import is_automatic

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class MailThread(models.AbstractModel):
    """The mail gateway loses no mail that is badly written, and knows those of machines."""

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        """Read mails that break the rules as well; see ``mail``.

        An unknown charset or a NUL would end in an error, and the mail would be gone.
        """
        for part in message.walk():
            charset = part.get_content_charset()
            if charset and not self._cs_is_charset(charset):
                part.set_param("charset", "utf-8")
        msg_dict = super().message_parse(message, save_original=save_original)
        return {
            name: value.replace("\x00", "") if isinstance(value, str) else value
            for name, value in msg_dict.items()
        }

    def _message_route_process(self, message, message_dict, routes):
        if any(route[0] == "cs.complaint" for route in routes or ()):
            self._cs_keep_unreadable(message, message_dict)
        if is_automatic(message):
            self = self.with_context(cs_automatic_mail=True)
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _cs_is_charset(self, name):
        try:
            codecs.lookup(name)
        except LookupError:
            return False
        return True

    @api.model
    def _cs_keep_unreadable(self, message, message_dict):
        """Attach the mail as it came when it does not say, or says wrongly, how it is written."""
        text = f"{message_dict.get('subject')}{message_dict.get('body')}"
        if REPLACEMENT in text:
            original = self._Attachment("original_email.eml", message.as_bytes(), {})
            message_dict["attachments"] = [*message_dict.get("attachments", ()), original]
