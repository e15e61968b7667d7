from freezegun import freeze_time

from odoo.tests import tagged

from .visit_common import MONDAY, VisitCommon

LOGGER = "odoo.addons.cs_base.models.cs_batch_mixin"


@tagged("post_install", "-at_install")
class TestVisitWatch(VisitCommon):
    def _run(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_visit_watch").method_direct_trigger()
        self.env.invalidate_all()

    def _told(self, visit):
        return visit.activity_ids.mapped("user_id")

    def test_reminded_then_told_to_the_head(self):
        with freeze_time(MONDAY):
            visit = self._plan_visit(user=self.agent)
        self._run("2026-03-04 09:00:00")
        self.assertFalse(visit.activity_ids, "not due yet")
        self._run("2026-03-04 10:05:00")
        self.assertEqual(self._told(visit), self.agent)
        self._run("2026-03-04 10:20:00")
        self.assertEqual(len(visit.activity_ids), 1, "once")
        self._run("2026-03-09 10:05:00")
        self.assertEqual(self._told(visit), self.agent | self.supervisor)
        self._run("2026-03-12 01:00:00")
        self.assertEqual(len(visit.activity_ids), 2)
        self.assertFalse(visit.alert_at)

    def test_what_nobody_has_goes_to_the_head_at_once(self):
        self.plan.is_auto_assign = False
        with freeze_time(MONDAY):
            visit = self._plan_visit()
        self._run("2026-03-04 10:05:00")
        self.assertEqual(self._told(visit), self.supervisor)

    def test_reminder_ends_with_the_visit(self):
        with freeze_time(MONDAY):
            visit = self._plan_visit(user=self.agent)
        self._run("2026-03-04 10:05:00")
        with freeze_time("2026-03-05 02:00:00"):
            visit.with_user(self.agent).action_decline("No time")
        self.assertFalse(visit.activity_ids)
        self._run("2026-03-20 02:00:00")
        self.assertFalse(visit.activity_ids)

    def test_broken_visit_stops_nobody(self):
        with freeze_time(MONDAY):
            broken = self._plan_visit("1", user=self.agent)
            visit = self._plan_visit("2", user=self.agent)
        model = self.env.registry["cs.visit"]
        original = model._cs_remind

        def remind(record, *args):
            if record == broken:
                raise ValueError("Mei Lin")
            return original(record, *args)

        self.patch(model, "_cs_remind", remind)
        with self.assertLogs(LOGGER, "WARNING") as log:
            self._run("2026-03-04 10:05:00")
        self.assertNotIn("Mei", "".join(log.output))
        self.assertEqual(self._told(visit), self.agent)
        self.assertFalse(broken.activity_ids)
