from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ..models.cs_clause import REVIEW_ACTIVITY
from .clause_common import ClauseCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 08:00:00")
class TestClauseReview(ClauseCase):
    def setUp(self):
        super().setUp()
        self.own.write({"date_review": "2026-03-09", "department_id": self.department.id})

    def remind(self):
        cron = self.env.ref("cs_base.ir_cron_clause_review")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def activities(self):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "cs.clause"),
                ("res_id", "in", self.own.ids),
                ("activity_type_id", "=", self.env.ref(REVIEW_ACTIVITY).id),
            ]
        )

    def test_a_new_clause_is_reviewed_a_year_later(self):
        clause = self.env["cs.clause"].create({"number": "904", "name": "New"})
        self.assertEqual(clause.date_review, fields.Date.to_date("2027-03-10"))

    def test_manager_reviews_with_a_note(self):
        wizard = (
            self.env["cs.clause.review"]
            .with_user(self.manager)
            .with_context(active_model="cs.clause", active_ids=self.item.ids)
            .create({"note": "Still right."})
        )
        self.assertEqual(wizard.clause_ids, self.item)
        wizard.action_confirm()
        self.assertRecordValues(
            self.item,
            [
                {
                    "date_last_review": fields.Date.to_date("2026-03-10"),
                    "date_review": fields.Date.to_date("2027-03-10"),
                    "last_reviewer_id": self.manager.id,
                    "review_note": "Still right.",
                }
            ],
        )
        self.assertIn("Still right.", self.item.message_ids[0].body)

    def test_review_covers_parts_of_the_same_owner_only(self):
        other = self.env["hr.department"].create({"name": "Other"})
        self.item.department_id = other
        self.chapter.with_user(self.manager).action_review()
        self.assertTrue(self.section.date_last_review)
        self.assertFalse(self.item.date_last_review)
        self.assertEqual(self.item.date_review, fields.Date.to_date("2026-03-09"))

    def test_head_of_the_owner_reviews(self):
        self.item.with_user(self.head).action_review("Seen")
        self.assertEqual(self.item.last_reviewer_id, self.head)

    def test_others_do_not_review(self):
        for user in (self.agent, self.staff):
            with self.assertRaises(AccessError) as error:
                self.item.with_user(user).action_review()
            self.assert_message(
                error,
                "Clause 901.1(1) is reviewed by a service manager or by the head of its owner "
                "department. Ask one of them.",
            )
        self.item.department_id = False
        with self.assertRaises(AccessError):
            self.item.with_user(self.head).action_review()

    def test_head_is_asked_once_for_the_topmost_clause(self):
        self.remind()
        self.assertRecordValues(
            self.activities(), [{"res_id": self.chapter.id, "user_id": self.head.id}]
        )
        self.assertFalse(self.own.filtered_domain(self.own._review_due_domain()))
        first = self.activities()
        self.remind()
        self.assertEqual(self.activities(), first)

    def test_parts_of_another_owner_are_asked_for_separately(self):
        other = self.env["hr.department"].create({"name": "Other"})
        other.manager_id = self.env["hr.employee"].create(
            {"name": "Agent", "user_id": self.agent.id}
        )
        self.item.department_id = other
        self.remind()
        self.assertEqual(
            {(activity.res_id, activity.user_id) for activity in self.activities()},
            {(self.chapter.id, self.head), (self.item.id, self.agent)},
        )

    def test_not_due_ownerless_and_archived_clauses_are_left_alone(self):
        self.chapter.date_review = "2026-03-11"
        self.section.department_id = False
        self.item.action_archive()
        self.remind()
        self.assertFalse(self.activities())

    def test_review_takes_the_reminder_away(self):
        self.remind()
        self.chapter.with_user(self.head).action_review()
        self.assertFalse(self.activities())
        self.assertFalse(self.chapter.date_reminded)

    def test_undone_review_is_asked_for_again_after_a_month(self):
        self.remind()
        self.activities().unlink()
        with freeze_time("2026-04-08 08:00:00"):
            self.remind()
            self.assertFalse(self.activities())
        with freeze_time("2026-04-09 08:00:00"):
            self.remind()
            self.assertEqual(self.activities().res_id, self.chapter.id)

    def test_new_owner_gets_the_reminder_instead(self):
        self.remind()
        other = self.env["hr.department"].create({"name": "Other"})
        other.manager_id = self.env["hr.employee"].create(
            {"name": "Agent", "user_id": self.agent.id}
        )
        self.own.department_id = other
        self.remind()
        self.assertRecordValues(
            self.activities(), [{"res_id": self.chapter.id, "user_id": self.agent.id}]
        )
