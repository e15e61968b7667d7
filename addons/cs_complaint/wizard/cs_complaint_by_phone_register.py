from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import SUBJECT_MAX, TRANSITION

# A form that was left open is no call that took so long.
LONGEST_CALL = timedelta(hours=4)
SUBJECT_FROM_TEXT = 60
# What the dialog keeps of a person only until the complaint is registered
FORGOTTEN = ("typed", "told_phone", "cs_told", "new_phone", "number_told", "representative_phone")


class CsComplaintByPhoneRegister(models.TransientModel):
    """What becomes of the form: a customer, a call in the ledger, a complaint."""

    _inherit = "cs.complaint.by.phone"

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_refuse_result(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_refuse_result(vals)
        return super().write(vals)

    def _cs_refuse_result(self, *vals_list):
        """The form shows its complaint to whoever has the form, so nobody names another one."""
        named = any(vals.get("complaint_id") for vals in vals_list)
        if (named or self.env.context.get("default_complaint_id")) and self.env.context.get(
            "cs_transition"
        ) is not TRANSITION:
            raise AccessError(
                self.env._("Press Register: the complaint is set by the system only.")
            )

    def action_register(self):
        """Register the complaint, note the call in the ledger and have it acknowledged.

        A second press changes nothing. When something is missing nothing is registered, and all
        that was typed is still there.

        :raise UserError: what is missing
        """
        self.ensure_one()
        if self.complaint_id:
            return False
        self.env["cs.complaint"].check_access("create")
        self._cs_check_complete()
        partner = self._cs_customer()
        contact = self._cs_note_call(partner)
        (values,) = self.env["cs.complaint"]._cs_resolve_numbers(
            [self._cs_complaint_values(partner, contact)]
        )
        complaint, _created = self.env["cs.complaint"]._cs_intake(
            values, "phone", f"call-{self.id}"
        )
        self._cs_end_call(contact, complaint)
        self.with_context(cs_transition=TRANSITION).write(
            {**dict.fromkeys(FORGOTTEN, False), "complaint_id": complaint.id}
        )
        return False

    def action_next(self):
        """Open an empty form for the next call."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "cs_complaint.cs_complaint_by_phone_action"
        )

    def action_open_complaint(self):
        """Open the complaint that was registered."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.complaint",
            "view_mode": "form",
            "res_id": self.complaint_id.id,
        }

    def _cs_check_complete(self):
        if self.company_id not in self.env.companies:
            raise AccessError(
                self.env._(
                    "You do not work for %(company)s now. Choose the company at the top, and open "
                    "the form again.",
                    company=self.company_id.sudo().name,
                )
            )
        self.service_number_id.check_access("read")
        if self.complainant == "known" and not self.partner_id:
            raise UserError(
                self.env._(
                    "Who complains? Type the whole number, choose the customer, or say that it is "
                    "a new customer or somebody who stays anonymous."
                )
            )
        if self.complainant == "new" and not (self.new_name or "").strip():
            raise UserError(self.env._("Enter the name of the new customer."))
        if not (self.description or "").strip():
            raise UserError(self.env._("Write down what the customer complains about."))
        if not self.category_id:
            raise UserError(
                self.env._("Choose a category, so that the complaint reaches its department.")
            )

    def _cs_customer(self):
        """Return the customer; a new one is created with the rights of the user."""
        partners = self.env["res.partner"]
        if self.complainant == "anonymous":
            return partners
        if self.complainant == "known":
            self.partner_id.check_access("read")
            return self.partner_id
        return partners.create(
            {
                "name": self.new_name.strip(),
                "email": self.new_email,
                "lang": self.lang,
                # Sealed; refused where no purpose covers it.
                "cs_phone": self.new_phone or self._cs_typed_phone() or False,
            }
        )

    def _cs_note_call(self, partner):
        """Return the entry of the contact ledger: where the form was opened, or a new one."""
        if self.contact_id:
            self.contact_id.check_access("read")
            return self.contact_id
        now = fields.Datetime.now()
        arrived = min(max(self.date_opened or now, now - LONGEST_CALL), now)
        known = partner or self.complainant == "anonymous"
        return (
            self.env["cs.contact"]
            .with_context(cs_contact_manual=True)
            .create(
                {
                    "name": self._cs_subject(),
                    "kind": "complaint",
                    "direction": "in",
                    "channel_id": self.env["cs.channel"]._cs_get("phone", self.company_id).id,
                    "company_id": self.company_id.id,
                    "partner_id": partner.id,
                    "caller": False if known else self._cs_typed_phone(),
                    "date_arrived": arrived,
                    "date_answered": arrived,
                }
            )
        )

    def _cs_end_call(self, contact, complaint):
        """Write into the ledger what came of a call that was noted here."""
        if self.contact_id:
            return
        contact.outcome = self.env._("Complaint %(number)s registered", number=complaint.name)
        contact.action_end()

    def _cs_subject(self):
        subject = " ".join((self.subject or "").split())
        if not subject:
            subject = " ".join((self.description or "").split())
            if len(subject) > SUBJECT_FROM_TEXT:
                subject = subject[: SUBJECT_FROM_TEXT - 1] + "…"
        return subject[:SUBJECT_MAX]

    def _cs_complaint_values(self, partner, contact):
        """Return the values of the complaint; sealed ones are handed on sealed."""
        values = {
            "subject": self._cs_subject(),
            "description": self.description,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "is_anonymous": self.complainant == "anonymous",
            "lang": self.lang,
            "channel_id": self.env["cs.channel"]._cs_get("phone", self.company_id).id,
            "contact_id": contact.id,
            "category_id": self.category_id.id,
            "severity": self.severity,
            "service_number_id": self.service_number_id.id,
            "number_told": self.number_told,
            "place": self.place,
            "remedy_sought": self.remedy_sought,
            "remedy_text": self.remedy_text,
            "compensation_asked": self.compensation_asked,
            "is_on_behalf": self.is_on_behalf,
            "representative_name": self.representative_name,
            "representative_phone": self.representative_phone,
            "representative_relation": self.representative_relation,
            "representative_authority": self.representative_authority,
            "cs_told": self.cs_told,
        }
        phone = self._cs_typed_phone() or self.told_phone
        if partner and phone and not (partner.cs_phone or partner.phone):
            values["phone"] = phone
        return values
