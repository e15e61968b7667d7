import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged

from .common import ComplaintCommon

# Monday, 10:00 in Taipei
MONDAY = "2026-03-02 02:00:00"


def at(text):
    return fields.Datetime.to_datetime(text)


class TaskCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_complaint_task_hours = 8.0
        cls.plain = new_test_user(cls.env, login="cs_plain", groups="base.group_user")
        cls.portal = new_test_user(cls.env, login="cs_portal", groups="base.group_portal")

    def _product_complaint(self, **values):
        """A complaint about a product that its department works on."""
        complaint = self._register(category_id=self.category_product.id, **values)
        complaint.with_user(self.head).action_start()
        return complaint.with_user(self.head)

    def _ask(self, complaint, department=None, **values):
        """Ask the service department through the dialog, as who holds ``complaint``."""
        dialog = complaint.env["cs.complaint.task.open"].create(
            {
                "complaint_id": complaint.id,
                "department_id": (department or self.service).id,
                "name": "Read the bill",
                **values,
            }
        )
        dialog.action_open()
        return complaint.env["cs.complaint.task"].search(
            [("complaint_id", "=", complaint.id)], order="id desc", limit=1
        )

    def _call(self, user, method, *args, model="cs.complaint.task", **kwargs):
        return call_kw(self.env[model].with_user(user), method, args, kwargs)


@tagged("post_install", "-at_install")
class TestTask(TaskCommon):
    @freeze_time(MONDAY)
    def test_request_has_its_own_deadline_and_calls_the_head(self):
        self.service.manager_id = self.agent2.employee_id
        task = self._ask(self._product_complaint())
        self.assertRecordValues(
            task,
            [
                {
                    "state": "new",
                    "requester_id": self.head.id,
                    "lead_department_id": self.product.id,
                    "department_id": self.service.id,
                    # 8 working hours after 10:00, and the day ends at 18:00
                    "date_due": at("2026-03-02 10:00:00"),
                }
            ],
        )
        self.assertEqual(task.sudo().activity_ids.user_id, self.agent2)

    @freeze_time(MONDAY)
    def test_time_allowed_by_policy(self):
        self.env["cs.complaint.policy"].create({"name": "All", "task_hours": 3})
        task = self._ask(self._product_complaint())
        self.assertEqual(task.date_due, at("2026-03-02 05:00:00"))
        day = self._ask(self._product_complaint(), due_amount=2, due_unit="day")
        self.assertEqual(day.date_due, at("2026-03-04 10:00:00"))

    def test_deadline_after_that_of_the_complaint_is_warned_of(self):
        complaint = self._product_complaint()
        dialogs = complaint.env["cs.complaint.task.open"]
        values = {"complaint_id": complaint.id, "department_id": self.service.id, "name": "x"}
        for amount, late in ((1, False), (20, True)):
            dialog = dialogs.create({**values, "due_amount": amount, "due_unit": "day"})
            self.assertEqual(dialog.is_too_late, late)

    def test_answer_comes_back_to_the_lead(self):
        complaint = self._product_complaint()
        task = self._ask(complaint).with_user(self.agent)
        task.action_accept()
        self.assertEqual((task.state, task.user_id), ("accepted", self.agent))
        task.action_done("Charged twice, our fault")
        self.assertEqual((task.state, task.answer), ("done", "Charged twice, our fault"))
        self.assertIn(self.head, complaint.activity_ids.user_id)
        self.assertIn("answered", complaint.message_ids[0].body)

    def test_steps_may_be_taken_twice(self):
        task = self._ask(self._product_complaint()).with_user(self.agent)
        for _turn in range(2):
            task.action_accept()
        for _turn in range(2):
            task.action_done("Done")
        self.assertEqual(task.state, "done")
        with self.assertRefused(UserError, "is in state Done; this step starts from: New, Accep"):
            task.action_return("Late")

    def test_sent_back_and_asked_again(self):
        complaint = self._product_complaint()
        task = self._ask(complaint)
        task.with_user(self.agent).action_return("Not ours")
        self.assertEqual((task.state, task.reason), ("returned", "Not ours"))
        task.action_ask_again("It is: see the bill", due=(4, "hour"))
        self.assertEqual((task.state, task.due_amount), ("new", 4.0))
        task.action_cancel("Found it")
        self.assertEqual(task.state, "cancelled")

    def test_every_step_asks_for_its_text(self):
        task = self._ask(self._product_complaint())
        for method in ("action_done", "action_return"):
            action = getattr(task.with_user(self.agent), method)()
            self.assertEqual(action["res_model"], "cs.complaint.task.step")
            with self.assertRefused(UserError, "Write in a sentence"):
                getattr(task.with_user(self.agent), method)(" ")
        self.assertEqual(task.action_cancel()["context"]["default_step"], "cancel")

    def test_dialog_takes_the_step(self):
        task = self._ask(self._product_complaint()).with_user(self.agent)
        file = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create({"name": "proof.pdf", "datas": base64.b64encode(b"%PDF")})
        )
        dialog = task.env["cs.complaint.task.step"].create(
            {"task_ids": task.ids, "step": "done", "text": "OK", "file_ids": file.ids}
        )
        dialog.action_apply()
        self.assertEqual((task.state, task.answer_file_ids.name), ("done", "proof.pdf"))
        self.assertEqual(task.answer_file_ids.res_model, "cs.complaint.task")
        # The head in the lead reads the file through the task.
        self.assertTrue(task.answer_file_ids.with_user(self.head).raw)

    def test_asking_ones_own_department_or_for_an_ended_complaint(self):
        complaint = self._product_complaint()
        with self.assertRefused(UserError, "Ask another department"):
            self._ask(complaint, self.product)
        complaint.action_withdraw("Enough")
        with self.assertRefused(UserError, "is not open any more. Reopen it first."):
            self._ask(complaint)

    def test_complaint_waits_for_open_requests(self):
        complaint = self._product_complaint()
        task = self._ask(complaint)
        for step in (
            complaint.action_answer,
            lambda: self._answer(complaint, self.head),
            lambda: complaint.action_reject("No"),
        ):
            with self.assertRefused(UserError, "“Read the bill” (Service, due"):
                step()
        task.with_user(self.agent).action_done("Done")
        self._answer(complaint, self.head)
        self.assertEqual(complaint.state, "answered")
        complaint.action_close()

    def test_withdrawing_cancels(self):
        complaint = self._product_complaint()
        task = self._ask(complaint)
        complaint.action_withdraw("Solved by itself")
        self.assertEqual(task.state, "cancelled")

    def test_assigning(self):
        self.service.manager_id = self.agent2.employee_id
        task = self._ask(self._product_complaint())
        with self.assertRefused(AccessError, "Only the head of the department or a supervisor"):
            task.with_user(self.agent).action_assign(self.agent2.id)
        with self.assertRefused(UserError, "is no member of Service"):
            task.with_user(self.agent2).action_assign(self.member.id)
        task.with_user(self.agent2).action_assign(self.agent.id)
        self.assertEqual(task.user_id, self.agent)
        self.assertEqual(task.sudo().activity_ids.user_id, self.agent)

    def test_texts_are_scanned(self):
        task = self._ask(self._product_complaint(), request="Call +886 912 345 678 first")
        self.assertNotIn("345 678", task.request)


