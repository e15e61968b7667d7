from odoo import fields, models
from odoo.tools import email_normalize, plaintext2html


class CsVisitTold(models.Model):
    """The message to a customer who was not reached: an SMS, else an e-mail."""

    _inherit = "cs.visit"

    def _cs_write_to_customer(self, by_phone=True):
        """Tell the customer that we called, once per visit; nobody is told who objected.

        :param bool by_phone: the telephone number is right, an SMS may be sent to it
        """
        self.ensure_one()
        visit = self.sudo()  # sudo: templates and numbers are the system's to use
        if visit.date_told:
            return
        ways = [("sms", visit._cs_send_sms)] if by_phone else []
        for way, send in [*ways, ("email", visit._cs_send_email)]:
            if visit.partner_id._cs_filter_consented(visit.purpose_id, way) and send():
                visit._cs_step(date_told=fields.Datetime.now(), told_by=way)
                # Counts for the cap over everything that is sent.
                self.env["cs.care.touch"]._cs_log(visit.partner_id, way, visit)
                return

    def _cs_phone(self):
        """Return the customer's number as it may be shown: protected ones as masks."""
        partner = self.partner_id
        return partner.cs_phone if partner.cs_is_protected else partner.phone

    def _cs_send_sms(self):
        if not self._cs_phone() or self.partner_id.phone_blacklisted:
            return False
        words = self.with_context(lang=self._cs_lang()).env._(
            "%(company)s: we called to hear whether you are well served and did not reach you. "
            "Please call us at a moment that suits you. Number: %(visit)s",
            company=self.company_id.name,
            visit=self.name,
        )
        self._cs_queue_sms(words)
        return True

    def _cs_queue_sms(self, text):
        """Queue an SMS; a sealed number stays sealed until the provider gets it."""
        message = self.env["mail.message"].create(
            {
                "model": self._name,
                "res_id": self.id,
                "message_type": "sms",
                "subtype_id": self.env.ref("mail.mt_note").id,
                "author_id": self.env.user.partner_id.id,
                "body": plaintext2html(text),
            }
        )
        sms = self.env["sms.sms"].create(
            {
                "number": self._cs_phone(),
                "body": text,
                "partner_id": self.partner_id.id,
                "mail_message_id": message.id,
            }
        )
        self.env["mail.notification"].create(
            {
                "author_id": message.author_id.id,
                "mail_message_id": message.id,
                "res_partner_id": self.partner_id.id,
                "notification_type": "sms",
                "sms_id_int": sms.id,
                "sms_tracker_ids": [fields.Command.create({"sms_uuid": sms.uuid})],
                "is_read": True,
                "notification_status": "ready",
            }
        )

    def _cs_send_email(self):
        if not email_normalize(self.partner_id.email) or self.partner_id.is_blacklisted:
            return False
        template = self.env.ref("cs_care.mail_template_visit_missed")
        link = self._cs_unsubscribe_link()
        headers = {
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        values = {"headers": repr(headers)} if link else {}
        template.send_mail(self.id, force_send=False, email_values=values)
        return True

    def _cs_unsubscribe_link(self):
        """Return where the customer objects to such e-mails, or False where there is no choice."""
        self.ensure_one()
        purpose = self.purpose_id
        if not (purpose.needs_consent or purpose.is_objectable):
            return False
        return self.partner_id._cs_unsubscribe_url(purpose, "email")
