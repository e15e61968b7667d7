from odoo import api, fields, models


class CsLoyaltyLot(models.Model):
    """Points credited together, and until when they may be spent.

    Spent earliest expiry first, then earliest credit. Only the ledger changes what remains.
    """

    _name = "cs.loyalty.lot"
    _description = "Lot of Loyalty Points"
    _inherit = ["cs.loyalty.evidence"]
    _order = "date_expiry, date_available, id"

    move_id = fields.Many2one(
        comodel_name="cs.loyalty.move",
        string="Credited By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, index=True)
    points = fields.Float(string="Credited", required=True, readonly=True, digits=(16, 2))
    remaining = fields.Float(required=True, readonly=True, digits=(16, 2))
    date_available = fields.Date(string="Available From", required=True, readonly=True)
    date_expiry = fields.Date(
        string="Expires After",
        readonly=True,
        help="Last day on which these points may be spent. Empty: they do not expire.",
    )
    is_pending = fields.Boolean(
        string="Pending", readonly=True, help="Earned, but not to be spent yet."
    )
    origin_id = fields.Many2one(
        comodel_name="cs.loyalty.lot",
        string="Continues",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The first lot of these points, before they were transferred or came back.",
    )
    line_ids = fields.One2many(comodel_name="cs.loyalty.move.line", inverse_name="lot_id")

    _remaining_valid = models.Constraint(
        "CHECK (remaining >= 0 AND remaining <= points)",
        "A lot holds neither less than nothing nor more than was credited.",
    )
    _card_idx = models.Index("(card_id, date_expiry) WHERE remaining > 0")
    _expiry_idx = models.Index("(date_expiry, id) WHERE remaining > 0 AND date_expiry IS NOT NULL")
    _pending_idx = models.Index("(date_available, id) WHERE is_pending")

    @api.depends("remaining", "date_expiry")
    def _compute_display_name(self):
        for lot in self:
            until = fields.Date.to_string(lot.date_expiry) or self.env._("no expiry")
            lot.display_name = f"{lot.remaining:g} ({until})"
