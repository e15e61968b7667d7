from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.web.tests import test_js

from .access_common import AccessCommon

# The suite of this component, as the runner in the browser addresses it
JS_SUITE = test_js.HOOTCommon._generate_hash(None, "@cs_privacy/cs_masked")


@tagged("post_install", "-at_install")
class TestMaskedUi(HttpCase, AccessCommon):
    def setUp(self):
        super().setUp()
        self.env["ir.ui.view"].create(
            {
                "name": "Probe: protected values",
                "model": "res.partner",
                "inherit_id": self.env.ref("base.view_partner_form").id,
                "arch": """<sheet position="inside"><group name="cs_probe">
                    <field name="cs_id_number"/><field name="cs_phone"/></group></sheet>""",
            }
        )

    @mute_logger("odoo.http")  # a reason that is refused
    def test_revealing_agent(self):
        url = f"/odoo/res.partner/{self.customer.id}"
        self.start_tour(url, "cs_privacy_reveal_tour", login="cs_p_eye")
        entries = self.log.search([("user_ref", "=", self.revealer.id)], order="id")
        self.assertEqual(entries.mapped("field_names"), ["cs_id_number,cs_phone"])
        self.assertEqual(entries.reference, "C2026-7")

    def test_components(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={JS_SUITE}",
            code="",
            login="cs_p_eye",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