@tagged("post_install", "-at_install")
class TestTaskReminder(TaskCommon):
    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_task_remind").method_direct_trigger()

    def test_reminders_come_once_each(self):
        self.service.manager_id = self.agent2.employee_id
        with freeze_time(MONDAY):
            task = self._ask(self._product_complaint()).sudo()
            task.with_user(self.agent).action_accept()
        moments = [
            ("2026-03-02 07:59:00", 0, ()),
            # Three quarters of the eight hours, 16:00 in Taipei
            ("2026-03-02 08:00:00", 1, (self.agent,)),
            ("2026-03-02 08:05:00", 1, (self.agent,)),
            # The working day is over: told the next morning
            ("2026-03-02 10:01:00", 1, (self.agent,)),
            ("2026-03-03 01:01:00", 2, (self.agent, self.agent2, self.head)),
            ("2026-03-03 09:01:00", 3, (self.agent2,)),
            ("2026-03-04 09:01:00", 3, (self.agent2,)),
        ]
        late = self.env.ref("cs_complaint.mail_activity_type_task_late")
        for moment, level, told in moments:
            with self.subTest(moment=moment), freeze_time(moment):
                self._run()
                task.invalidate_recordset()
                activities = task.activity_ids.filtered(lambda a: a.activity_type_id == late)
                self.assertEqual(task.escalation_level, level)
                self.assertEqual(activities.user_id, self.env["res.users"].union(*told))
        self.assertEqual(task.breached_at, at("2026-03-02 10:00:00"))
        self.assertFalse(task.next_action_at)

    def test_answer_ends_the_reminders(self):
        with freeze_time(MONDAY):
            task = self._ask(self._product_complaint())
            self.assertTrue(task.next_action_at)
            task.with_user(self.agent).action_done("Done")
        self.assertFalse(task.next_action_at)
        self.assertFalse(task.sudo().activity_ids)

    def test_late_answer_is_a_breach(self):
        with freeze_time(MONDAY):
            task = self._ask(self._product_complaint())
        with freeze_time("2026-03-03 02:00:00"):
            self.assertTrue(task.is_late)
            self.assertIn(task, task.search([("is_late", "=", True)]))
            task.with_user(self.agent).action_done("Done")
        self.assertEqual(task.breached_at, at("2026-03-02 10:00:00"))
        # 10 to 18 on Monday, 9 to 10 on Tuesday
        self.assertEqual(task.worked_seconds, 9 * 3600)


