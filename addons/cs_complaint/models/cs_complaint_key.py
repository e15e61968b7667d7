from odoo import fields, models
from odoo.fields import NO_ACCESS


class CsComplaintKey(models.Model):
    """The key in the customer's links: whoever knows it speaks as the customer.

    So it stands in the mails and messages to the customer alone. Employees get links without it,
    and the copy of a letter in the conversation holds none.
    """

    _inherit = "cs.complaint"

    access_token = fields.Char(groups=NO_ACCESS)

    def _portal_ensure_token(self):
        """Return the key to the server, and nothing to anybody else."""
        return super()._portal_ensure_token() if self.env.su else ""

    def _sign_token(self, pid):
        # sudo: made of the key; it goes into the mail to partner ``pid``
        return super(CsComplaintKey, self.sudo())._sign_token(pid)

    def _get_share_url(self, redirect=False, signup_partner=False, pid=None, share_token=True):
        """Return the address of the page; what opens it for outsiders is the server's to give."""
        if not self.env.su:
            self.check_access("read")
            pid, share_token, signup_partner = None, False, False
        return super()._get_share_url(redirect, signup_partner, pid, share_token)

    def get_portal_url(
        self, suffix=None, report_type=None, download=None, query_string=None, anchor=None
    ):
        """Return the address of the page; see ``portal``."""
        self.check_access("read")
        return super().get_portal_url(suffix, report_type, download, query_string, anchor)

    def _cs_without_keys(self, text):
        """Return ``text`` as employees may read it: its links open nothing by themselves.

        :param str text: HTML or plain text
        """
        self.ensure_one()
        complaint = self.sudo()
        if complaint.access_token:
            text = text.replace(complaint.access_token, "")
        for token in filter(None, complaint.satisfaction_ids.mapped("token")):
            text = text.replace(f"/cs/s/{token}", complaint.access_url)
        return text

    def _cs_send_template(self, xmlid, **email_values):
        mails = super()._cs_send_template(xmlid, **email_values)
        complaints = self.grouped("id")
        for message in mails.mail_message_id:
            # The mail itself keeps its own text.
            message.body = complaints[message.res_id]._cs_without_keys(message.body)
        return mails

    def _cs_queue_sms(self, text):
        message = super()._cs_queue_sms(text)
        message.body = self._cs_without_keys(message.body)
        return message

    def message_post(self, *, body="", message_type="notification", **kwargs):
        # Customers quote our letter when they answer it.
        if message_type == "email" and isinstance(body, str):
            body = self._cs_without_keys(body)
        return super().message_post(body=body, message_type=message_type, **kwargs)
