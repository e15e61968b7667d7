import codecs

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import SQL

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
            self._cs_check_gateway()
            self._cs_hold_mail(message_dict["message_id"])
            self._cs_keep_unreadable(message, message_dict)
        if is_automatic(message):
            self = self.with_context(cs_automatic_mail=True)
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _cs_check_gateway(self):
        """Let nobody but the mail gateway bring mails to complaints.

        The method is within reach of RPC calls: whoever has an account could otherwise write in the
        customer's name, or have a mail taken for the operator's first answer.
        """
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Mails to complaints come in through the mail gateway only.")
            )

    @api.model
    def _cs_hold_mail(self, message_id):
        """Make sure that no other server is taking in, or has just taken in, the same mail.

        Found out only when the complaint is registered, the gateway would call the alias broken
        and tell the customer that the mail was refused, while the other server registers it.

        :raise ConcurrencyError: the framework repeats the request and finds the mail known
        """
        complaints = self.env["cs.complaint"]
        key = SQL("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", message_id)
        [(is_mine,)] = self.env.execute_query(key)
        if is_mine and complaints._cs_find_intake("email", message_id):
            return
        with self.env.registry.cursor() as cr:
            # This transaction may have begun before the other server's was committed.
            known = complaints.with_env(self.env(cr=cr))._cs_find_intake("email", message_id)
            if not is_mine or known:
                raise ConcurrencyError("Another server takes this mail in.")

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
