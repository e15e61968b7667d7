from odoo import fields
from odoo.tests import Form, tagged

from .. import schema
from ..encrypted import open_for_system
from .common import PHONE, PHONE_MASK, PrivacyCommon

STRANGER = "+8613700001111"


@tagged("post_install", "-at_install")
class TestContactCaller(PrivacyCommon):
    """Who called is sealed, found by its whole value, and linked to the customer who has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = cls.env["cs.contact"]
        cls.program = cls.create_user("cs_p_program", "base.group_user,cs_base.group_cs_base_api")
        cls.channel = cls.env["cs.channel"]._cs_get("phone")

    def add(self, **values):
        return self.contacts.create({"channel_id": self.channel.id, "name": "Bill", **values})

    def row(self, external_id, **values):
        return {
            "source": "test-pbx",
            "external_id": external_id,
            "channel": "phone",
            "date_arrived": "2026-03-02T12:00:00Z",
            **values,
        }

    def ingest(self, *rows):
        results = self.contacts.with_user(self.program).ingest(list(rows))
        self.assertFalse([result["error"] for result in results if result["error"]])
        return self.contacts.browse([result["id"] for result in results]), results

    def test_caller_is_sealed(self):
        for text, mask in (
            (STRANGER, "137****1111"),
            ("Mr. Wong", "M***"),
            ("W@x.example", "***@x.example"),
        ):
            contact = self.add(caller=text)
            self.assertEqual(contact.caller, mask)
            self.assertTrue(self.column(contact, "caller").startswith("e1$"))
        nameless = self.add(caller=STRANGER, name=False)
        self.assertEqual(nameless.display_name, "Consultation · 137****1111")

    def test_views_with_groups(self):
        contacts = self.contacts.with_user(self.agent)
        views = contacts.get_views([(False, "pivot"), (False, "graph"), (False, "list")])
        self.assertFalse(views["models"]["cs.contact"]["fields"]["caller"]["groupable"])

    def test_form(self):
        form = Form(self.contacts.with_user(self.agent).with_context(cs_contact_manual=True))
        form.name = "Call"
        form.caller = "137 0000 1111"
        contact = form.save()
        with Form(contact) as form:
            form.name = "Call back"
        self.assertEqual(open_for_system(contact, "caller")[contact.id], STRANGER)

    def test_whole_caller_is_found(self):
        contact = self.add(caller=STRANGER)
        mail = self.add(caller="Wong@x.example")
        linked = self.add(partner_id=self.customer.id)
        contacts = self.contacts.with_user(self.agent)
        view = contacts.get_view(self.env.ref("cs_base.cs_contact_view_search").id, "search")
        self.assertIn("('cs_caller', '=', self)", view["arch"])
        self.assertNotIn("('caller', 'ilike'", view["arch"])
        for text, found in (("137 0000 1111", contact), ("wong@x.example", mail), (PHONE, linked)):
            self.assertEqual(contacts.search([("cs_caller", "=", text)]), found)
            names = contacts.name_search(text)
            self.assertEqual([i for i, _name in names], found.ids)
        for text in ("1370000", "Bill of"):
            self.assertFalse(contacts.search([("cs_caller", "ilike", text)]))
        self.assertIn(contact.id, [i for i, _name in contacts.name_search("Bill")])

    def test_known_customers_are_linked(self):
        other = self.partners.create({"name": "Other"})
        self.env["cs.service.number"].create({"partner_id": other.id, "number": "13900000009"})
        contacts, _results = self.ingest(
            self.row("1", partner="138 1234 5678"),
            self.row("2", caller="13812345678"),
            self.row("3", caller="139 0000 0009"),
            self.row("4", caller=STRANGER),
            self.row("5", partner=STRANGER),
        )
        self.assertEqual(contacts.mapped("partner_id"), self.customer + other)
        self.assertEqual(
            [contact.partner_id for contact in contacts],
            [self.customer, self.customer, other, self.partners, self.partners],
        )
        self.assertEqual(
            contacts.mapped("caller"),
            [False, PHONE_MASK, "139****0009", "137****1111", "137****1111"],
        )

    def test_two_customers_with_one_number_are_not_guessed(self):
        self.partners.create({"name": "Plain", "phone": PHONE})
        contacts, _results = self.ingest(self.row("1", partner=PHONE), self.row("2", caller=PHONE))
        self.assertEqual([c.partner_id for c in contacts], [self.partners, self.customer])
        self.partners.create({"name": "Second", "cs_phone": PHONE})
        contacts, _results = self.ingest(self.row("3", caller=PHONE))
        self.assertFalse(contacts.partner_id)

    def test_other_companies_customers_are_not_linked(self):
        self.customer.company_id = self.env["res.company"].create({"name": "Abroad"})
        contacts, _results = self.ingest(self.row("1", caller=PHONE))
        self.assertFalse(contacts.partner_id)

    def test_repeated_rows_change_nothing(self):
        rows = [self.row("1", caller="137 0000 1111"), self.row("2", caller="Mr. Wong")]
        self.ingest(*rows)
        _contacts, results = self.ingest(*rows)
        self.assertEqual({result["status"] for result in results}, {"unchanged"})

    def test_cost_does_not_grow_with_the_rows(self):
        def rows(first, count):
            return [self.row(str(first + n), caller=f"+86138{n:08d}") for n in range(count)]

        self.ingest(*rows(0, 2))
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.ingest(*rows(100, 2))
        few = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        self.ingest(*rows(200, 60))
        self.assertLessEqual(self.env.cr.sql_log_count - before, few + 2)

    def test_existing_callers_are_adopted_and_masks_stay(self):
        """What happens to the column when the add-on comes, and when it goes."""
        contact = self.add(caller=STRANGER)
        contact.flush_recordset()
        schema.leave_masks(self.contacts, "caller")
        self.assertEqual(self.column(contact, "caller"), "137****1111")
        self.env.cr.execute(
            "UPDATE cs_contact SET caller = %s WHERE id = %s", ["137 0000 1111", contact.id]
        )
        contact.invalidate_recordset()
        schema.protect_column(self.contacts, "caller")
        contact.invalidate_recordset()
        self.assertTrue(self.column(contact, "caller").startswith("e1$"))
        self.assertEqual(open_for_system(contact, "caller")[contact.id], STRANGER)
        self.assertLessEqual(contact.date_arrived, fields.Datetime.now())
