from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from odoo.addons.cs_base.core.contact_rows import parse_instant
from odoo.addons.cs_privacy.core.numbers import e164

from ..core.customer_text import clean_line, clean_text
from ..core.facts import SUBJECT_MAX
from ..core.sms_stop import is_stop

SMS_MAX = 4000
# Complaints of one number in an hour; what comes beyond is added to the last one.
PER_NUMBER = 5


class CsComplaintSms(models.Model):
    """Complaints by short message (clause 6.1.1)."""

    _inherit = "cs.complaint"

    @api.model
    def _cs_sms_ingest(self, source, external_id, sender, text, company, date=None, receiver=None):
        """Take a short message in, once per ``(source, external_id)``.

        The one way in for every SMS door. The door has proved who it is; it has to be superuser.

        :param str source: name of the gateway
        :param str external_id: the gateway's own id of the message, all parts of which are joined
        :param str sender: the customer's number, in clear
        :param str text: the message
        :param company: ``res.company`` that receives it
        :param date: when it was sent, ISO 8601 text or naive UTC; default: now
        :param str receiver: the number it was sent to
        :return: ``(outcome, complaint)``: registered, added, known or stopped (opted out)
        :raise UserError: says which value cannot be taken
        """
        external_id = clean_line(str(external_id or ""))[:128]
        text = clean_text(str(text or ""))[:SMS_MAX]
        number = e164(clean_line(str(sender or ""))[:40], company._cs_phone_region())
        if not external_id or not text or not number:
            raise UserError(
                self.env._(
                    "A message needs “external_id”, “text” and a whole telephone number in “from”."
                )
            )
        ledger = self.env["cs.contact"].sudo().with_company(company)
        source = f"sms:{source}"
        known = ledger.search([("source", "=", source), ("external_id", "=", external_id)], limit=1)
        if known:
            return "known", known.cs_complaint_ids[:1]
        customer = self._cs_door_customer(number, None, company)
        contact = self._cs_sms_contact(
            ledger,
            {
                "source": source,
                "external_id": external_id,
                "channel_id": self.env["cs.channel"]._cs_get("sms", company).id,
                "kind": "complaint",
                "caller": number,
                "partner_id": customer.id,
                "company_id": company.id,
                "date_arrived": self._cs_sms_date(date),
            },
        )
        if is_stop(text):
            self._cs_sms_opt_out(customer, number, source, external_id, company)
            contact.description = text
            return "stopped", self.browse()
        waiting = self._cs_sms_open(number, company)
        if waiting:
            waiting._cs_customer_post(text)
            return "added", waiting
        line = clean_line(text)
        vals = {
            "subject": line if len(line) <= SUBJECT_MAX else f"{line[: SUBJECT_MAX - 1]}…",
            "description": text,
            "company_id": company.id,
            "channel_id": contact.channel_id.id,
            "contact_id": contact.id,
            "partner_id": customer.id,
            "phone": number,
        }
        complaint, _created = self._cs_intake(vals, source, external_id)
        return "registered", complaint

    @api.model
    def _cs_sms_contact(self, ledger, values):
        """Record the message as a contact; it is what tells that the message is known.

        :raise ConcurrencyError: another server takes it in; the framework repeats the request
        """
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return ledger.create(values)
        except UniqueViolation as error:
            raise ConcurrencyError(values["source"]) from error

    @api.model
    def _cs_sms_date(self, date):
        now = fields.Datetime.now()
        if not date:
            return now
        try:
            date = parse_instant(date)
        except ValueError:
            raise UserError(
                self.env._("“time” is a date and time like 2026-07-30T10:00:00Z.")
            ) from None
        # A gateway whose clock is ahead shall not lose a customer's message.
        return min(date, now)

    @api.model
    def _cs_sms_open(self, number, company):
        """Return the complaint of this number to which a message belongs, or none.

        One that waits for the customer goes first. Else a flood of messages goes to the last one.
        """
        complaints = self.sudo()
        own = Domain("phone", "=", number) & Domain("company_id", "=", company.id)
        waiting = complaints.search(own & Domain("state", "=", "waiting"), limit=1)
        if waiting:
            return waiting
        limiter = self.env["cs.rate.limit"]
        if limiter._cs_hit("complaint_sms", number, PER_NUMBER, 3600):
            return complaints.browse()
        return complaints.search(own, limit=1)

    @api.model
    def _cs_sms_opt_out(self, customer, number, source, external_id, company):
        """Send nothing more to this number but what its complaints ask for (clause 3.3)."""
        if customer:
            purposes = self.env["cs.privacy.purpose"].sudo()
            for purpose in purposes.browse(sorted(purposes._cs_on_consent())):
                self.env["cs.privacy.consent"]._cs_record(
                    customer,
                    purpose,
                    "withdrawn",
                    self.env["cs.channel"]._cs_get("sms", company),
                    how="api",
                    source=source,
                    external_id=f"{external_id}/{purpose.id}",
                )
        else:
            entry = self.env["phone.blacklist"].sudo()
            masked = self._fields["phone"].convert_to_cache(number, self)
            entry._add([masked])
