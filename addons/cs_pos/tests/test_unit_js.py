from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

# The suite of this add-on's *.test.js files, as the runner in the browser addresses it
JS_SUITE = test_js.HOOTCommon._generate_hash(None, "@cs_pos")


@tagged("post_install", "-at_install")
class TestUnitJs(HttpCase):
    def test_components(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={JS_SUITE}",
            code="",
            login="admin",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
