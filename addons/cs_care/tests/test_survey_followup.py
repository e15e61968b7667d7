from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyFollowup(SurveyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Only the supervisor and the manager of the test own follow-ups.
        group = cls.env.ref("cs_care.group_cs_care_supervisor")
        others = group.all_user_ids - cls.supervisor - cls.manager
        others.write({"active": False})

    def _followup(self, response):
        return self.env["cs.survey.followup"].search([("response_id", "=", response.id)])

    def test_low_score_opens_one(self):
        followup = self._followup(self._answered(satisfaction=2, text="Too slow"))
        self.assertRecordValues(
            followup,
            [{"state": "new", "partner_id": self.customer.id, "score": 25.0}],
        )
        self.assertIn(followup.user_id, self.supervisor | self.manager)
        activity = followup.activity_ids
        self.assertEqual(activity.user_id, followup.user_id)
        self.assertEqual(activity.summary, "Follow up a low score")

    def test_good_score_opens_none(self):
        self.assertFalse(self._followup(self._answered(satisfaction=3)))

    def test_threshold_of_recommendation(self):
        survey = self.env.ref("cs_care.survey_nps")
        self.company.cs_survey_interval_days = 1
        response = self._answered(nps=4, survey_id=survey.id)
        self.assertFalse(self._followup(response))
        self.env["cs.survey.asked"].search([]).sudo().unlink()
        self.assertTrue(self._followup(self._answered(nps=3, survey_id=survey.id)))

    @freeze_time("2026-05-08 10:00:00")
    def test_deadline_in_working_days(self):
        calendar = self.company.cs_calendar_id
        calendar.attendance_ids.filtered(lambda a: a.dayofweek in ("5", "6")).unlink()
        followup = self._followup(self._answered(satisfaction=1, followup_days=3))
        # Friday; Monday, Tuesday, Wednesday
        self.assertEqual(followup.date_due.date(), fields.Date.to_date("2026-05-13"))

    def test_owners_are_balanced(self):
        self._create_customers(4)
        campaign = self._campaign()
        for invitation in self._ask(self._draw(campaign)):
            self._answer(invitation, satisfaction=1)
        followups = self.env["cs.survey.followup"].search([("campaign_id", "=", campaign.id)])
        counts = {user: len(part) for user, part in followups.grouped("user_id").items()}
        self.assertEqual(counts, {self.supervisor: 3, self.manager: 3})

    def test_head_of_department_owns_it(self):
        department = self.env["hr.department"].create({"name": "Hall"})
        department.manager_id = self.supervisor.employee_id
        for _number in range(2):
            self._contact(self.customer, department_id=department.id)
        followup = self._followup(self._answered(satisfaction=1, population="contacts"))
        self.assertEqual((followup.department_id, followup.user_id), (department, self.supervisor))

    def test_nobody_follows_up_the_own_service(self):
        self._contact(self.customer, user=self.supervisor)
        followup = self._followup(self._answered(satisfaction=1, population="contacts"))
        self.assertEqual(followup.user_id, self.manager)

    def test_flow(self):
        followup = self._followup(self._answered(satisfaction=1)).with_user(self.supervisor)
        followup.action_take()
        self.assertEqual((followup.state, followup.user_id), ("in_progress", self.supervisor))
        with self.assertRefused(UserError, "what was done about it"):
            followup.action_done()
        followup.measure = "Bill corrected"
        with self.assertRefused(UserError, "has not been told yet"):
            followup.action_done()
        with self.assertRefused(UserError, "what the customer was told"):
            followup.action_told()
        followup.told_note = "Called, is content"
        followup.action_told()
        self.assertEqual(followup.told_by_id, self.supervisor)
        followup.action_done()
        followup.action_done()
        self.assertEqual(followup.state, "done")
        self.assertFalse(followup.activity_ids)
        with self.assertRefused(UserError, "Reopen it"):
            followup.measure = "Other"
        followup.action_reopen()
        self.assertEqual(followup.state, "in_progress")

    def test_drop(self):
        followup = self._followup(self._answered(satisfaction=1)).with_user(self.supervisor)
        with self.assertRefused(UserError, "why there is nothing to do"):
            followup.action_drop()
        followup.measure = "Meant another company"
        followup.action_drop()
        self.assertEqual(followup.state, "dropped")
        with self.assertRefused(UserError, "evidence and stays"):
            followup.sudo().unlink()

    def test_numbers_are_out_of_sight(self):
        followup = self._followup(self._answered(satisfaction=1)).with_user(self.supervisor)
        followup.cause = "Reached at 0912 345 678"
        self.assertNotIn("345 678", followup.cause)

    def test_reminder_and_escalation(self):
        followup = self._followup(self._answered(satisfaction=1))
        due = followup.date_due
        with freeze_time(due - timedelta(hours=20)):
            followup._cs_next_step()
            followup._cs_next_step()
        self.assertTrue(followup.date_reminded)
        self.assertEqual(len(followup.activity_ids), 2)
        with freeze_time(due + timedelta(minutes=1)):
            self.assertTrue(followup.is_late)
            followup._cs_next_step()
            followup._cs_next_step()
        self.assertTrue(followup.date_escalated)
        self.assertFalse(followup.next_at)
        late = followup.activity_ids.filtered(
            lambda a: a.summary == "A low score has not been followed up in time"
        )
        self.assertEqual(late.user_id, self.manager)

    def test_cron(self):
        followup = self._followup(self._answered(satisfaction=1))
        with freeze_time(followup.date_due - timedelta(hours=20)), self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_survey_followup").method_direct_trigger()
        self.assertTrue(followup.date_reminded)

    def test_forged(self):
        followup = self._followup(self._answered(satisfaction=1)).with_user(self.supervisor)
        for name, value in (
            ("state", "done"),
            ("date_told", fields.Datetime.now()),
            ("user_id", self.supervisor.id),
            ("score", 99),
        ):
            with self.assertRaises(AccessError):
                followup.write({name: value})
        with self.assertRefused(UserError, "opened by a low score"):
            self.env["cs.survey.followup"].with_user(self.env.ref("base.user_admin")).create({})

    # Topics

    def test_topics(self):
        response = self._answered(satisfaction=1, text="大樓的訊號很差, and the Billing is wrong")
        words = response.answer_ids.filtered("is_text")
        self.assertEqual(
            words.topic_ids,
            self.env.ref("cs_care.survey_topic_network")
            | self.env.ref("cs_care.survey_topic_billing"),
        )

    def test_topics_again(self):
        words = self._answered(satisfaction=1, text="The coffee was cold").answer_ids
        topic = (
            self.env["cs.survey.topic"]
            .with_user(self.manager)
            .create({"name": "Coffee", "keywords": "tea"})
        )
        topic.action_mark_again()
        self.assertFalse(topic.answer_ids)
        topic.keywords = "tea\ncoffee"
        topic.action_mark_again()
        self.assertEqual(topic.answer_ids, words.filtered("is_text"))
        self.assertEqual((topic.recent_count, topic.low_count), (1, 1))
        topic.keywords = "tea"
        topic.action_mark_again()
        self.assertFalse(topic.answer_ids)
        with self.assertRefused(ValidationError, "at least one key word"):
            topic.keywords = " , "

    def test_hint(self):
        """Managers hear once of what unhappy customers write again and again."""
        topic = self.env.ref("cs_care.survey_topic_waiting")
        topic.write({"alert_count": 3, "date_hinted": False})
        self._create_customers(2)
        for invitation in self._ask(self._draw(self._campaign()))[:3]:
            self._answer(invitation, satisfaction=1, text="The queue is endless")
        self.env["cs.survey.topic"]._cron_hint()
        self.env["cs.survey.topic"]._cron_hint()
        self.assertEqual(
            topic.activity_ids.mapped("summary"),
            ["3 unhappy customers wrote about Waiting time in 30 days"],
        )
        self.assertEqual(topic.activity_ids.user_id, self.manager)
