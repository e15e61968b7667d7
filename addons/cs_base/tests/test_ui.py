from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

from .common import CsBaseCommon


@tagged("post_install", "-at_install")
class TestUi(HttpCase, CsBaseCommon):
    def test_agent_records_a_contact(self):
        self.start_tour("/odoo", "cs_base_contact_tour", login="cs_agent")
        contact = self.env["cs.contact"].search([("name", "=", "Roaming in Japan")])
        self.assertRecordValues(
            contact,
            [
                {
                    "partner_id": self.customer.id,
                    "user_id": self.agent.id,
                    "department_id": self.department.id,
                    "state": "ended",
                    "outcome": "Explained the day pass",
                    "is_resolved": True,
                }
            ],
        )


@tagged("post_install", "-at_install")
class TestUnitJs(test_js.HOOTCommon, CsBaseCommon):
    def get_hoot_filters(self):
        self._test_params = [("+", "@cs_base")]
        return super().get_hoot_filters()

    def test_cs_base(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{self.hoot_filters}",
            "",
            "",
            login="cs_agent",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
