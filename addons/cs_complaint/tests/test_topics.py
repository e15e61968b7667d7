from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon

# Wednesday 10:00 in Taipei
NOW = datetime(2026, 3, 18, 2)
TODAY = date(2026, 3, 18)


@tagged("post_install", "-at_install")
class TestTopics(ComplaintCommon):
    def setUp(self):
        super().setUp()
        clock = freeze_time(NOW)
        self.clock = clock.start()
        self.addCleanup(clock.stop)
        self.topics = self.env["cs.complaint.topic"]
        self.terms = self.env["cs.complaint.term"]
        # Months of bills, and lately a base station that fails
        self.tell(range(8, 36), "帳單金額錯誤", 2)
        self.tell(range(1, 8), "帳單金額錯誤", 1)
        self.tell(range(1, 8), "大樓訊號差,客服不回", 1)
        self.tell(range(1, 8), "Elevator outage", 1)

    # DATA

    def tell(self, days_ago, text, times):
        """Register complaints as of some days ago."""
        self.env["cs.complaint"].create(
            [
                {
                    "subject": text,
                    "company_id": self.company.id,
                    "category_id": self.category.id,
                    "date_registered": NOW - timedelta(days=days),
                }
                for days in days_ago
                for _time in range(times)
            ]
        )

    # UTILS

    def count(self):
        return sum(self.terms._cs_count_days(self.company, TODAY))

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_topics").method_direct_trigger()

    def found(self):
        return self.topics.search([("company_id", "=", self.company.id)])

    # TESTS

    def test_rising_topics_are_found_as_phrases(self):
        self.count()
        self.topics._cs_find(self.company, TODAY)
        found = {topic.name: topic for topic in self.found()}
        self.assertNotIn("帳單", found)
        self.assertTrue({"elevator", "outage"} <= set(found), found)
        self.assertIn("大樓訊號差", found)
        self.assertNotIn("訊號", found)
        topic = found["大樓訊號差"]
        self.assertEqual((topic.recent_count, topic.before_count), (7, 0))
        self.assertEqual((topic.recent_total, topic.before_total), (21, 56))
        self.assertTrue(topic.is_jump)

    def test_each_day_is_counted_once(self):
        self.assertEqual(self.count(), 77)
        self.assertEqual(self.count(), 0)
        # What comes today is counted when the day is over.
        self.tell([0], "訊號差", 3)
        self.assertEqual(self.count(), 0)
        self.assertEqual(sum(self.terms._cs_count_days(self.company, TODAY + timedelta(1))), 3)

    def test_old_counts_go(self):
        self.count()
        later = TODAY + timedelta(days=60)
        list(self.terms._cs_count_days(self.company, later))
        dates = self.terms.search([("company_id", "=", self.company.id)]).mapped("date")
        self.assertGreaterEqual(min(dates), later - timedelta(days=35))

    def test_few_complaints_are_no_topic(self):
        self.tell(range(1, 5), "Mr Rarename", 1)
        self.count()
        self.topics._cs_find(self.company, TODAY)
        self.assertNotIn("rarename", self.found().mapped("name"))

    def test_second_run_finds_nothing_new(self):
        self.count()
        first = self.topics._cs_find(self.company, TODAY)
        self.assertTrue(first)
        self.assertFalse(self.topics._cs_find(self.company, TODAY))

    def test_topic_opens_its_complaints(self):
        self.count()
        topic = self.topics._cs_find(self.company, TODAY).filtered(
            lambda found: found.name == "大樓訊號差"
        )
        action = topic.with_user(self.supervisor).action_view_complaints()
        complaints = self.env["cs.complaint"].with_user(self.supervisor).search(action["domain"])
        self.assertEqual(len(complaints), 7)
        self.assertEqual(set(complaints.mapped("subject")), {"大樓訊號差,客服不回"})

    def test_supervisors_are_told_in_working_hours(self):
        self.clock.move_to(NOW + timedelta(hours=12))
        self.run_cron()
        self.assertTrue(self.found().filtered("is_jump"))
        self.assertFalse(self.found().activity_ids)
        self.clock.move_to(NOW + timedelta(hours=24))
        self.run_cron()
        told = self.found().filtered("told_at")
        self.assertTrue(0 < len(told) <= 3)
        users = told.activity_ids.user_id
        self.assertIn(self.supervisor, users)
        self.assertFalse(users & (self.agent | self.head | self.member))
        count = len(told.activity_ids)
        self.run_cron()
        self.clock.move_to(NOW + timedelta(hours=48))
        self.run_cron()
        self.assertEqual(len(told.activity_ids), count)

    def test_who_sees_topics(self):
        self.count()
        topic = self.topics._cs_find(self.company, TODAY)[:1]
        for user in (self.supervisor, self.manager):
            self.assertTrue(topic.with_user(user).has_access("read"))
        for user in (self.agent, self.head, self.member):
            self.assertFalse(topic.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                topic.with_user(user).action_view_complaints()
        for user in (self.supervisor, self.manager):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(topic.with_user(user).has_access(operation))
        counts = self.terms.search([("company_id", "=", self.company.id)], limit=1)
        for user in (self.agent, self.supervisor, self.manager):
            self.assertFalse(counts.with_user(user).has_access("read"))
