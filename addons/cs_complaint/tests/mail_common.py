from .common import ComplaintCommon

ADDRESS = "complaint@operator.example"


class MailCommon(ComplaintCommon):
    """An e-mail channel with its address, and a mail gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "operator.example"})
        cls.company.alias_domain_id = domain
        cls.channel = cls.env.ref("cs_base.cs_channel_email")
        cls.channel.alias_domain_id = domain
        cls.channel.alias_name = "complaint"

    def _mail(self, message_id="<1@customer.example>", **headers):
        """Pass one mail to the gateway and return the complaint it made, if any."""
        body = headers.pop("body", "My bill is wrong.")
        charset = headers.pop("charset", "utf-8")
        values = {
            "From": '"Lin Mei" <mei@customer.example>',
            "To": ADDRESS,
            "Subject": "Wrong bill",
            "Message-Id": message_id,
            "Date": "Mon, 02 Mar 2026 10:00:00 +0800",
            "MIME-Version": "1.0",
            "Content-Type": f"text/plain; charset={charset}",
            "Content-Transfer-Encoding": "8bit",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in values.items() if value)
        raw = head.encode() + b"\r\n" + body.encode(charset)
        thread_id = self.env["mail.thread"].message_process(False, raw)
        return self.env["cs.complaint"].browse(thread_id or [])
