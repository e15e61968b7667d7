import re
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.base.tests.common import HttpCase

from .common import CareCommon

PASSWORD = "portal-test-password"


class SuggestionCommon(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env.ref("cs_care.suggestion_category_product")
        cls.product = cls.env["hr.department"].create(
            {"name": "Product Office", "cs_function": "product"}
        )
        cls.env["hr.department"].search(
            [("cs_function", "=", "product"), ("id", "!=", cls.product.id)]
        ).cs_function = False
        cls.member = new_test_user(
            cls.env, login="cs_care_product", groups="cs_base.group_cs_base_user"
        )
        cls.env["hr.employee"].create(
            {"name": "P", "user_id": cls.member.id, "department_id": cls.product.id}
        )
        cls.portal = new_test_user(
            cls.env,
            login="cs_care_portal",
            password=PASSWORD,
            groups="base.group_portal",
            name="Mei Portal",
            email="mei@portal.example",
        )

    def _suggest(self, user=None, **values):
        return (
            self.env["cs.suggestion"]
            .with_user(user or self.agent)
            .create(
                {
                    "subject": "Daily usage in the app",
                    "description": "I want to see it every day",
                    "category_id": self.category.id,
                    "partner_id": self.customer.id,
                    **values,
                }
            )
        )

    def _mails_to(self, address):
        mails = self.env["mail.mail"].sudo().search([("email_to", "ilike", address)], order="id")
        return mails

    def _told(self, suggestion):
        return suggestion.told_ids.sorted("id").mapped("step")


@tagged("post_install", "-at_install")
class TestSuggestion(SuggestionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-02 02:00:00"))

    # FROM THE FIRST WORD TO THE LAST

    def test_story(self):
        one = self._suggest()
        self.assertRegex(one.name, r"^S\d{4}-\d{6}$")
        self.assertRecordValues(
            one,
            [
                {
                    "state": "new",
                    "department_id": self.product.id,
                    "partner_name": "Mei Lin",
                    "email_from": "mei@customer.example",
                    "supporter_count": 1,
                    "date_received": datetime(2026, 3, 2, 2),
                }
            ],
        )
        calendar = self.company._cs_calendar().with_company(self.company)
        due = calendar._cs_deadline(one.date_received, 10, "day")
        self.assertEqual(one.date_due, due.replace(tzinfo=None))
        one.with_user(self.member).action_review()
        one.with_user(self.member).action_review()
        self.assertEqual((one.state, one.user_id), ("review", self.member))
        dialog = self.env["cs.suggestion.answer"].with_user(self.member)
        dialog = dialog.create(
            {"suggestion_ids": one.ids, "step": "adopt", "answer": "From May on, in the app."}
        )
        dialog.action_apply()
        self.assertRecordValues(
            one,
            [
                {
                    "state": "adopted",
                    "answer": "From May on, in the app.",
                    "answered_by_id": self.member.id,
                }
            ],
        )
        one.with_user(self.member).action_realise()
        one.with_user(self.member).action_realise()
        self.assertEqual(one.state, "realised")
        self.assertEqual(self._told(one), ["received", "answered", "realised"])
        mails = self._mails_to("mei@customer.example")
        self.assertEqual(
            mails.mapped("subject"),
            [
                f"We have your suggestion {one.name}",
                f"Our answer to your suggestion {one.name}",
                f"Your suggestion {one.name} is reality",
            ],
        )
        self.assertIn("we adopt your suggestion", mails[1].body_html)
        self.assertIn("From May on, in the app.", mails[1].body_html)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})

    def test_decline(self):
        one = self._suggest()
        with self.assertRefused(UserError, "every suggestion gets an answer"):
            one.action_decline(" ")
        one.action_decline("The law does not allow it.")
        one.action_decline("again")
        self.assertEqual((one.state, one.answer), ("declined", "The law does not allow it."))
        body = self._mails_to("mei@customer.example")[-1].body_html
        self.assertIn("The law does not allow it.", body)
        self.assertNotIn("we adopt", body)
        with self.assertRefused(UserError, "has been decided on, and the customer was told"):
            one.action_adopt("Yes after all")
        with self.assertRefused(UserError, "is not adopted: adopt it first"):
            one.action_realise()

    def test_same_idea(self):
        first = self._suggest()
        second = self._suggest(partner_id=self.customer2.id)
        again = self._suggest()
        dialog = self.env["cs.suggestion.answer"].with_user(self.supervisor)
        dialog = dialog.create({"suggestion_ids": (second | again).ids, "step": "merge"})
        with self.assertRefused(UserError, "Choose the suggestion that has the same idea"):
            dialog.action_apply()
        dialog.target_id = first
        dialog.action_apply()
        self.assertEqual(second.state, "merged")
        self.assertEqual(first.supporter_count, 2)
        first.with_user(self.supervisor).action_adopt("From May on")
        self.assertEqual(self._told(second), ["received", "answered"])
        self.assertIn("From May on", self._mails_to("wei@customer.example")[-1].body_html)
        late = self._suggest(partner_id=self.customer2.id)
        late.with_user(self.supervisor)._cs_merge(first)
        self.assertEqual(self._told(late), ["received", "answered"])
        late.with_user(self.supervisor)._cs_merge(first)
        other = self._suggest()
        with self.assertRefused(UserError, "has been decided on"):
            second.with_user(self.supervisor)._cs_merge(other)
        with self.assertRefused(UserError, "takes no supporters"):
            other.with_user(self.supervisor)._cs_merge(late)

    def test_told_by_sms(self):
        partner = self.env["res.partner"].create({"name": "Ann", "cs_phone": "+886912345678"})
        one = self._suggest(partner_id=partner.id)
        one.action_adopt("From May on")
        self.assertEqual(one.told_ids.mapped("channel"), ["sms", "sms"])
        sms = self.env["sms.sms"].search([("partner_id", "=", partner.id)], order="id")
        self.assertIn("thank you for your suggestion", sms[0].body)
        self.assertIn("From May on", sms[1].body)
        self.assertNotIn("912345678", str(sms.mapped("number")))

    def test_objection_is_kept(self):
        self.env["cs.privacy.consent"]._cs_record(
            self.customer, "service", "withdrawn", how="phone"
        )
        one = self._suggest()
        self.assertEqual(one.told_ids.channel, "none")
        self.assertFalse(self._mails_to("mei@customer.example"))

    def test_numbers_are_sealed(self):
        one = self._suggest(description="Call me at 0912 345 678 about it")
        self.assertNotIn("345 678", one.description)
        self.assertTrue(one.cs_told)

    def test_gift(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "cs_managed": True,
            }
        )
        self.category.write({"program_id": program.id, "gift_points": 50})
        card = program._cs_card_of(self.customer, create=True)[self.customer.id]
        one = self._suggest()
        one.with_user(self.supervisor).action_adopt("From May on")
        one.with_user(self.supervisor).action_adopt("again")
        other = self._suggest(partner_id=self.customer2.id)
        other.with_user(self.supervisor).action_adopt("From May on")
        move = self.env["cs.loyalty.move"].search([("card_id", "=", card.id)])
        self.assertRecordValues(move, [{"points": 50.0, "kind": "earn", "qualifying_points": 0.0}])
        self.assertEqual((card.points, one.gift_points, other.gift_points), (50.0, 50.0, 0.0))

    def test_reminder(self):
        one = self._suggest()
        head = self.env["hr.employee"].search([("user_id", "=", self.member.id)])
        self.product.manager_id = head
        with freeze_time(one.date_due), self.enter_registry_test_mode():
            for _turn in range(2):
                self.env.ref("cs_care.ir_cron_suggestions").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(one.activity_ids.user_id, self.member)
        with freeze_time("2026-06-01 02:00:00"):
            self.assertIn(one, one.search([("is_late", "=", True)]))
            self.assertTrue(one.is_late)

    def test_from_a_contact(self):
        contact = self.env["cs.contact"].create(
            {
                "name": "Open on Saturdays",
                "kind": "suggestion",
                "partner_id": self.customer.id,
                "channel_id": self.env["cs.channel"]._cs_get("chat").id,
            }
        )
        action = contact.with_user(self.agent).action_cs_suggestion()
        self.assertEqual(action["view_mode"], "form")
        suggestions = self.env["cs.suggestion"].with_user(self.agent)
        one = suggestions.with_context(**action["context"]).create(
            {"category_id": self.category.id}
        )
        self.assertEqual(
            (one.subject, one.partner_id, one.channel_id.code),
            ("Open on Saturdays", self.customer, "chat"),
        )
        contact.invalidate_recordset()
        self.assertEqual(contact.cs_suggestion_count, 1)
        titles = [entry["title"] for entry in self.customer.with_user(self.agent).cs_timeline()]
        self.assertIn(f"{one.name} Open on Saturdays", titles)

    # RIGHTS

    def test_who_may_what(self):
        of_product = self._suggest(self.supervisor, user_id=self.supervisor.id)
        service = self.env.ref("cs_care.suggestion_category_service")
        of_service = self._suggest(category_id=service.id)
        expected = {
            # user: of product and somebody's, of service and nobody's
            self.agent: ("r", "rwc"),
            self.agent2: ("r", "rwc"),
            self.member: ("rw", ""),
            self.supervisor: ("rwc", "rwc"),
            self.manager: ("rwcu", "rwcu"),
            self.plain: ("", ""),
            self.portal: ("", ""),
        }
        operations = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for user, allowed in expected.items():
            for one, letters in zip((of_product, of_service), allowed, strict=True):
                for letter in "rwu":
                    with self.subTest(user=user.login, one=one.subject, may=operations[letter]):
                        self.assertEqual(
                            one.with_user(user).has_access(operations[letter]), letter in letters
                        )
        for user in (self.member, self.plain, self.portal):
            with self.assertRaises(AccessError):
                self._suggest(user)
        with self.assertRaises(AccessError):
            of_product.with_user(self.agent2).action_adopt("Yes")

    def test_nothing_forged(self):
        for values in ({"state": "adopted"}, {"name": "S1"}, {"answer": "x"}, {"date_due": False}):
            with self.assertRefused(AccessError, "set by the system only"):
                self._suggest(**values)
        one = self._suggest()
        for values in ({"state": "adopted"}, {"gift_points": 5}, {"merged_into_id": one.id}):
            with self.assertRefused(AccessError, "set by the system only"):
                one.write(values)
        with self.assertRefused(AccessError, "is evidence and stays"):
            one.told_ids.sudo().channel = "none"
        with self.assertRefused(UserError, "is evidence and stays"):
            one.told_ids.sudo().unlink()
        one.action_review()
        with self.assertRefused(UserError, "A suggestion that is looked at stays"):
            one.with_user(self.manager).unlink()

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        one = self.env["cs.suggestion"].create(
            {"subject": "S", "category_id": self.category.id, "company_id": company.id}
        )
        self.assertFalse(one.with_user(self.manager).has_access("read"))

    def test_copy_and_erasure(self):
        one = self._suggest()
        copy = self.customer._cs_privacy_export()["suggestions"]
        self.assertEqual((copy[0]["number"], copy[0]["subject"]), (one.name, one.subject))
        parts = {part.code: part for part in self.customer._cs_privacy_erase_parts()}
        parts["suggestions"].erase(self.customer)
        self.assertRecordValues(
            one, [{"subject": "(erased)", "description": False, "email_from": False}]
        )


