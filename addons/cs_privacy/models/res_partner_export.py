from odoo import models
from odoo.tools import html2plaintext

# How many of the newest records of one kind an export lists; nobody has more in practice.
MOST = 2000


class ResPartnerExport(models.Model):
    """Everything the operator knows about a person, for the copy a person has a right to."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        """Return what is known about this person: ``{section: values}``, JSON values and masks.

        A hook: an add-on with data about persons adds its section through ``super()``. Protected
        values are returned as they are read, as masks that know what they stand for;
        :mod:`odoo.addons.cs_privacy.handout` opens them after the access log is written. Dates and
        datetimes stay objects.

        :return: ``{section key: dict or list of dicts}``
        """
        self.ensure_one()
        return {
            "person": self._cs_export_person(),
            "service_numbers": [
                {
                    "number": number.number,
                    "status": number.status,
                    "date_start": number.date_start or None,
                    "date_end": number.date_end or None,
                }
                for number in self.cs_service_number_ids
            ],
            "contacts": self._cs_export_contacts(),
            "messages": self._cs_export_messages(),
            "consents": [
                {
                    "date": consent.date,
                    "purpose": consent.purpose_id.name,
                    "channel": consent.channel_id.name or None,
                    "decision": consent.event,
                    "how": consent.how,
                    "text_version": consent.text_version or None,
                    "guardian": consent.guardian_name or None,
                    "note": consent.note or None,
                    "in_force": consent.is_current,
                }
                for consent in self.env["cs.privacy.consent"].search(
                    [("partner_id", "=", self.id)], limit=MOST
                )
            ],
            "requests": [
                {
                    "number": request.name,
                    "kind": request.kind,
                    "state": request.state,
                    "received": request.date_received,
                    "deadline": request.date_due,
                    "finished": request.date_done or None,
                    "asked": request.note or None,
                    "result": request.result or request.refusal_reason or None,
                }
                for request in self.env["cs.privacy.request"].search(
                    [("partner_id", "=", self.id)], limit=MOST
                )
            ],
        }

    def _cs_export_person(self):
        return {
            "name": self.name,
            "id_document": self.cs_id_type or None,
            "id_number": self.cs_id_number or None,
            "birth_date": self.cs_birth_date or None,
            "gender": self.cs_gender or None,
            "age_band": self.cs_age_band or None,
            "protected_phone": self.cs_phone or None,
            "phone": self.phone or None,
            "email": self.email or None,
            "street": self.street or None,
            "street2": self.street2 or None,
            "zip": self.zip or None,
            "city": self.city or None,
            "state": self.state_id.name or None,
            "country": self.country_id.code or None,
            "language": self.lang or None,
            "company": self.parent_id.name or None,
            "job": self.function or None,
            "website": self.website or None,
            "labels": self.category_id.mapped("display_name"),
            "bank_accounts": self.bank_ids.mapped("acc_number"),
            "account_login": self.user_ids[:1].login or None,
            "customer_since": self.create_date,
        }

    def _cs_export_contacts(self):
        contacts = self.env["cs.contact"].search([("partner_id", "=", self.id)], limit=MOST)
        return [
            {
                "date": contact.date_arrived,
                "channel": contact.channel_id.name,
                "direction": contact.direction,
                "kind": contact.kind,
                "subject": contact.name or None,
                "description": contact.description or None,
                "outcome": contact.outcome or None,
                "caller": contact.caller or None,
                "hidden_in_text": contact.cs_told or None,
                "answered": contact.date_answered or None,
                "ended": contact.date_ended or None,
            }
            for contact in contacts
        ]

    def _cs_export_messages(self):
        """What the person wrote, and what was written to the person here; no internal notes."""
        messages = self.env["mail.message"].search(
            [
                ("message_type", "in", ("comment", "email", "email_outgoing")),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
                "|",
                ("author_id", "=", self.id),
                "&",
                ("model", "=", "res.partner"),
                ("res_id", "=", self.id),
            ],
            limit=MOST,
        )
        return [
            {
                "date": message.date,
                "from_person": message.author_id == self,
                "subject": message.subject or None,
                "text": html2plaintext(message.body or "").strip() or None,
                "files": message.attachment_ids.mapped("name"),
            }
            for message in messages
        ]
