from odoo import models


class AccountMove(models.Model):
    """A credit note takes back the points of what it refunds."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._cs_points_follow()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._cs_points_follow()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._cs_points_follow()
        return result

    def _cs_points_follow(self):
        refunds = self.filtered(lambda move: move.move_type == "out_refund")
        # sudo: who posts invoices needs no right on orders or cards
        orders = refunds.sudo().invoice_line_ids.sale_line_ids.order_id
        if orders:
            orders._cs_follow_ledger()
