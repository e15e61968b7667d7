import base64
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..core.rights import Hold
from .rights_common import BIRTH_DATE, ID_NUMBER, NUMBER, PHONE, RightsCommon

TODAY = "2026-06-15 08:00:00"
# In clear, and nowhere to be found afterwards
KNOWN = (
    "Zylberstein",
    "wanda@zyl.example",
    ID_NUMBER,
    BIRTH_DATE,
    PHONE,
    NUMBER,
    "4155550142",
    "Quillfeather",
    "DE89370400440532013000",
    "wanda-login",
    "Xanthippe",
)


@tagged("post_install", "-at_install")
class TestErase(RightsCommon):
    def _fill(self):
        """Leave traces of the customer everywhere the system leaves them."""
        person = self.customer
        person.write(
            {
                "phone": "+1 415 555 0142",
                "comment": "<p>Dog is called Xanthippe</p>",
                "image_1920": base64.b64encode(
                    b"\x89PNG\r\n\x1a\n"
                    + base64.b64decode(
                        "AAAADUlIRFIAAAABAAAAAQgGAAAAHxXEiQAAAA1JREFUeNpk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
                        "gg=="
                    )
                ),
                "category_id": [(0, 0, {"name": "VIP test"})],
            }
        )
        self.env["res.partner.bank"].create(
            {
                "acc_number": "DE89370400440532013000",
                "partner_id": person.id,
                "acc_holder_name": "Wanda Zylberstein",
            }
        )
        self.env["res.partner"].create(
            {"parent_id": person.id, "type": "delivery", "street": "17 Quillfeather Lane, back"}
        )
        self.user = new_test_user(
            self.env,
            "wanda-login",
            groups="base.group_portal",
            partner_id=person.id,
            name=person.name,
            email=person.email,
        )
        self.env["mail.mail"].create({"recipient_ids": person.ids, "body_html": "Hi Zylberstein"})
        person.message_post(
            body="Xanthippe barks",
            subject="To Zylberstein",
            author_id=person.id,
            message_type="comment",
            attachments=[("Zylberstein-id.txt", b"wanda@zyl.example")],
        )
        person.activity_schedule("mail.mail_activity_data_todo", note="Call Zylberstein")
        other = self.env["res.partner"].create({"name": "Third Party"})
        other.message_post(
            body="As Ms Zylberstein said",
            partner_ids=person.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        other.message_post(body="wanda@zyl.example wrote", author_id=person.id)
        contact = self.env["cs.contact"].create(
            {
                "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                "name": "Zylberstein asks",
                "description": "Xanthippe has chewed the router",
                "caller": "wanda@zyl.example",
                "partner_id": person.id,
                "date_arrived": "2020-01-02 08:00:00",
            }
        )
        contact.message_post(body="Zylberstein again")
        self.env["mail.mail"].create({"email_to": "wanda@zyl.example", "body_html": "Zylberstein"})
        self.env["sms.sms"].create(
            {"number": "+14155550142", "partner_id": person.id, "body": "Zylberstein"}
        )
        self.env["mail.blacklist"]._add("wanda@zyl.example")
        self.contact = contact
        self.env["cs.privacy.request"].create(
            {"partner_id": person.id, "kind": "objection", "note": "Zylberstein objects"}
        )._message_log(body="Zylberstein called")
        self.env.flush_all()

    def _found(self, words=KNOWN):
        """Return ``{(table, column): [words]}`` of what the database holds in clear."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """
                SELECT c.table_name, c.column_name
                  FROM information_schema.columns c
                  JOIN information_schema.tables t USING (table_schema, table_name)
                 WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE'
                   AND c.data_type IN ('text', 'character varying', 'json', 'jsonb')
                 ORDER BY 1, 2
                """
            )
        )
        tables = {}
        for table, column in columns:
            tables.setdefault(table, []).append(column)
        found = {}
        for table, names in tables.items():
            row = SQL(" || ' ' || ").join(
                SQL("COALESCE(%s::text, '')", SQL.identifier(name)) for name in names
            )
            for word in words:
                hits = self.env.execute_query(
                    SQL(
                        "SELECT 1 FROM %s WHERE %s ILIKE %s LIMIT 1",
                        SQL.identifier(table),
                        row,
                        f"%{word}%",
                    )
                )
                if hits:
                    found.setdefault(table, []).append(word)
        return found

    def test_nothing_is_left(self):
        self._fill()
        self._create_number(self.customer, ended="2020-01-31")
        before = self._found()
        # The scan sees what is there: without it the test would prove nothing.
        for table in (
            "res_partner",
            "res_partner_bank",
            "mail_message",
            "mail_mail",
            "res_users",
            "cs_contact",
            "mail_blacklist",
            "ir_attachment",
            "mail_activity",
            "cs_privacy_request",
        ):
            self.assertIn(table, before)
        asked = self._started("erasure")
        asked._cs_erase()
        letter = self.env["mail.mail"].search([("email_to", "=", "wanda@zyl.example")])
        self.assertEqual(letter.subject, f"Our answer to your request {asked.name}")
        letter.unlink()
        self.assertFalse(self.env["mail.mail"].search([("recipient_ids", "in", self.customer.ids)]))
        self.assertEqual(self._found(), {})
        self.env.invalidate_all()
        person = self.customer
        self.assertEqual(person.name, f"Erased customer #{person.id}")
        self.assertFalse(person.active)
        self.assertFalse(person.cs_age_band or person.cs_age_band_until or person.cs_gender)
        self.assertFalse(self.user.active)
        self.assertFalse(person.image_1920 or person.category_id or person.bank_ids)
        self.assertEqual(self.contact.partner_id, person)
        self.assertEqual(str(self.contact.date_arrived), "2020-01-02 08:00:00")

    def test_files_are_deleted(self):
        self._fill()
        file = self.env["ir.attachment"].search([("name", "=", "Zylberstein-id.txt")])
        self.customer._cs_privacy_erase()
        self.assertFalse(file.exists())

    @freeze_time(TODAY)
    def test_kept_during_service(self):
        self._create_number(self.customer)
        asked = self._started("erasure")
        (hold,) = self.customer._cs_privacy_hold_reasons()[self.customer.id]
        self.assertEqual((hold.parts, hold.until), (("identity",), None))
        asked._cs_erase()
        self.env.invalidate_all()
        self.assertEqual(self.customer.name, "Wanda Zylberstein")
        self.assertTrue(self.customer.cs_id_number)
        self.assertFalse(self.customer.email or self.customer.street or self.customer.cs_phone)
        self.assertTrue(self.customer.active)
        self.assertFalse(self.customer.cs_erased_on)
        self.assertIn("A service number is in use", asked.result)
        self.assertIn("kept (1). A service number is in use", asked.protocol_text)
        self.assertNotIn("Zylberstein", str(asked.protocol))

    @freeze_time(TODAY)
    def test_two_years_after_service(self):
        number = self._create_number(self.customer, ended="2024-06-20")
        (hold,) = self.customer._cs_privacy_hold_reasons()[self.customer.id]
        self.assertEqual(hold.until, date(2026, 6, 20))
        number.date_end = "2024-06-15"
        self.assertFalse(self.customer._cs_privacy_hold_reasons())
        self.customer._cs_privacy_erase()
        self.assertFalse(number.number)
        self.assertEqual(str(number.date_end), "2024-06-15")

    @freeze_time(TODAY)
    def test_the_last_number_counts(self):
        self._create_number(self.customer, ended="2010-01-01", date_start="2005-01-01")
        self._create_number(self.customer, "+8613900000001", ended="2025-01-01")
        self.assertEqual(
            self.customer._cs_services_ended_on(), {self.customer.id: date(2025, 1, 1)}
        )
        self._create_number(self.customer, "+8613900000002")
        self.assertEqual(self.customer._cs_services_ended_on(), {self.customer.id: None})

    def test_nothing_may_be_erased(self):
        def everything(persons):
            codes = tuple(part.code for part in persons._cs_privacy_erase_parts())
            return {
                person.id: [Hold(codes, "The court wants it.", date(2030, 1, 1))]
                for person in persons
            }

        self.patch(self.env.registry["res.partner"], "_cs_privacy_hold_reasons", everything)
        asked = self._started("erasure")
        with self.assertRefused(UserError, "Nothing of it may be erased yet. The court wants it."):
            asked._cs_erase()
        wizard = self.env["cs.privacy.erase"].with_user(self.officer)
        wizard = wizard.create({"request_ids": asked.ids})
        self.assertTrue(wizard.is_nothing_left)
        wizard.action_refuse()
        self.assertEqual(asked.state, "refused")
        self.assertIn("It can be erased from 2030-01-01 on.", asked.refusal_reason)

    def test_dialog(self):
        self._create_number(self.customer)
        asked = self._started("erasure")
        action = asked.action_erase()
        wizard = self.env["cs.privacy.erase"].with_user(self.officer)
        wizard = wizard.with_context(**action["context"]).create({})
        kept = wizard.line_ids.filtered("kept")
        self.assertEqual(kept.mapped("code"), ["identity"])
        self.assertTrue(wizard.is_partial)
        with self.assertRefused(UserError, "cannot be brought back"):
            wizard.action_erase()
        wizard.is_understood = True
        wizard.action_erase()
        self.assertEqual(asked.state, "done")
        self.assertFalse(asked.action_erase())

    def test_who_is_never_erased(self):
        employee = self.agent.partner_id
        with self.assertRefused(UserError, "is an employee"):
            employee._cs_privacy_erase()
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        with self.assertRefused(UserError, "not that of companies"):
            firm._cs_privacy_erase()
        asked = self._started("access")
        with self.assertRefused(UserError, "did not ask for an erasure"):
            asked.action_erase()
        erasure = self._started("erasure")
        with self.assertRefused(UserError, "Erase by the button Erase"):
            erasure.action_done("x")

    def test_many(self):
        people = self.env["res.partner"].create([{"name": f"Person {i}"} for i in range(20)])
        people._cs_privacy_erase()
        self.assertEqual(len(people.filtered("cs_erased_on")), 20)

    def test_undelivered_letters_go(self):
        asked = self._ask()
        letters = self.env["mail.mail"].search([("model", "=", asked._name)])
        self.env["cs.privacy.request"]._gc_letters()
        self.assertTrue(letters.exists())
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = now() - interval '8 days' WHERE id IN %s",
            [letters._ids],
        )
        self.env.invalidate_all()
        self.env["cs.privacy.request"]._gc_letters()
        self.assertFalse(letters.exists())
