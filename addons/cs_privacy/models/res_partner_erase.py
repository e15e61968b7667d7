from operator import itemgetter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..core.rights import HOLD_YEARS, ErasePart, Hold, add_years, held_parts
from ..encrypted import open_for_system

# Basic data that Odoo's own columns hold, beside what other add-ons put into `_cs_erased_fields`.
CONTACT_FIELDS = (
    "email",
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
    "website",
    "function",
    "vat",
    "ref",
    "barcode",
    "comment",
    "image_1920",
    "category_id",
    "company_name",
    "industry_id",
    "partner_latitude",
    "partner_longitude",
)


class ResPartnerErase(models.Model):
    """Erase what identifies a person, as far as nothing has to be kept (PIPL 47, GDPR 17).

    Figures stay right: that a contact or a complaint took place is kept, who it was is not.
    """

    _inherit = "res.partner"

    cs_erased_on = fields.Datetime(
        string="Erased On", readonly=True, copy=False, help="What identified this person is gone."
    )

    # What has to be kept -----------------------------------------------------------------------

    def _cs_services_ended_on(self):
        """Return ``{partner id: date}`` on which the last service number of each person ended.

        ``None`` while one is in service; persons without any service number are left out.
        """
        ended = {}
        # sudo: numbers of other companies count too
        numbers = self.env["cs.service.number"].sudo().search([("partner_id", "in", self.ids)])
        for number in numbers:
            person = number.partner_id.id
            end = number.date_end if number.status == "ended" else None
            known = ended.get(person, end)
            ended[person] = max(known, end) if known and end else None
        return ended

    def _cs_privacy_hold_reasons(self):
        """Return why data of these persons has to be kept: ``{partner id: [Hold, …]}``.

        A hook: an add-on that has to keep something adds its :class:`Hold` through ``super()``.
        Real-name data is kept during service and two years after it (MIIT order 25, article 11).
        """
        today = fields.Date.context_today(self)
        holds = {}
        for person, ended in self._cs_services_ended_on().items():
            if ended is None:
                reason = self.env._(
                    "A service number is in use. Real-name data is kept during service and "
                    "%(years)s years after it.",
                    years=HOLD_YEARS,
                )
                holds.setdefault(person, []).append(Hold(("identity",), reason, None))
            elif (until := add_years(ended, HOLD_YEARS)) > today:
                reason = self.env._(
                    "Real-name data is kept %(years)s years after the last service number ended "
                    "(%(ended)s).",
                    years=HOLD_YEARS,
                    ended=ended,
                )
                holds.setdefault(person, []).append(Hold(("identity",), reason, until))
        return holds

    # What is erased ----------------------------------------------------------------------------

    def _cs_privacy_erase_parts(self):
        """Return the :class:`ErasePart` list in the order in which they are erased.

        A hook: an add-on with data about persons adds its part through ``super()``.
        """
        return [
            ErasePart(
                "conversation",
                self.env._("Conversation and files"),
                type(self)._cs_count_conversation,
                type(self)._cs_erase_conversation,
            ),
            ErasePart(
                "contacts",
                self.env._("Texts of contacts"),
                lambda partners: partners._cs_count_of("cs.contact"),
                type(self)._cs_erase_contacts,
            ),
            ErasePart(
                "contact_data",
                self.env._("Addresses, phone numbers, bank accounts, picture and notes"),
                len,
                type(self)._cs_erase_contact_data,
            ),
            ErasePart(
                "account",
                self.env._("Account of the customer page"),
                lambda partners: len(partners._cs_accounts()),
                type(self)._cs_erase_account,
            ),
            # That somebody agreed stays as proof, without whom it was.
            ErasePart(
                "consents",
                self.env._("Notes and documents of consents"),
                lambda partners: partners._cs_count_of("cs.privacy.consent"),
                type(self)._cs_erase_consents,
            ),
            ErasePart(
                "identity",
                self.env._("Name, identity document, birth date and service numbers"),
                len,
                type(self)._cs_erase_identity,
            ),
        ]

    def _cs_privacy_erase_preview(self):
        """Return what an erasure of these persons would do.

        :return: list of ``{code, label, count, kept, until, reason}``: how many records of the part
            would be erased, or (``kept``) have to be kept, until when and why
        """
        persons = self.sudo()
        holds = persons._cs_privacy_hold_reasons()
        held = {person.id: held_parts(holds.get(person.id, ())) for person in persons}
        preview = []
        for part in persons._cs_privacy_erase_parts():
            free = persons.filtered(lambda p, code=part.code: code not in held[p.id])
            if free and (count := part.count(free)):
                preview.append(self._cs_preview_line(part, count))
            by_hold = {}
            for person in persons - free:
                hold = held[person.id][part.code]
                by_hold[hold] = by_hold.get(hold, self.browse()) | person
            for hold, kept in by_hold.items():
                if count := part.count(kept.sudo()):
                    preview.append(self._cs_preview_line(part, count, hold))
        return sorted(preview, key=itemgetter("kept"))

    @api.model
    def _cs_preview_line(self, part, count, hold=None):
        return {
            "code": part.code,
            "label": part.label,
            "count": count,
            "kept": bool(hold),
            "until": hold and hold.until and fields.Date.to_string(hold.until),
            "reason": hold and hold.reason,
        }

    def _cs_privacy_erase(self):
        """Erase what identifies these persons, all that has not to be kept. Cannot be undone.

        The caller has checked the right to decide on it. A hook for what is left to do afterwards:
        extend it by ``super()``; data of an add-on belongs into :meth:`_cs_privacy_erase_parts`.

        :return: the protocol, like :meth:`_cs_privacy_erase_preview`; no personal value in it
        :raise UserError: for employees, and the persons who are companies of this database
        """
        self._cs_check_erasable()
        protocol = self._cs_privacy_erase_preview()
        persons = self.sudo().with_context(tracking_disable=True, mail_notrack=True)
        holds = persons._cs_privacy_hold_reasons()
        held = {person.id: held_parts(holds.get(person.id, ())) for person in persons}
        for part in persons._cs_privacy_erase_parts():
            free = persons.filtered(lambda p, code=part.code: code not in held[p.id])
            if free:
                part.erase(free)
        self.env.flush_all()
        self.env.invalidate_all()
        whole = persons.filtered(lambda p: not held[p.id])
        whole.write({"cs_erased_on": fields.Datetime.now(), "active": False})
        return protocol

    def _cs_check_erasable(self):
        persons = self.sudo().with_context(active_test=False)
        if any(user._is_internal() for user in persons.user_ids):
            raise UserError(
                self.env._("This person is an employee; employee data follows other rules.")
            )
        companies = self.env["res.company"]._cs_company_partner_ids()
        if any(person.is_company or person.id in companies for person in persons):
            raise UserError(
                self.env._("Only the data of persons is erased, not that of companies.")
            )
        if not self.env.su and not self.env.user.has_group("cs_privacy.group_cs_privacy_officer"):
            raise AccessError(self.env._("Only the privacy officer erases personal data."))

    def _cs_accounts(self):
        return self.with_context(active_test=False).user_ids.filtered(lambda user: user.share)

    def _cs_count_of(self, model, field="partner_id"):
        return self.env[model].sudo().search_count([(field, "in", self.ids)])

    def _cs_erase_identity(self):
        """Names, documents, birth dates and numbers; what other records show of the person."""
        for person in self:
            name = self.env._("Erased customer #%(id)s", id=person.id)
            person.write(
                {
                    "name": name,
                    "cs_id_type": False,
                    "cs_id_number": False,
                    "cs_birth_date": False,
                    "cs_gender": False,
                }
            )
            self._cs_erase_tracking(person, name)
        self.env["cs.privacy.request.line"].sudo().search([("partner_id", "in", self.ids)]).write(
            {"new_value": False, "state": "left"}
        )
        numbers = self.env["cs.service.number"].sudo().search([("partner_id", "in", self.ids)])
        numbers.flush_recordset()
        if numbers:
            # Below the ORM: the number is required of those who are served, not of the erased.
            self.env.cr.execute(
                SQL("UPDATE cs_service_number SET number = NULL WHERE id IN %s", numbers._ids)
            )
            numbers.invalidate_recordset()

    @api.model
    def _cs_erase_tracking(self, person, name):
        """Take the name out of what was tracked wherever somebody chose this person."""
        self.env.flush_all()
        for side in ("old", "new"):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE mail_tracking_value t SET %(char)s = %(name)s
                      FROM ir_model_fields f
                     WHERE f.id = t.field_id AND f.ttype = 'many2one'
                       AND f.relation = 'res.partner' AND t.%(number)s = %(person)s
                    """,
                    char=SQL.identifier(f"{side}_value_char"),
                    number=SQL.identifier(f"{side}_value_integer"),
                    name=name,
                    person=person.id,
                )
            )

    def _cs_erased_fields(self):
        """Return the names of the columns of contact data that are emptied; a hook."""
        return [name for name in CONTACT_FIELDS if name in self._fields]

    def _cs_erase_contact_data(self):
        addresses = self._cs_own_addresses()
        self._cs_erase_blacklists(self | addresses)
        self._cs_erase_banks(self | addresses)
        empty = dict.fromkeys(self._cs_erased_fields(), False)
        (self | addresses).write({**empty, "cs_phone": False})
        for address in addresses:
            address.write({"name": False, "active": False})

    def _cs_erase_banks(self, partners):
        """Bank accounts cannot be deleted, only archived: their numbers go."""
        banks = self.env["res.partner.bank"].sudo()
        banks = banks.with_context(active_test=False, tracking_disable=True)
        found = banks.search([("partner_id", "in", partners.ids)])
        for bank in found:
            empty = {name: False for name in ("acc_holder_name", "note") if name in bank._fields}
            bank.write({**empty, "acc_number": f"erased-{bank.id}", "active": False})
        # Odoo's accounting writes each change of an account into conversations.
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_tracking_value t SET old_value_char = NULL, new_value_char = NULL
                  FROM ir_model_fields f, mail_message m
                 WHERE f.id = t.field_id AND f.model = 'res.partner.bank'
                   AND m.id = t.mail_message_id
                   AND (m.model, m.res_id) IN %s
                """,
                tuple(
                    (records._name, record)
                    for records in (partners, found)
                    for record in records.ids
                )
                or (("", 0),),
            )
        )

    def _cs_own_addresses(self):
        """Further addresses of a person are the person's; people below a person are not."""
        return (
            self.with_context(active_test=False)
            .child_ids.filtered(lambda child: child.type != "contact" and not child.is_company)
            .sudo()
        )

    def _cs_erase_blacklists(self, partners):
        emails = [email for email in partners.mapped("email_normalized") if email]
        phones = [phone for phone in partners.mapped("phone_sanitized") if phone]
        for model, field, values in (
            ("mail.blacklist", "email", emails),
            ("phone.blacklist", "number", phones),
        ):
            if values:
                rows = self.env[model].sudo().with_context(active_test=False)
                rows.search([(field, "in", values)]).unlink()
        sealed = list(open_for_system(partners, "cs_phone").values())
        if sealed:
            rows = self.env["phone.blacklist"].sudo().with_context(active_test=False)
            rows.search([("cs_number", "in", sealed)]).unlink()

    def _cs_erase_account(self):
        users = self._cs_accounts()
        if not users:
            return
        users.write({"active": False})
        users.api_key_ids.sudo()._remove()
        self.env.flush_all()
        # Below the ORM, which would write to the person that the login has changed.
        self.env.cr.execute(
            SQL(
                "UPDATE res_users SET login = 'erased-' || id, password = NULL, signature = NULL"
                " WHERE id IN %s",
                users._ids,
            )
        )
        self.env.cr.execute(SQL("DELETE FROM res_device_log WHERE user_id IN %s", users._ids))
        users.invalidate_recordset()
        self.env.registry.clear_cache()

    def _cs_erase_consents(self):
        consents = self.env["cs.privacy.consent"].sudo().search([("partner_id", "in", self.ids)])
        if not consents:
            return
        consents.attachment_ids.unlink()
        self.env.flush_all()
        # Below the ORM: decisions refuse every change, but this one.
        self.env.cr.execute(
            SQL(
                "UPDATE cs_privacy_consent SET note = NULL, guardian_name = NULL,"
                " source = NULL, external_id = NULL WHERE id IN %s",
                consents._ids,
            )
        )
        consents.invalidate_recordset()

    def _cs_erase_contacts(self):
        contacts = self.env["cs.contact"].sudo().with_context(active_test=False)
        contacts = contacts.search([("partner_id", "in", self.ids)])
        contacts.with_context(tracking_disable=True).write(
            {
                "name": False,
                "description": False,
                "caller": False,
                "outcome": False,
                "cs_told": False,
            }
        )
        contacts._cs_erase_messages()
