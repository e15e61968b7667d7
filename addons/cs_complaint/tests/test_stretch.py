from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .test_task import MONDAY, TaskCommon


@tagged("post_install", "-at_install")
class TestStretch(TaskCommon):
    def test_who_used_up_the_time(self):
        with freeze_time(MONDAY):
            complaint = self._product_complaint()
        with freeze_time("2026-03-02 04:00:00"):
            task = self._ask(complaint)
        with freeze_time("2026-03-02 07:00:00"):
            task.with_user(self.agent).action_done("Done")
        with freeze_time("2026-03-02 08:00:00"):
            complaint.action_wait("Needs the bill")
        with freeze_time("2026-03-03 02:00:00"):
            complaint.action_start()
        with freeze_time("2026-03-03 03:30:00"):
            self._answer(complaint, self.head)
        self.assertEqual(
            [(s.kind, s.department_id, s.worked_hours) for s in complaint.stretch_ids],
            [
                ("lead", self.product, 2.0),
                ("task", self.service, 3.0),
                ("lead", self.product, 1.0),
                ("customer", self.env["hr.department"], 3.0),
                ("lead", self.product, 1.5),
            ],
        )
        self.assertFalse(complaint.stretch_ids.filtered(lambda s: not s.date_end))

    @freeze_time(MONDAY)
    def test_class_moves_the_complaint(self):
        complaint = self._register()
        complaint.category_id = self.category_product
        self.assertEqual(complaint.stretch_ids.department_id, self.service | self.product)
        complaint.subject = "Nothing moves"
        self.assertEqual(len(complaint.stretch_ids), 2)

    def test_breach_is_laid_at_its_door(self):
        with freeze_time(MONDAY):
            complaint = self._product_complaint()
            task = self._ask(complaint)
        with freeze_time("2026-03-09 02:00:00"):
            task.with_user(self.agent).action_done("At last")
        late = complaint.stretch_ids.filtered("is_breach")
        self.assertEqual((late.kind, late.department_id), ("task", self.service))

    def test_evidence(self):
        complaint = self._register()
        stretch = complaint.stretch_ids
        for user in (self.agent, self.manager):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(stretch.with_user(user).has_access(operation))
        with self.assertRefused(UserError, "cannot be changed"):
            stretch.sudo().write({"worked_seconds": 0})
        with self.assertRefused(UserError, "cannot be deleted"):
            stretch.sudo().unlink()
        with self.assertRefused(AccessError, "recorded by the system alone"):
            stretch.sudo().create({"complaint_id": complaint.id})
        for user in (self.plain, self.portal, self.member):
            self.assertFalse(stretch.with_user(user).has_access("read"))

    def test_running_stretch_counts_until_now(self):
        with freeze_time(MONDAY):
            complaint = self._register()
        with freeze_time("2026-03-02 05:00:00"):
            self.assertEqual(complaint.stretch_ids.seconds_now, 3 * 3600)
