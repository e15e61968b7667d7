from datetime import date

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..encrypted import open_for_system
from .common import PrivacyCommon

NUMBER = "139 1111 2222"
TAKEN = "in service already"


@tagged("post_install", "-at_install")
class TestServiceNumber(PrivacyCommon):
    """A number serves one customer at a time, and what it served before is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = cls.env["cs.service.number"].with_user(cls.agent)
        with freeze_time("2026-01-05"):
            cls.number = cls.numbers.create({"partner_id": cls.customer.id, "number": NUMBER})
        cls.other = cls.partners.create({"name": "Other"})

    def add(self, number=NUMBER, partner=None, **values):
        partner = partner or self.other
        return self.numbers.create({"partner_id": partner.id, "number": number, **values})

    def test_services_hear_of_it(self):
        events = self.env["cs.customer.event"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(events.kind_id.mapped("code"), ["service_started"])
        self.number.action_end()
        self.number.action_end()
        ended = self.env["cs.customer.event"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((ended - events).kind_id.mapped("code"), ["service_ended"])
        self.add(status="ended", date_start="2020-01-01", date_end="2021-01-01")
        of_other = [("partner_id", "=", self.other.id)]
        self.assertFalse(self.env["cs.customer.event"].search(of_other))

    # Numbers

    def test_number_is_brought_into_e164(self):
        self.assertEqual(open_for_system(self.number, "number")[self.number.id], "+8613911112222")
        self.assertEqual(self.number.display_name, "139****2222")
        foreign = self.add("+886 912 345 678")
        self.assertEqual(open_for_system(foreign, "number")[foreign.id], "+886912345678")

    def test_invalid_numbers_are_refused(self):
        for number in ("12345", "call me", "+86 138", "138****5678"):
            with self.subTest(number):
                self.assertRefused("not a valid telephone number", self.add, number)
        self.assertRefused("not a valid telephone number", self.number.write, {"number": "12"})

    def test_number_is_in_service_once(self):
        self.assertRefused(TAKEN, self.add)
        self.assertRefused(TAKEN, self.add, "+8613911112222")
        second = self.add("13911113333")
        self.assertRefused(TAKEN, second.write, {"number": NUMBER})
        self.assertRefused(
            TAKEN, self.numbers.create, [{"partner_id": self.other.id, "number": "13944445555"}] * 2
        )
        self.add(status="ended", date_start="2020-01-01", date_end="2021-01-01")

    def test_ended_number_goes_to_another_customer(self):
        self.number.action_end()
        mine = self.add()
        self.assertRefused(TAKEN, self.number.action_reactivate)
        mine.action_end()
        self.number.action_reactivate()
        self.assertEqual((self.number.status, self.number.date_end), ("active", False))

    @mute_logger("odoo.sql_db")
    def test_database_keeps_two_agents_apart(self):
        self.number.action_end()
        second = self.add()
        self.env.flush_all()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE cs_service_number SET status = 'active', date_end = NULL WHERE id = %s",
                [self.number.id],
            )
        self.assertEqual(second.status, "active")

    def test_one_customer_has_many(self):
        self.add("13911113333", self.customer)
        self.assertEqual(self.customer.with_user(self.agent).cs_service_number_count, 2)
        action = self.customer.with_user(self.agent).action_cs_service_numbers()
        self.assertEqual(self.numbers.search_count(action["domain"]), 2)

    # Status

    def test_transitions(self):
        number = self.number
        for action, status in (
            ("action_suspend", "suspended"),
            ("action_suspend", "suspended"),
            ("action_resume", "active"),
            ("action_resume", "active"),
            ("action_suspend", "suspended"),
            ("action_end", "ended"),
            ("action_end", "ended"),
            ("action_reactivate", "active"),
            ("action_reactivate", "active"),
        ):
            getattr(number, action)()
            self.assertEqual(number.status, status)

    def test_forbidden_transitions(self):
        self.number.action_suspend()
        self.assertRefused("a suspended one is resumed", self.number.action_reactivate)
        self.number.action_end()
        self.assertRefused("Only an active number", self.number.action_suspend)
        self.assertRefused("an ended one is reactivated", self.number.action_resume)

    def test_end_sets_the_day(self):
        with freeze_time("2026-03-02"):
            self.number.action_end()
        self.assertEqual(self.number.date_end, date(2026, 3, 2))

    def test_status_is_not_edited(self):
        for values in ({"status": "ended", "date_end": "2026-03-02"}, {"date_end": "2026-03-02"}):
            for user in (self.agent, self.officer):
                self.assertRefused("Use the buttons", self.number.with_user(user).write, values)
        self.number.write({"status": "active", "date_end": False})

    @mute_logger("odoo.sql_db")
    def test_dates_agree(self):
        for message, values in (
            (
                "before it began",
                {"status": "ended", "date_start": "2026-02-02", "date_end": "2026-02-01"},
            ),
            ("to an ended number", {"date_start": "2026-01-01", "date_end": "2026-02-01"}),
        ):
            with (
                self.subTest(message),
                self.assertRaises(Exception) as caught,
                self.env.cr.savepoint(),
            ):
                self.add("13911114444", **values)
                self.env.flush_all()
            error = caught.exception
            self.assertIn(message, str(self.numbers._sql_error_to_message(error)))

    def test_history_is_in_the_chatter_without_the_number(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.number.action_suspend()
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = self.number.message_ids.sudo().tracking_value_ids
        self.assertIn("Suspended", values.mapped("new_value_char"))
        everything = " ".join(
            self.number.message_ids.mapped("body") + values.mapped("new_value_char")
        )
        self.assertNotIn("1111", everything)

    # The customer

    def test_when_service_ended(self):
        customer = self.customer
        self.assertIsNone(self.other._cs_service_ended_on())
        self.assertIsNone(customer._cs_service_ended_on())
        second = self.add("13911113333", self.customer)
        with freeze_time("2026-03-02"):
            self.number.action_end()
        self.assertIsNone(customer._cs_service_ended_on())
        second.sudo().write(
            {"status": "ended", "date_start": "2026-01-01", "date_end": "2026-02-02"}
        )
        self.assertEqual(customer._cs_service_ended_on(), date(2026, 3, 2))

    def test_new_owner_is_protected(self):
        self.number.partner_id = self.other
        self.assertTrue(self.other.cs_is_protected)

    def test_form(self):
        form = Form(self.numbers)
        form.number = "13911115555"
        form.partner_id = self.other
        number = form.save()
        with Form(number) as form:
            form.date_start = "2025-01-01"
        self.assertEqual(open_for_system(number, "number")[number.id], "+8613911115555")

    def test_import(self):
        result = self.numbers.load(
            ["number", "partner_id/.id", "status", "date_start", "date_end"],
            [
                ["13911116666", str(self.other.id), "Active", "2024-01-01", ""],
                ["13911117777", str(self.other.id), "Ended", "2020-01-01", "2021-01-01"],
            ],
        )
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.numbers.browse(result["ids"]).mapped("status"), ["active", "ended"])
        result = self.numbers.load(
            ["number", "partner_id/.id"], [["13911116666", str(self.other.id)]]
        )
        self.assertIn(TAKEN, result["messages"][0]["message"])

    # Rights

    def test_roles(self):
        for user, rights in (
            (self.agent, "read write create"),
            (self.officer, "read write create unlink"),
            (self.plain, ""),
            (self.auditor, ""),
            (self.portal, ""),
        ):
            model = self.numbers.with_user(user)
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(model.has_access(operation), operation in rights.split())
        self.assertRefused(
            "not allowed", self.number.with_user(self.plain).action_end, error=AccessError
        )

    def test_other_companies_stay_apart(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.number.sudo().company_id = abroad
        self.assertNotIn(self.number, self.numbers.search([]))
        self.assertRefused(TAKEN, self.add)
        customer = self.customer.with_user(self.agent)
        self.assertIsNone(customer._cs_service_ended_on())
