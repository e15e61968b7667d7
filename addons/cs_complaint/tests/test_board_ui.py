from odoo import fields
from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

from .common import ComplaintCommon

# The suite of this add-on's *.test.js files, as the runner in the browser addresses it
JS_SUITE = test_js.HOOTCommon._generate_hash(None, "@cs_complaint")


@tagged("post_install", "-at_install")
class TestBoardUi(HttpCase, ComplaintCommon):
    def test_supervisor_opens_what_is_counted(self):
        self._register()
        late = self._register(subject="Breached on the board")
        late.action_start()
        late.sudo().date_resolve_due = fields.Datetime.subtract(Datetime.now(), days=1)
        self.supervisor.sudo().password = self.supervisor.login
        self.start_tour("/odoo/complaints-board", "cs_complaint_board", login=self.supervisor.login)

    def test_components(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={JS_SUITE}",
            code="",
            login="admin",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
