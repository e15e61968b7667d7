from freezegun import freeze_time

from odoo.tests import tagged

from .visit_common import MONDAY, VisitCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestVisitAssign(VisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The supervisor is an agent too; here only the two share the work.
        cls.supervisor.employee_id.department_id = False
        cls.people = cls.env["res.partner"].create([{"name": f"N {n}"} for n in range(6)])

    def _rows(self, partners):
        return [
            {"partner": partner, "plan": self.plan, "key": f"t,{partner.id}"}
            for partner in partners
        ]

    def _planned(self, partners):
        return self.env["cs.visit"]._cs_plan_visits(self._rows(partners), self.company)

    def test_balanced(self):
        visits = self._planned(self.people)
        self.assertEqual(len(visits.filtered(lambda v: v.user_id == self.agent)), 3)
        self.assertEqual(len(visits.filtered(lambda v: v.user_id == self.agent2)), 3)

    def test_who_visited_before(self):
        before = self._planned(self.people[:1])
        before._cs_step(user_id=self.agent2.id, state="done", date_ended="2026-03-01 02:00:00")
        self.plan.name = "Next"
        again = self._plan_visit("again", partner=self.people[0])
        self.assertEqual(again.user_id, self.agent2)

    def test_room(self):
        self.plan.capacity = 2
        visits = self._planned(self.people)
        self.assertEqual(len(visits.filtered("user_id")), 4)
        self.env["cs.visit"]._read_group([], ["user_id"], ["__count"])
        more = self._plan_visit("more", partner=self.customer)
        self.assertFalse(more.user_id, "what was given before counts")

    def test_only_who_is_at_work(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "resource_id": self.agent.employee_id.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-01 16:00:00",
                "date_to": "2026-03-06 16:00:00",
            }
        )
        visits = self._planned(self.people)
        self.assertEqual(visits.user_id, self.agent2)

    def test_at_night_for_the_next_morning(self):
        with freeze_time("2026-03-02 16:00:00"):
            visits = self._planned(self.people[:2])
        self.assertEqual(visits.user_id, self.agent | self.agent2)

    def test_scheduled_action(self):
        self.plan.is_auto_assign = False
        visits = self._planned(self.people)
        self.assertFalse(visits.user_id)
        self.plan.is_auto_assign = True
        with self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_visit_assign").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(visits.user_id, self.agent | self.agent2)

    def test_next_visit(self):
        self.plan.is_auto_assign = False
        self.plan.due_days = 5
        late, early, later = self._planned(self.people[:3])
        early._cs_step(date_due="2026-03-03 02:00:00")
        later._cs_step(is_green=True)
        own = self._plan_visit("own", partner=self.people[4], user=self.agent)
        waiting = self._plan_visit("waiting", partner=self.people[5])
        waiting.sudo()._cs_step(date_next="2026-03-05 02:00:00", date_due="2026-03-02 03:00:00")
        order = []
        while True:
            action = self.env["cs.visit"].with_user(self.agent).action_next()
            if action.get("res_model") != "cs.visit":
                break
            order.append(action["res_id"])
        self.assertEqual(order, [own.id, later.id, early.id, late.id])
        self.assertEqual(action["params"]["message"], "No visit waits for you.")

    def test_next_visit_passes_over_who_objects(self):
        self.plan.is_auto_assign = False
        first, second = self._planned(self.people[:2])
        first._cs_step(is_green=True)
        self._object(self.people[0])
        action = self.env["cs.visit"].with_user(self.agent).action_next()
        self.assertEqual(action["res_id"], second.id)
        self.assertEqual(first.state, "declined")

    def test_other_teams_are_not_touched(self):
        self.plan.is_auto_assign = False
        self._planned(self.people[:1])
        self.agent2.employee_id.department_id = self.env["hr.department"].create({"name": "X"})
        action = self.env["cs.visit"].with_user(self.agent2).action_next()
        self.assertEqual(action["tag"], "display_notification")

    def test_green_channel_comes_first(self):
        partners = self.env.registry["res.partner"]
        self.patch(
            partners,
            "_cs_service_levels",
            lambda model, ids: {self.people[1].id: "green"},
        )
        visits = self._planned(self.people[:2])
        self.assertEqual(visits.mapped("is_green"), [False, True])
