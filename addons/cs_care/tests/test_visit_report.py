from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .visit_common import MONDAY, VisitCommon


@tagged("post_install", "-at_install")
class TestVisitReport(VisitCommon):
    def _visit(self, key, **values):
        visit = self._plan_visit(key, user=self.agent)
        if values:
            visit.sudo()._cs_step(**values)
        return visit

    def _figures(self, *names):
        aggregates = [
            f"{name}:{'avg' if name.endswith('rate') or name == 'satisfaction' else 'sum'}"
            for name in names
        ]
        ((_plan, *figures),) = self.env["cs.visit.report"]._read_group(
            [("plan_id", "=", self.plan.id)], ["plan_id"], aggregates
        )
        return figures

    def test_figures(self):
        with freeze_time(MONDAY):
            for key, score in (("a", "5"), ("b", "2")):
                visit = self._visit(key)
                visit._cs_add_attempt("no_answer")
                visit._cs_add_attempt("reached")
                visit.sudo()._cs_step(
                    state="done", date_ended="2026-03-03 02:00:00", satisfaction=score
                )
            missed = self._visit("c", state="unreachable", date_ended="2026-03-06 02:00:00")
            missed._cs_add_attempt("no_answer")
            self._visit("d", state="cancelled")
            self._visit("e")
            later = self._visit("f", date_due="2026-04-30 02:00:00")
            later._cs_add_attempt("callback")
        with freeze_time("2026-03-10 02:00:00"):
            self.assertEqual(
                self._figures("due_count", "done_count", "tried_count", "reached_count"),
                [4, 2, 4, 3],
            )
            completion, reached, on_time, satisfied, score = self._figures(
                "completion_rate", "reach_rate", "on_time_rate", "satisfied_rate", "satisfaction"
            )
        self.assertAlmostEqual(completion, 50.0)
        self.assertAlmostEqual(reached, 75.0)
        self.assertAlmostEqual(on_time, 50.0)
        self.assertAlmostEqual(satisfied, 50.0)
        self.assertAlmostEqual(score, 3.5)

    def test_row_opens_the_visit(self):
        visit = self._visit("a")
        row = self.env["cs.visit.report"].search([("visit_id", "=", visit.id)])
        self.assertEqual(row.action_open_visit()["res_id"], visit.id)

    def test_for_supervisors(self):
        self.env["cs.visit.report"].with_user(self.supervisor).check_access("read")
        with self.assertRaises(AccessError):
            self.env["cs.visit.report"].with_user(self.agent).search_count([])
