from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

from .common import CsBaseCommon

# The suite of this add-on's *.test.js files, as the runner in the browser addresses it
JS_SUITE = test_js.HOOTCommon._generate_hash(None, "@cs_base")


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

    def test_components(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={JS_SUITE}",
            code="",
            login="cs_agent",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
