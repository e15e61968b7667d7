from odoo.tests import HttpCase, tagged

from .common import PosCommon


@tagged("post_install", "-at_install")
class TestPosTour(PosCommon, HttpCase):
    """Clause 3.2: what a cashier sees of a customer in the browser."""

    def test_masked_search(self):
        self.till.open_ui()
        self.start_tour(f"/pos/ui/{self.till.id}", "cs_pos_masked_tour", login="cs_cashier")
