import json

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_open
from odoo.tools.translate import extract_spreadsheet_terms

from .common import ComplaintCommon

DASHBOARDS = ("today", "quality")


@tagged("post_install", "-at_install")
class TestDashboard(ComplaintCommon):
    """Names in the files of the dashboards are checked by nobody but these tests."""

    def dashboard(self, name):
        return self.env.ref(f"cs_complaint.spreadsheet_dashboard_{name}")

    def snapshot(self, name):
        return json.loads(self.dashboard(name).spreadsheet_data)

    def charts(self, name):
        figures = self.snapshot(name)["sheets"][0]["figures"]
        return [figure["data"] for figure in figures if figure["data"]["type"].startswith("odoo_")]

    def test_every_pivot_and_chart_counts(self):
        self._answer(self._register())
        self.env.flush_all()
        report = self.env["cs.complaint.report"].with_user(self.head)
        for name in DASHBOARDS:
            for pivot in self.snapshot(name)["pivots"].values():
                with self.subTest(dashboard=name, pivot=pivot["name"]):
                    groups = [row["fieldName"] for row in pivot["rows"]]
                    measures = [measure["id"] for measure in pivot["measures"]]
                    report.formatted_read_group(pivot["domain"], groups, measures)
            for chart in self.charts(name):
                with self.subTest(dashboard=name, chart=chart["title"]["text"]):
                    meta = chart["metaData"]
                    aggregate = meta["measure"]
                    if aggregate != "__count":
                        aggregate = f"{aggregate}:{report._fields[aggregate].aggregator}"
                    report.formatted_read_group(
                        chart["searchParams"]["domain"], meta["groupBy"], [aggregate]
                    )

    def test_lists_filters_and_menus_exist(self):
        report = self.env["cs.complaint.report"]
        for name in DASHBOARDS:
            snapshot = self.snapshot(name)
            for columns in snapshot["lists"].values():
                self.assertLessEqual(set(columns["columns"]), set(report._fields))
                report.search(columns["domain"], limit=1)
            sources = [*snapshot["pivots"].values(), *snapshot["lists"].values()]
            known = {global_filter["id"] for global_filter in snapshot["globalFilters"]}
            for source in [*sources, *self.charts(name)]:
                self.assertLessEqual(set(source["fieldMatching"]), known)
                for matching in source["fieldMatching"].values():
                    self.assertEqual(report._fields[matching["chain"]].type, matching["type"])
                self.assertTrue(self.env.ref(source["actionXmlId"]))
            for menu in snapshot["chartOdooMenusReferences"].values():
                self.assertTrue(self.env.ref(menu).exists())

    def test_words_are_found_for_translation(self):
        expected = {
            "today": {"Open complaints", "Late", "Age in working days", "Department"},
            "quality": {"Resolution rate", "Satisfaction", "Period", "to goal of 95 %"},
        }
        for name, words in expected.items():
            path = f"cs_complaint/data/files/complaint_{name}_dashboard.json"
            with file_open(path, "rb") as file:
                terms = {
                    term for _line, _f, term, _c in extract_spreadsheet_terms(file, [], [], {})
                }
            self.assertLessEqual(words, terms)

    def test_who_sees_which(self):
        expected = {
            self.agent: {"today"},
            self.member: {"today", "quality"},
            self.head: {"today", "quality"},
            self.supervisor: {"today", "quality"},
            self.manager: {"today", "quality"},
            new_test_user(self.env, login="cs_plain", groups="base.group_user"): set(),
        }
        for user, names in expected.items():
            with self.subTest(user=user.login):
                found = self.env["spreadsheet.dashboard"].with_user(user).search([])
                seen = {name for name in DASHBOARDS if self.dashboard(name) in found}
                self.assertEqual(seen, names)
                for name in names:
                    # Counts the rows of the fact model as the user
                    self.assertIn(
                        self.dashboard(name).with_user(user)._dashboard_is_empty(), (True, False)
                    )
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.dashboard("today").with_user(portal).read(["spreadsheet_data"])
