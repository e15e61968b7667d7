from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import ComplaintCommon

NOON = fields.Datetime.to_datetime("2026-03-02 04:00:00")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestRepeat(ComplaintCommon):
    """The same person or number, the same class, within some days: found at every door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.first = cls._at(-20)

    @classmethod
    def _at(cls, days, **values):
        """Register a complaint some days from now, as the system."""
        return cls.env["cs.complaint"].create(
            {
                "subject": "Bill too high",
                "partner_id": cls.customer.id,
                "category_id": cls.category.id,
                "date_registered": NOON + timedelta(days=days),
                **values,
            }
        )

    def assertRepeat(self, complaint, first):
        self.assertEqual(complaint.sudo().repeat_of_id, first)

    def test_same_person(self):
        second = self._register()
        self.assertRepeat(second, self.first)
        self.assertEqual(self.first.repeat_count, 1)
        other = self.env["cs.complaint.category"].search(
            [("complaint_class", "=", "service"), ("id", "!=", self.category.id)], limit=1
        )
        self.assertRepeat(self._register(category_id=other.id), self.first)
        self.assertRepeat(self._register(category_id=self.category_product.id), self.first.browse())

    def test_days(self):
        self.company.cs_complaint_repeat_days = 19
        self.assertRepeat(self._register(), self.first.browse())
        self.company.cs_complaint_repeat_days = 20
        self.assertRepeat(self._register(), self.first)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.company.cs_complaint_repeat_days = 0
            self.env.flush_all()

    def test_chain_keeps_its_first(self):
        second = self._at(15)
        self.assertRepeat(second, self.first.browse())
        middle = self._at(0)
        self.assertRepeat(middle, self.first)
        third = self._at(30)
        # The middle one lies within thirty days, and is a repeat of the first.
        self.assertRepeat(third, self.first)
        self.assertEqual((self.first.repeat_count, second.repeat_count), (2, 0))

    def test_whole_batch_by_one_query(self):
        values = {
            "subject": "x",
            "partner_id": self.customer.id,
            "category_id": self.category.id,
        }
        batch = self.env["cs.complaint"].create([values] * 3)
        for complaint in batch:
            self.assertRepeat(complaint, self.first)
        self.assertEqual(self.first.repeat_count, 3)
        stranger = self.env["res.partner"].create({"name": "New"})
        batch = self.env["cs.complaint"].create([{**values, "partner_id": stranger.id}] * 3)
        self.assertRepeat(batch[1:], batch[0])

    def test_telephone_mail_and_number_tell_a_person(self):
        number = self.env["cs.service.number"].create(
            {"number": "+8613912345678", "partner_id": self.customer.id}
        )
        for values in (
            {"phone": "13812345678"},
            {"email_from": '"Ann" <ann@visitor.example>'},
            {"service_number_id": number.id},
            {"number_told": "13712345678"},
            {"service_number_id": number.id, "is_anonymous": True},
        ):
            with self.subTest(values=values):
                first = self._at(-5, partner_id=False, **values)
                again = self._at(0, partner_id=False, **values)
                if values.get("is_anonymous"):
                    self.assertTrue(again.repeat_of_id)
                else:
                    self.assertRepeat(again, first)
        plain = self._at(0, partner_id=False, email_from="ANN@visitor.example")
        self.assertTrue(plain.repeat_of_id)
        self.assertFalse(self._at(0, partner_id=False, email_from="jo@visitor.example").is_repeat)

    def test_rejected_is_no_first(self):
        self.first.action_reject("A question")
        self.assertRepeat(self._register(), self.first.browse())

    def test_class_given_later(self):
        """A mail has no class; it is a repeat as soon as somebody gives it one."""
        mail = self._register(category_id=False)
        self.assertFalse(mail.is_repeat)
        mail.category_id = self.category
        self.assertRepeat(mail, self.first)
        mail.category_id = self.category_product
        self.assertFalse(mail.is_repeat)
        self.assertEqual(self.first.repeat_count, 0)

    def test_customer_given_later_takes_the_chain_along(self):
        number = {"partner_id": False, "number_told": "13712345678"}
        middle = self._at(-2, **number)
        last = self._at(0, **number)
        self.assertRepeat(last, middle)
        middle.partner_id = self.customer
        self.assertRepeat(middle | last, self.first)

    def test_every_door(self):
        complaints = self.env["cs.complaint"]
        vals = {
            "subject": "x",
            "category_id": self.category.id,
            "partner_id": self.customer.id,
        }
        for door in ("web", "sms", "api"):
            complaint, _created = complaints._cs_intake(vals, door, f"{door}-1")
            self.assertRepeat(complaint, self.first)

    def test_people_decide(self):
        second = self._register(user_id=self.agent.id)
        dialog = self._dialog(second, original_id=False, reason="Another bill")
        dialog.action_apply()
        self.assertRepeat(second, self.first.browse())
        self.assertIn("Another bill", second.message_ids[0].body)
        second.category_id = False
        second.category_id = self.category
        self.assertRepeat(second, self.first.browse())
        other = self._at(-30, partner_id=self.env["res.partner"].create({"name": "O"}).id)
        self._dialog(second, original_id=other.id, reason="Same household").action_apply()
        self.assertRepeat(second, other)
        # Once more changes nothing and says nothing.
        before = len(second.message_ids)
        self._dialog(second, original_id=other.id, reason="Same household").action_apply()
        self.assertEqual(len(second.message_ids), before)

    def _dialog(self, complaint, user=None, **values):
        return (
            self.env["cs.complaint.relink"]
            .with_user(user or self.agent)
            .create({"complaint_id": complaint.id, **values})
        )

    def test_decision_needs_reason_and_an_earlier_complaint(self):
        second = self._register(user_id=self.agent.id)
        with self.assertRefused(UserError, "Give a reason"):
            second._cs_decide_repeat(self.first, " ")
        later = self._at(1, category_id=self.category_product.id)
        with self.assertRefused(ValidationError, "was registered later"):
            second._cs_decide_repeat(later, "x")
        with self.assertRefused(ValidationError, "the first of its chain itself"):
            self.first._cs_decide_repeat(second, "x")
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self._at(-5, company_id=company.id, partner_id=False, department_id=False)
        with self.assertRefused(ValidationError, "belong to the same company"):
            second.sudo()._cs_decide_repeat(foreign, "x")

    def test_who_decides(self):
        second = self._register()
        second.with_user(self.agent2).action_start()
        with self.assertRaises(AccessError):
            second.with_user(self.agent)._cs_decide_repeat(self.first, "x")
        with self.assertRaises(AccessError):
            self._dialog(second, user=self.member, reason="x")
        for user in (self.portal(), new_test_user(self.env, "cs_pl", "base.group_user")):
            with self.assertRaises(AccessError):
                self._dialog(second, user=user, reason="x")
        foreign = {"complaint_id": self.first.id}
        with self.assertRaises(AccessError):
            call_kw(
                self.env["cs.complaint.relink"].with_user(self.member),
                "onchange",
                [[], foreign, [], {"date_registered": {}}],
                {},
            )
        mine = self._dialog(second, reason="x")
        with self.assertRaises(AccessError):
            mine.with_user(self.agent2).action_apply()

    def portal(self):
        return new_test_user(self.env, "cs_po", "base.group_portal")

    def test_forged_values_are_refused(self):
        second = self._register(category_id=self.category_product.id)
        for values in (
            {"repeat_of_id": self.first.id},
            {"repeat_count": 9},
            {"is_repeat_decided": True},
        ):
            with self.subTest(values=values):
                with self.assertRefused(AccessError, "set by the system only"):
                    call_kw(
                        self.env["cs.complaint"].with_user(self.manager),
                        "write",
                        [[second.id], values],
                        {},
                    )
                with self.assertRaises(AccessError):
                    self._register(**values)

    def test_notice_tells_no_more_than_one_may_read(self):
        self.first.subject = "Secret matter"
        second = self._register()
        notice = second.cs_notices()["repeat"]
        self.assertIn(f"/odoo/complaints/{self.first.id}", notice)
        second.sudo().department_id = self.product
        notice = second.with_user(self.member).cs_notices()["repeat"]
        self.assertIn(self.first.name, notice)
        self.assertNotIn("/odoo/complaints", notice)
        with self.assertRaises(AccessError):
            second.with_user(self.member).read(["repeat_of_id"])
        action = second.with_user(self.member).action_view_repeats()
        seen = self.env["cs.complaint"].with_user(self.member).search(action["domain"])
        self.assertEqual(seen, second)
        self.assertIn("came back with this matter", self.first.cs_notices()["repeat"])
        self.assertFalse(self._register(partner_id=False).cs_notices()["repeat"])

    def test_search(self):
        second = self._register()
        complaints = self.env["cs.complaint"].with_user(self.agent)
        mine = [("partner_id", "=", self.customer.id)]
        self.assertEqual(complaints.search([*mine, ("is_repeat", "=", True)]), second)
        self.assertEqual(complaints.search([*mine, ("is_repeat", "=", False)]), self.first)

    def test_query_uses_indexes(self):
        """PostgreSQL reads this person's rows alone, by an index for each way to tell a person."""
        second = self._at(0, phone="13812345678", number_told="13712345678")
        self.env.flush_all()
        # Others, so that an index pays
        self.env.cr.execute(
            "INSERT INTO cs_complaint (name, subject, company_id, complaint_class, severity, state,"
            " date_registered, email_from) SELECT 'X' || n, 'x', company_id, complaint_class,"
            " severity, state, date_registered, n || '@other.example'"
            " FROM cs_complaint, generate_series(1, 5000) n WHERE id = %s",
            [second.id],
        )
        self.env.cr.execute("ANALYZE cs_complaint")
        query = second._cs_repeat_query(second._cs_asked())
        plan = "\n".join(line for (line,) in self.env.execute_query(SQL("EXPLAIN %s", query)))
        self.assertNotIn("Seq Scan on cs_complaint", plan)
        for index in ("phone_bidx", "number_told_bidx"):
            self.assertIn(index, plan)