@tagged("post_install", "-at_install")
class TestTaskSecurity(TaskCommon):
    def setUp(self):
        super().setUp()
        self.complaint = self._product_complaint(description="The bill is wrong")
        self.task = self._ask(self.complaint)

    def test_who_reads(self):
        self.other = self._create_user(
            "marketer", "handler", self.env["hr.department"].create({"name": "Marketing"})
        )
        readers = self.agent | self.head | self.member | self.supervisor | self.manager
        for user in readers:
            with self.subTest(user=user.login):
                self.assertTrue(self.task.with_user(user).has_access("read"))
        for user in self.plain | self.portal | self.other | self.env.ref("base.public_user"):
            with self.subTest(user=user.login):
                self.assertFalse(self.task.with_user(user).has_access("read"))

    def test_nobody_writes(self):
        users = self.agent | self.head | self.supervisor | self.manager | self.plain | self.portal
        for user in users:
            for operation in ("write", "create", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    self.assertFalse(self.task.with_user(user).has_access(operation))
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._call(user, "write", self.task.ids, {"state": "done"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._call(
                    user,
                    "create",
                    {"complaint_id": self.complaint.id, "department_id": 1, "name": "x"},
                )
        with self.assertRefused(AccessError, "system only"):
            self.complaint.write({"task_ids": [(5,)]})
        with self.assertRefused(UserError, "is evidence. Cancel it."):
            self.task.sudo().unlink()

    def test_asked_department_sees_what_it_needs_and_no_more(self):
        """A member of another department: the task, not the complaint."""
        task = self._ask(self._service_complaint(), self.product).with_user(self.member)
        self.assertEqual(task.complaint_subject, "Bill too high")
        self.assertEqual(task.complaint_customer, "M***")
        complaint = task.sudo().complaint_id
        self.assertFalse(complaint.with_user(self.member).has_access("read"))
        self.assertFalse(task.can_open_complaint)
        view = self.env.ref("cs_complaint.cs_complaint_task_view_form")
        names = task.get_view(view.id, "form")["models"]["cs.complaint.task"]
        specification = {name: {} for name in names} | {
            "complaint_id": {"fields": {"display_name": {}}}
        }
        (values,) = task.web_read(specification)
        self.assertNotIn("Mei Lin", str(values))

    def test_file_goes_along_only_when_chosen(self):
        complaint = self._service_complaint()
        complaint.message_post(
            body="See",
            attachments=[("bill.pdf", b"%PDF"), ("id.pdf", b"%PDF")],
            subtype_xmlid="mail.mt_comment",
        )
        files = complaint._cs_customer_files()
        chosen = files.filtered(lambda file: file.name == "bill.pdf")
        task = self._ask(complaint, self.product, file_ids=chosen.ids).with_user(self.member)
        self.assertEqual(task.file_ids.mapped("name"), ["bill.pdf"])
        self.assertTrue(task.file_ids.raw)
        with self.assertRaises(AccessError):
            chosen.with_user(self.member).check_access("read")

    def test_steps_belong_to_their_side(self):
        lead = "Only the department in the lead"
        asked = "Only members of the department"
        task = self._ask(self._service_complaint(), self.product)
        for step in ("action_cancel", "action_ask_again"):
            with self.assertRefused(AccessError, lead):
                self._call(self.member, step, task.ids, "x")
        for step in ("action_done", "action_return", "action_assign", "action_accept"):
            with self.assertRefused(AccessError, asked):
                self._call(self.agent, step, task.ids)
        for user in (self.plain, self.portal):
            for step in ("action_done", "action_accept", "action_cancel"):
                with self.subTest(user=user.login, step=step), self.assertRaises(AccessError):
                    self._call(user, step, task.ids)

    def test_dialog_of_a_foreign_complaint(self):
        complaint = self._service_complaint()
        values = {"complaint_id": complaint.id, "department_id": self.product.id, "name": "x"}
        with self.assertRaises(AccessError):
            self._call(self.member, "create", values, model="cs.complaint.task.open")
        with self.assertRaises(AccessError):
            self._call(
                self.member,
                "onchange",
                [],
                {},
                [],
                {"date_resolve_due": {}},
                model="cs.complaint.task.open",
                context={"default_complaint_id": complaint.id},
            )

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.agent.write({"company_ids": [(4, other.id)], "company_id": other.id})
        foreign = self.task.with_user(self.agent).with_context(allowed_company_ids=other.ids)
        self.assertFalse(foreign.has_access("read"))

    def _service_complaint(self):
        complaint = self._register()
        complaint.action_start()
        return complaint
