import doctest

from odoo.tests import BaseCase, tagged

from ..core import clause


@tagged("post_install", "-at_install")
class TestClauseCore(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(clause)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