@tagged("post_install", "-at_install")
class TestSuggestionPages(SuggestionCommon, HttpCase):
    def _form(self, **values):
        page = self.url_open("/suggestion").text
        return {
            "csrf_token": re.search(r'name="csrf_token" value="([^"]*)"', page)[1],
            "submission": re.search(r'name="submission" value="([^"]*)"', page)[1],
            "category_id": str(self.category.id),
            "subject": "Open on Saturdays",
            "description": "I work all week",
            "name": "Ann Visitor",
            "email": "ann@visitor.example",
            **values,
        }

    def _received(self):
        return self.env["cs.suggestion"].search([("source", "=", "web")])

    def test_visitor(self):
        data = self._form()
        response = self.url_open("/suggestion", data=data)
        one = self._received()
        self.assertIn(one.name, response.text)
        self.assertRecordValues(
            one,
            [
                {
                    "subject": "Open on Saturdays",
                    "partner_id": False,
                    "partner_name": "Ann Visitor",
                    "email_from": "ann@visitor.example",
                    "department_id": self.product.id,
                }
            ],
        )
        self.assertEqual(one.channel_id.code, "web")
        self.assertEqual(len(self._mails_to("ann@visitor.example")), 1)
        self.url_open("/suggestion", data=data)
        self.assertEqual(len(self._received()), 1, "a second click takes in nothing")

    def test_what_is_refused(self):
        for values, text in (
            ({"subject": " "}, "Say your idea in a few words."),
            ({"category_id": "999999"}, "Choose what your idea is about."),
            ({"email": "nobody"}, "Enter your e-mail address"),
            ({"subject": "x" * 130}, "at most 120 are allowed"),
            ({"submission": "forged.123"}, "This page was open for too long"),
        ):
            response = self.url_open("/suggestion", data=self._form(**values))
            self.assertEqual(response.status_code, 422)
            self.assertIn(text, response.text)
        self.url_open("/suggestion", data=self._form(subject_again="x"))
        self.assertFalse(self._received())

    def test_limit(self):
        self.env["ir.config_parameter"].set_param("cs_care.suggestion_limit", "1")
        with patch.object(type(self.env["cs.rate.limit"]), "_cs_hit", lambda self, *args: False):
            response = self.url_open("/suggestion", data=self._form())
        self.assertEqual(response.status_code, 429)
        self.assertIn("Many suggestions came from here", response.text)
        self.assertFalse(self._received())

    def test_customer(self):
        self.authenticate(self.portal.login, PASSWORD)
        self.url_open("/suggestion", data=self._form(email="", name=""))
        own = self._received()
        self.assertEqual((own.partner_id, own.channel_id.code), (self.portal.partner_id, "portal"))
        own.action_adopt("From May on")
        other = self._suggest(subject="Of somebody else")
        page = self.url_open("/my/suggestions").text
        self.assertIn(own.name, page)
        self.assertNotIn(other.name, page)
        page = self.url_open(f"/my/suggestions/{own.id}").text
        self.assertIn("From May on", page)
        self.assertIn("Thank you for", page)
        response = self.url_open(f"/my/suggestions/{other.id}")
        self.assertNotIn("Of somebody else", response.text)
        self.assertIn("/my/suggestions", self.url_open("/my/home").text)
