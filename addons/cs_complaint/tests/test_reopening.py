from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCommon
from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestReopening(ComplaintCommon):
    """Monday 2 March 2026, 10:00 in Taipei is 02:00 UTC; work ends at 10:00 UTC."""

    def _closed(self, at="2026-03-02 02:00:00", **values):
        with freeze_time(at):
            complaint = self._register(user_id=self.agent.id, **values)
            self._answer(complaint)
            complaint.action_close()
        return complaint

    def test_clock_restarts_by_default(self):
        complaint = self._closed()
        with freeze_time("2026-03-10 02:00:00"):
            complaint.action_reopen("Not solved")
        self.assertEqual(complaint.date_clock_start, datetime(2026, 3, 10, 2))
        self.assertEqual(complaint.date_resolve_due, datetime(2026, 3, 13, 10))
        self.assertEqual(complaint.date_registered, datetime(2026, 3, 2, 2))

    def test_clock_continues_where_it_stood(self):
        self.company.cs_complaint_reopen_clock = "continue"
        complaint = self._closed()
        due = complaint.date_resolve_due
        self.assertEqual(due, datetime(2026, 3, 5, 10))
        with freeze_time("2026-03-03 02:00:00"):
            complaint.action_reopen("Not solved")
        # A worked day passed while it counted as answered.
        self.assertEqual(complaint.pause_seconds, 9 * 3600)
        self.assertEqual(complaint.date_resolve_due, datetime(2026, 3, 6, 10))
        self.assertEqual(complaint.date_clock_start, complaint.date_registered)
        entry = complaint.clock_ids.sorted("id")[-1]
        self.assertRecordValues(
            entry,
            [{"kind": "reopened", "reason": "Not solved", "date_resolve_before": due}],
        )
        self.assertEqual(complaint.clock_ids.mapped("kind").count("reopened"), 1)
        with freeze_time("2026-03-03 03:00:00"), self.assertRefused(UserError, "has no feedback"):
            complaint.action_close()

    def test_customer_writes_again(self):
        complaint = self._closed()
        post = {
            "body": "It happened again",
            "author_id": self.customer.id,
            "message_type": "email",
            "subtype_xmlid": "mail.mt_comment",
        }
        with freeze_time("2026-03-04 02:00:00"):
            complaint.sudo().message_post(**post)
        self.assertEqual(complaint.state, "closed", "the handler decides")
        self.assertTrue(complaint.activity_ids)
        self.company.cs_complaint_reopen_by_mail = True
        with freeze_time("2026-03-05 02:00:00"):
            complaint.sudo().message_post(**post)
        self.assertEqual((complaint.state, complaint.reopen_count), ("in_progress", 1))
        late = self._closed()
        with freeze_time("2026-06-05 02:00:00"):
            late.sudo().message_post(**post)
        self.assertEqual(late.state, "closed")

    def test_too_late_a_linked_complaint_is_offered(self):
        complaint = self._closed()
        with freeze_time("2026-03-20 02:00:00"):
            self.assertFalse(complaint.can_follow_up)
            with self.assertRefused(UserError, "can still be reopened"):
                complaint.action_follow_up()
        complaint.invalidate_recordset()
        with freeze_time("2026-05-02 02:00:00"):
            action = complaint.action_follow_up()
            again = complaint.action_follow_up()
        follower = self.env["cs.complaint"].browse(action["res_id"])
        self.assertEqual(again["res_id"], follower.id)
        self.assertRecordValues(
            follower,
            [
                {
                    "follow_up_of_id": complaint.id,
                    "subject": complaint.subject,
                    "partner_id": self.customer.id,
                    "category_id": self.category.id,
                    "state": "registered",
                    "reopen_count": 0,
                }
            ],
        )
        self.assertNotEqual(follower.name, complaint.name)
        self.assertEqual(complaint.state, "closed")

    def test_customer_complains_again(self):
        complaint = self._closed()
        with freeze_time("2026-05-02 02:00:00"):
            with self.assertRefused(UserError, "Give a reason"):
                complaint._cs_customer_follow_up(" ")
            follower = complaint._cs_customer_follow_up("The bill of May is wrong, too")
        self.assertEqual(follower.description, "The bill of May is wrong, too")
        self.assertEqual(follower.follow_up_of_id, complaint)

    def test_links_cannot_be_forged(self):
        complaint, other = self._register(), self._register()
        for values in ({"follow_up_of_id": other.id}, {"date_reopened": "2020-01-01 00:00:00"}):
            for user in (self.agent, self.manager):
                with self.assertRefused(AccessError, "system only"):
                    complaint.with_user(user).write(values)
            with self.assertRefused(AccessError, "system only"):
                self._register(**values)

    def test_who_may_follow_up(self):
        complaint = self._closed()
        with freeze_time("2026-05-02 02:00:00"), self.assertRaises(AccessError):
            complaint.with_user(self.member).action_follow_up()


@tagged("post_install", "-at_install")
class TestReopeningPortal(PortalCommon):
    def test_customer_complains_again_on_the_page(self):
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register(partner_id=self.customer.id, user_id=self.agent.id)
            self._answer(complaint)
        url = f"/my/complaints/{complaint.id}"
        self._login(self.portal)
        self.assertNotIn("Is something wrong again?", self.url_open(url).text)
        with freeze_time("2026-03-02 02:00:00"):
            complaint.action_close()
        self.assertIn("Is something wrong again?", self.url_open(url).text)
        self.assertEqual(self._post(f"{url}/again", reason=" ").status_code, 422)
        for _turn in range(2):
            answer = self._post(f"{url}/again", reason="The bill of May is wrong, too")
            self.assertEqual(answer.status_code, 303)
        follower = complaint.sudo().follow_up_ids
        self.assertEqual(follower.description, "The bill of May is wrong, too")
        self._login(self.stranger)
        self._post(f"{url}/again", reason="Mine")
        self.assertEqual(len(complaint.sudo().follow_up_ids), 1)
