import doctest

from odoo.tests import BaseCase, tagged

from ..core import contact_facts, contact_rows, timeline


@tagged("post_install", "-at_install")
class TestCore(BaseCase):
    def test_examples(self):
        for module in (contact_facts, contact_rows, timeline):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)
