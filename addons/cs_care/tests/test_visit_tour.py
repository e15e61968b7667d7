from odoo.tests import tagged

from odoo.addons.base.tests.common import HttpCase

from .visit_common import VisitCommon


@tagged("post_install", "-at_install")
class TestVisitTour(VisitCommon, HttpCase):
    """An agent makes a visit, in English and in 正體中文."""

    def test_agent_makes_a_visit(self):
        self.customer.write({"cs_phone": "+886912555101", "comment": "<p>Speak slowly</p>"})
        self.agent.password = self.agent.login
        for lang in ("en_US", "zh_TW"):
            self.env["res.lang"]._activate_lang(lang)
            self.agent.lang = lang
            with self.subTest(lang=lang):
                visit = self._plan_visit(f"tour,{lang}", user=self.agent)
                self.start_tour("/odoo/cs-my-visits", "cs_care_visit", login=self.agent.login)
                self.assertRecordValues(
                    visit,
                    [
                        {
                            "state": "done",
                            "satisfaction": "5",
                            "outcome": "All is well",
                            "user_id": self.agent.id,
                        }
                    ],
                )
                self.assertEqual(
                    visit.answer_ids.mapped("value"), ["Yes", "4 / 5", "3", "More shops"]
                )
