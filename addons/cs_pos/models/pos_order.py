from odoo import models

from .res_partner import on_server


class PosOrder(models.Model):
    """The server's own steps with an order need what its cashier may not read (taxes, invoices)."""

    _inherit = "pos.order"

    def _compute_contact_details(self):
        masked = self.filtered("company_id.cs_pos_masked")
        # The till keeps orders: only what the customer says for the receipt stands on them.
        for order in masked:
            order.email = order.email or ""
            order.mobile = order.mobile or ""
        return super(PosOrder, self - masked)._compute_contact_details()

    def _process_order(self, order, existing_order):
        known = existing_order and on_server(existing_order)
        return super(PosOrder, on_server(self))._process_order(order, known)

    def _generate_pos_order_invoice(self):
        return super(PosOrder, on_server(self))._generate_pos_order_invoice()
