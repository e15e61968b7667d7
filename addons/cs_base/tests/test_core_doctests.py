import doctest

from odoo.tests import BaseCase, tagged

from ..core import almanac, holiday_source, worktime


@tagged("post_install", "-at_install")
class TestCoreDoctests(BaseCase):
    def test_examples_in_core_modules_hold(self):
        for module in (almanac, holiday_source, worktime):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 0)
