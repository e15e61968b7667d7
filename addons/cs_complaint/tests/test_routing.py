from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged

from .common import ComplaintCommon

# Monday, 10:00 in Taipei
MONDAY = "2026-03-02 02:00:00"


class RoutingCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        employees = cls.env["hr.employee"].search([("user_id.login", "like", "cs\\_%")])
        employees.write({"resource_calendar_id": cls.calendar.id, "tz": "Asia/Taipei"})
        cls.service.manager_id = cls.supervisor.employee_id
        cls.plain = new_test_user(cls.env, login="cs_plain", groups="base.group_user")
        cls.portal = new_test_user(cls.env, login="cs_portal", groups="base.group_portal")

    def _queue(self, count=4, **values):
        return self.env["cs.complaint"].create(
            [
                {"subject": f"Q{number}", "category_id": self.category.id, **values}
                for number in range(count)
            ]
        )

    def _absent(self, user):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "resource_id": user.employee_id.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 1, 16),
                "date_to": datetime(2026, 3, 3, 15),
                "time_type": "leave",
            }
        )

    def _call(self, user, method, *args, model="cs.complaint", **kwargs):
        return call_kw(self.env[model].with_user(user), method, args, kwargs)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestAssign(RoutingCommon):
    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_assign").method_direct_trigger()

    def _handlers(self, complaints):
        complaints.invalidate_recordset()
        return [complaint.user_id for complaint in complaints]

    def test_in_turn_goes_on_where_it_stopped(self):
        self.service.cs_complaint_assign = "turn"
        users = (self.agent | self.agent2 | self.supervisor | self.manager).sorted("id")
        first = self._queue(3)
        self._run()
        self.assertEqual(self._handlers(first), list(users[:3]))
        second = self._queue(2)
        self._run()
        self.assertEqual(self._handlers(second), [users[3], users[0]])
        self.assertEqual(set(second.mapped("state")), {"registered"})

    def test_by_hand_nothing_happens(self):
        complaints = self._queue(2)
        self._run()
        self.assertFalse(complaints.user_id)

    def test_least_load(self):
        self.service.cs_complaint_assign = "load"
        self._queue(3, user_id=self.agent.id)
        self._queue(1, user_id=self.agent2.id)
        for user in (self.supervisor, self.manager):
            self._absent(user)
        complaints = self._queue(4)
        self._run()
        handlers = self._handlers(complaints)
        self.assertEqual(handlers.count(self.agent2), 3)
        self.assertEqual(handlers.count(self.agent), 1)

    def test_only_who_is_at_work(self):
        """Leave of the employee, working hours, role, an archived user."""
        self.service.cs_complaint_assign = "turn"
        self._absent(self.agent)
        self.manager.active = False
        hours = self._create_calendar()
        hours.attendance_ids.write({"hour_from": 14, "hour_to": 18})
        self.supervisor.employee_id.resource_calendar_id = hours
        self.env["hr.employee"].create(
            {"name": "p", "user_id": self.plain.id, "department_id": self.service.id}
        )
        self.assertEqual(self.service._cs_users_at_work()[self.service.id], self.agent2)
        complaints = self._queue(2)
        self._run()
        self.assertEqual(complaints.user_id, self.agent2)

    def test_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Lantern Festival",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 1, 16),
                "date_to": datetime(2026, 3, 2, 16),
            }
        )
        self.assertFalse(self.service._cs_users_at_work()[self.service.id])

    def test_nobody_at_work_tells_the_head_once_a_day(self):
        self.service.cs_complaint_assign = "turn"
        for user in self.agent | self.agent2 | self.supervisor | self.manager:
            self._absent(user)
        complaints = self._queue(2)
        unassigned = self.env.ref("cs_complaint.mail_activity_type_unassigned")
        domain = [("activity_type_id", "=", unassigned.id)]
        for _turn in range(2):
            self._run()
        activities = self.env["mail.activity"].search(domain)
        self.assertFalse(complaints.user_id)
        self.assertEqual(activities.mapped("user_id"), self.supervisor)
        self.assertEqual(len(activities), 1)
        with freeze_time("2026-03-02 12:00:00"):  # 20:00, nobody is told
            self.service.cs_told_at = False
            self._run()
        self.assertEqual(self.env["mail.activity"].search_count(domain), 1)
        with freeze_time("2026-03-04 02:00:00"):
            self._run()
            self.assertTrue(all(self._handlers(complaints)))

    def test_green_channel_first_then_what_is_due_next(self):
        slow, quick, green = self._queue(3)
        slow.date_responded = fields.Datetime.now()
        green.customer_level = "priority"
        green.date_response_due += timedelta(days=1)
        self.env.flush_all()
        agent = self.env["cs.complaint"].with_user(self.agent)
        taken = [agent.action_next()["res_id"] for _turn in range(3)]
        self.assertEqual(taken, [green.id, quick.id, slow.id])

    def test_registration_calls_the_action(self):
        cron = self.env.ref("cs_complaint.ir_cron_assign")
        triggers = self.env["ir.cron.trigger"].sudo()
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self._queue(1)
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before)
        self.service.cs_complaint_assign = "turn"
        self._queue(1)
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_button(self):
        self.service.cs_complaint_assign = "turn"
        complaints = self._queue(2)
        for user, allowed in ((self.agent, False), (self.supervisor, True)):
            self.assertEqual(complaints[0].with_user(user).can_assign, allowed)
        with self.assertRefused(AccessError, "Only the head of the department or a supervisor"):
            complaints.with_user(self.agent).action_assign_automatically()
        notice = complaints.with_user(self.supervisor).action_assign_automatically()
        self.assertIn("2 assigned, 0 left", notice["params"]["message"])
        handlers = self._handlers(complaints)
        complaints.with_user(self.supervisor).action_assign_automatically()
        self.assertEqual(self._handlers(complaints), handlers)

    def test_no_query_per_complaint(self):
        self.service.cs_complaint_assign = "load"

        def count(many):
            complaints = self._queue(many)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["cs.complaint"]._cs_assign_batch(self.service, 500)
            self.env.flush_all()
            queries = self.cr.sql_log_count - before
            self.assertTrue(all(self._handlers(complaints)))
            return queries

        count(8)
        few = count(8)
        self.assertLessEqual(count(80), few + 2)
        self.assertLessEqual(few, 45)

    def test_next_takes_from_own_departments_only(self):
        of_product = self._queue(1, category_id=self.category_product.id)
        notice = self.env["cs.complaint"].with_user(self.agent).action_next()
        self.assertIn("No complaint waits", notice["params"]["message"])
        action = self.env["cs.complaint"].with_user(self.member).action_next()
        self.assertEqual(action["res_id"], of_product.id)
        self.assertEqual((of_product.state, of_product.user_id), ("in_progress", self.member))
        for user in (self.plain, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._call(user, "action_next", [])

    def test_turn_is_nobodys_to_read(self):
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self.service.with_user(user).read(["cs_turn_user_id"])


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestSeverity(RoutingCommon):
    def test_raising_is_recorded_with_its_reason(self):
        complaint = self._register()
        complaint.action_start()
        complaint.action_change_severity("extra_major", "Hospital without lines")
        self.assertEqual(complaint.severity, "extra_major")
        entry = complaint.clock_ids[-1]
        self.assertEqual((entry.kind, entry.reason), ("severity", "Hospital without lines"))
        self.assertEqual(entry.user_id, self.agent)

    def test_lowering_is_decided_by_somebody_else(self):
        complaint = self._register(severity="major")
        complaint.action_start()
        due = complaint.date_resolve_due
        complaint.action_change_severity("ordinary", "One customer only")
        self.assertEqual((complaint.severity, complaint.date_resolve_due), ("major", due))
        approval = complaint.approval_ids
        self.assertEqual((approval.kind, approval.severity), ("severity", "ordinary"))
        for user in (self.agent, self.agent2):
            with self.assertRefused(AccessError, "never who asked"):
                approval.with_user(user).action_approve()
        with self.assertRefused(UserError, "asked for already"):
            complaint.action_change_severity("ordinary", "Please")
        approval.with_user(self.supervisor).action_approve()
        self.assertEqual(complaint.severity, "ordinary")
        self.assertEqual(complaint.clock_ids[-1].reason, "One customer only")

    def test_head_who_asks_does_not_decide(self):
        complaint = self._register(category_id=self.category_product.id, severity="major")
        own = complaint.with_user(self.head)
        own.action_change_severity("ordinary", "Not so bad")
        with self.assertRefused(AccessError, "never who asked"):
            complaint.sudo().approval_ids.with_user(self.head).action_approve()

    def test_approval_comes_too_late(self):
        complaint = self._register(severity="major", user_id=self.agent.id)
        complaint.action_change_severity("ordinary", "Not so bad")
        complaint.action_withdraw("Solved")
        with self.assertRefused(UserError, "is not open any more"):
            complaint.sudo().approval_ids.with_user(self.supervisor).action_approve()

    def test_written_by_nobody(self):
        complaint = self._register()
        for user in (self.agent, self.supervisor, self.manager):
            with self.assertRefused(UserError, "Use Change Severity"):
                self._call(user, "write", complaint.ids, {"severity": "major"})
            with self.assertRefused(UserError, "Use Transfer"):
                self._call(user, "write", complaint.ids, {"department_id": self.product.id})
            # A form may send what is there already.
            self._call(user, "write", complaint.ids, {"severity": "ordinary"})
        self.assertEqual((complaint.severity, complaint.department_id), ("ordinary", self.service))
        with self.assertRaises(AccessError):
            self._call(self.member, "action_change_severity", complaint.ids, "major", "x")

    def test_reason_is_needed(self):
        complaint = self._register()
        self.assertEqual(
            complaint.action_change_severity()["res_model"], "cs.complaint.severity.change"
        )
        with self.assertRefused(UserError, "Give a reason"):
            complaint.action_change_severity("major", " ")

    def test_priority_moves_no_deadline(self):
        complaint = self._register()
        due = complaint.date_resolve_due
        complaint.priority = "3"
        self.assertEqual(complaint.date_resolve_due, due)
        self.assertEqual(complaint.clock_ids.mapped("kind"), ["started"])
