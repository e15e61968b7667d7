from odoo import api, fields, models
from odoo.exceptions import UserError


class CsLoyaltyAdjustmentLine(models.Model):
    """One card of a request, and what became of it."""

    _name = "cs.loyalty.adjustment.line"
    _description = "Card of an Adjustment"
    _inherit = "cs.privacy.guard"
    _order = "id"
    _rec_name = "card_id"

    _cs_protected = frozenset({"adjustment_id", "card_id", "state", "move_id", "error"})

    adjustment_id = fields.Many2one(
        comodel_name="cs.loyalty.adjustment",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="adjustment_id.company_id", store=True, precompute=True, index=True
    )
    card_id = fields.Many2one(
        comodel_name="loyalty.card", required=True, index=True, ondelete="restrict", readonly=True
    )
    partner_id = fields.Many2one(related="card_id.partner_id", string="Customer")
    balance = fields.Float(related="card_id.points", string="Balance Now")
    balance_after = fields.Float(compute="_compute_balance_after", digits=(16, 2))
    # Waiting: not booked yet. Failed: refused by the ledger, with the reason in ``error``.
    state = fields.Selection(
        selection=[("waiting", "Waiting"), ("booked", "Booked"), ("failed", "Failed")],
        required=True,
        default="waiting",
        readonly=True,
    )
    move_id = fields.Many2one(
        comodel_name="cs.loyalty.move", index="btree_not_null", ondelete="restrict", readonly=True
    )
    error = fields.Char(string="Why Not", readonly=True)

    _card_uniq = models.UniqueIndex("(adjustment_id, card_id)", "This card is in the list already.")
    _waiting_idx = models.Index("(adjustment_id, id) WHERE state = 'waiting'")

    @api.depends("state", "card_id.points", "adjustment_id.points")
    def _compute_balance_after(self):
        for line in self:
            added = line.adjustment_id.points if line.state == "waiting" else 0.0
            line.balance_after = line.balance + added

    def action_remove(self):
        """Take these cards out of a request that has not been made yet. May be called twice."""
        adjustments = self.exists().adjustment_id
        adjustments.check_access("write")
        adjustments._cs_require_draft()
        # sudo: the right to the request has been checked; lines are no client's to write
        self.exists().sudo().unlink()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked_for(self):
        if any(line.adjustment_id.state != "draft" for line in self):
            raise UserError(
                self.env._("What was asked for stays as it is. Take the request back instead.")
            )
