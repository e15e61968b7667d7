from odoo import api, models
from odoo.exceptions import AccessError

from ...core.ledger import LEDGER


class LoyaltyHistory(models.Model):
    """Odoo's history of a card; of managed cards the ledger alone writes it."""

    _inherit = "loyalty.history"

    # Odoo looks up the rows of each order; without an index it reads the whole table.
    _cs_order_idx = models.Index("(order_id, order_model) WHERE order_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_ledger") is LEDGER:
            return super().create(vals_list)
        default = self.env.context.get("default_card_id")
        cards = self.env["loyalty.card"].sudo()
        managed = set(
            cards.browse({vals.get("card_id", default) for vals in vals_list} - {False, None})
            .filtered("cs_managed")
            .ids
        )
        free = [vals for vals in vals_list if vals.get("card_id", default) not in managed]
        if len(free) < len(vals_list):
            self._cs_check_caller()
        return super().create(free)

    def write(self, vals):
        managed = self._cs_of_managed(vals)
        if managed:
            self._cs_check_caller()
        return super(LoyaltyHistory, self - managed).write(vals)

    def unlink(self):
        managed = self._cs_of_managed({})
        if managed:
            self._cs_check_caller()
        return super(LoyaltyHistory, self - managed).unlink()

    def _cs_of_managed(self, vals):
        """Return the rows that belong to the ledger; all, when they would move to its card."""
        target = self.env["loyalty.card"].sudo().browse(vals.get("card_id") or [])
        if target.cs_managed:
            return self
        return self.filtered(lambda row: row.sudo().card_id.cs_managed)

    def _cs_check_caller(self):
        """Programs of the server are left without effect, for the ledger has told it already."""
        if not self.env.su and not self.env["loyalty.card"]._cs_booking():
            raise AccessError(
                self.env._(
                    "The history of this card follows the points ledger and cannot be changed. "
                    "Ask for an adjustment instead."
                )
            )
