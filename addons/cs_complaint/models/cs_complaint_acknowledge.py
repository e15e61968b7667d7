from odoo import models
from odoo.tools import email_normalize

# Channels on which somebody spoke with the customer, or the customer wrote from the number itself.
# A number that a visitor types into a form may be anybody's, and gets no message.
SPOKEN = ("phone", "store", "sms")


class CsComplaintAcknowledge(models.Model):
    """Who has no e-mail address gets number and deadline by SMS (clause 6.1.1)."""

    _inherit = "cs.complaint"

    def _cs_first_ack_state(self):
        state = super()._cs_first_ack_state()
        is_off = self.env.su and self.env.context.get("cs_no_acknowledgement")
        return "pending" if state == "none" and not is_off and self._cs_takes_sms() else state

    def _cs_request_acknowledgement(self):
        # A number that was found in the text has come after the state was set.
        for complaint in self.sudo().filtered(lambda c: c.ack_state == "none" and c.phone):
            state = complaint.sudo(self.env.su)._cs_first_ack_state()
            if state != "none":
                complaint.ack_state = state
        return super()._cs_request_acknowledgement()

    def _cs_takes_sms(self):
        """Tell whether this complaint is acknowledged by SMS."""
        self.ensure_one()
        return bool(
            self.phone
            and not self.is_anonymous
            and not email_normalize(self.email_from)
            and (self.partner_id or self.channel_id.code in SPOKEN)
        )

    def _cs_acknowledge(self):
        by_sms = self.filtered(lambda c: not email_normalize(c.email_from) and c.phone)
        by_sms._cs_acknowledge_by_sms()
        return super(CsComplaintAcknowledge, self - by_sms)._cs_acknowledge()

    def _cs_acknowledge_by_sms(self):
        """Queue the SMS, the number sealed; who objected to be served by SMS gets none."""
        if not self:
            return
        customers = self.partner_id._cs_filter_consented("service", "sms")
        told = self.filtered(lambda c: not c.partner_id or c.partner_id in customers)
        self.env["sms.sms"].sudo().create(
            [
                {
                    "number": complaint.phone,
                    "partner_id": complaint.partner_id.id,
                    "body": complaint._cs_acknowledgement_text(),
                }
                for complaint in told
            ]
        )
        if told:
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()
            note = self.env._("Acknowledged by SMS")
            told._message_log_batch(bodies=dict.fromkeys(told.ids, note))
        told._cs_transition(ack_state="sent")
        (self - told)._cs_transition(ack_state="none")

    def _cs_acknowledgement_text(self):
        """Return the text of the SMS, in the language of the complaint."""
        self.ensure_one()
        env = self.with_context(lang=self.lang or self.env.lang).env
        return env._(
            "%(company)s: we have your complaint, number %(number)s. You have our answer by "
            "%(due)s.",
            company=self.company_id.name,
            number=self.name,
            due=self._cs_due_text(),
        )
