from odoo import fields, models


class CsLoyaltyMoveLine(models.Model):
    """What an entry changed: points into or out of a lot, or, without a lot, of the debt.

    A reversal returns points to the lots they came from by these lines.
    """

    _name = "cs.loyalty.move.line"
    _description = "Lot of a Loyalty Points Entry"
    _inherit = ["cs.loyalty.evidence"]
    _order = "id"

    move_id = fields.Many2one(
        comodel_name="cs.loyalty.move",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    lot_id = fields.Many2one(
        comodel_name="cs.loyalty.lot",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the debt of the card.",
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, index=True)
    kind = fields.Selection(related="move_id.kind")
    date = fields.Datetime(related="move_id.date")
    date_expiry = fields.Date(related="lot_id.date_expiry")
    points = fields.Float(required=True, readonly=True, digits=(16, 2))
