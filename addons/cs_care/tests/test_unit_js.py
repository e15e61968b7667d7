from odoo.tests import tagged

from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestUnitJs(test_js.WebSuite):
    """The unit tests of this add-on's own components, and no others."""

    # Those of the web client are Odoo's.
    test_unit_desktop = None
    test_hoot = None
    test_check_suite = None
    test_qunit_desktop = None
    test_get_qunit_regex = None
    test_generate_hoot_hash = None
    test_get_hoot_filter = None

    def get_hoot_filters(self):
        self._test_params = [("+", "@cs_care")]
        return super().get_hoot_filters()

    def test_cs_care(self):
        test_js.WebSuite.test_unit_desktop(self)
