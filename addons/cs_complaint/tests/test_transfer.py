from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_routing import MONDAY, RoutingCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestTransfer(RoutingCommon):
    def test_deadline_stays_and_who_had_it_is_kept(self):
        complaint = self._register()
        complaint.action_start()
        due = complaint.date_resolve_due
        with freeze_time("2026-03-03 02:00:00"):
            complaint.action_transfer(self.product.id, "The modem is broken")
        self.assertRecordValues(
            complaint.sudo(),
            [
                {
                    "department_id": self.product.id,
                    "user_id": False,
                    "state": "registered",
                    "date_resolve_due": due,
                }
            ],
        )
        before, after = complaint.sudo().stretch_ids
        self.assertEqual((before.department_id, before.worked_seconds), (self.service, 9 * 3600))
        self.assertEqual((after.department_id, after.reason), (self.product, "The modem is broken"))
        self.assertIn(self.head, complaint.sudo().activity_ids.user_id)
        self.assertFalse(complaint.with_user(self.agent2).has_access("write"))

    def test_refused(self):
        complaint = self._register()
        with self.assertRefused(UserError, "Give a reason"):
            complaint.action_transfer(self.product.id, "")
        with self.assertRefused(UserError, "Choose a department"):
            complaint.action_transfer(self.env["hr.department"].create({"name": "Canteen"}).id, "x")
        with self.assertRaises(AccessError):
            complaint.with_user(self.member).action_transfer(self.product.id, "x")
        complaint.action_withdraw("Solved")
        with self.assertRefused(UserError, "is not open any more"):
            complaint.action_transfer(self.product.id, "x")

    def test_handler_has_to_be_of_the_department(self):
        complaint = self._register()
        with self.assertRefused(UserError, "Choose one of its members, or transfer"):
            complaint.with_user(self.supervisor).action_assign(self.member.id)
        complaint.with_user(self.supervisor).action_assign(self.agent2.id)
        self.assertEqual(complaint.user_id, self.agent2)

    def test_bulk_says_what_was_done_and_what_not(self):
        open_ones = self._queue(2)
        theirs = self._queue(1, user_id=self.agent2.id)
        ended = self._queue(1)
        ended.action_withdraw("Solved")
        of_product = self._queue(1, category_id=self.category_product.id)
        every = open_ones | theirs | ended | of_product
        bulk = (
            self.env["cs.complaint.bulk"]
            .with_user(self.supervisor)
            .with_context(active_model="cs.complaint", active_ids=every.ids)
            .create({"step": "assign"})
        )
        with self.assertRefused(UserError, "Fill in first: Handled By."):
            bulk.action_apply()
        bulk.user_id = self.agent2
        for _turn in range(2):
            bulk.action_apply()
        outcomes = {line.complaint_id: line.outcome for line in bulk.line_ids}
        self.assertEqual(
            [outcomes[complaint] for complaint in every],
            ["done", "done", "skipped", "skipped", "refused"],
        )
        self.assertEqual((bulk.done_count, bulk.skipped_count, bulk.refused_count), (2, 2, 1))
        refused = bulk.line_ids.filtered(lambda line: line.outcome == "refused")
        self.assertIn("Choose one of its members", refused.note)
        self.assertEqual(open_ones.user_id, self.agent2)

    def test_bulk_has_no_more_rights_than_its_user(self):
        of_product = self._queue(1, category_id=self.category_product.id)
        bulk = (
            self.env["cs.complaint.bulk"]
            .with_user(self.agent)
            .create(
                {
                    "complaint_ids": [Command.set(of_product.ids)],
                    "step": "transfer",
                    "department_id": self.service.id,
                    "reason": "Mine",
                }
            )
        )
        bulk.action_apply()
        self.assertEqual(bulk.line_ids.outcome, "refused")
        self.assertEqual(of_product.department_id, self.product)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestAside(RoutingCommon):
    UNTIL = datetime(2026, 3, 3, 2)

    def test_out_of_the_queue_while_the_deadline_goes_on(self):
        complaint = self._register()
        due = complaint.date_resolve_due
        complaint.action_put_aside(self.UNTIL, "The technician comes on Tuesday")
        self.assertEqual(complaint.date_resolve_due, due)
        self.assertEqual(complaint.clock_ids.mapped("kind"), ["started"])
        notice = self.env["cs.complaint"].with_user(self.agent2).action_next()
        self.assertEqual(notice["tag"], "display_notification")
        complaint.action_take_back()
        self.assertFalse(complaint.aside_until)
        self.assertTrue(self.env["cs.complaint"].with_user(self.agent2).action_next()["res_id"])

    def test_cap(self):
        complaint = self._register()
        ordinary = complaint.date_resolve_due
        for until in (ordinary + timedelta(minutes=1), datetime(2026, 3, 2, 1)):
            with self.assertRefused(UserError, "the deadline goes on"):
                complaint.action_put_aside(until, "x")
        self.company.cs_complaint_aside_days = 1
        with self.assertRefused(UserError, "the deadline goes on"):
            complaint.action_put_aside(datetime(2026, 3, 4, 2), "x")
        with self.assertRefused(UserError, "Give a reason"):
            complaint.action_put_aside(self.UNTIL, "")
        with freeze_time("2026-03-20 02:00:00"), self.assertRefused(UserError, "is late"):
            complaint.action_put_aside(datetime(2026, 3, 21), "x")

    def test_wakes_by_itself_and_calls_the_handler(self):
        complaint = self._register(user_id=self.agent.id)
        complaint.action_put_aside(self.UNTIL, "Waits for the part")
        for moment, aside in (("2026-03-03 01:59:00", True), ("2026-03-03 02:00:00", False)):
            with freeze_time(moment), self.enter_registry_test_mode():
                self.env.ref("cs_complaint.ir_cron_wake").method_direct_trigger()
            complaint.invalidate_recordset()
            self.assertEqual(bool(complaint.aside_until), aside)
        self.assertEqual(complaint.activity_ids.user_id, self.agent)
        self.assertEqual(complaint.activity_ids.summary, "Waits for the part")

    def test_step_or_reply_takes_it_up(self):
        complaint = self._register(user_id=self.agent.id)
        complaint.action_put_aside(self.UNTIL, "x")
        complaint.action_start()
        self.assertFalse(complaint.aside_until)
        complaint.action_put_aside(self.UNTIL, "x")
        complaint.message_post(body="We are on it", message_type="comment")
        self.assertTrue(complaint.aside_until)
        complaint._cs_customer_post("Any news?")
        self.assertFalse(complaint.aside_until)

    def test_written_by_nobody(self):
        complaint = self._register()
        with self.assertRefused(AccessError, "system only"):
            complaint.write({"aside_until": "2026-04-01"})
        with self.assertRaises(AccessError):
            complaint.with_user(self.member).action_put_aside(self.UNTIL, "x")
