from odoo import fields, models


class CsLoyaltyReason(models.Model):
    """Why points are given or taken by hand, as a code that can be counted."""

    _name = "cs.loyalty.reason"
    _description = "Reason of an Adjustment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for every company."
    )
    direction = fields.Selection(
        selection=[("both", "Gives or takes"), ("credit", "Gives"), ("debit", "Takes")],
        required=True,
        default="both",
    )
    is_text_required = fields.Boolean(
        string="Needs an Explanation",
        help="The request is not accepted without a text.",
    )
    is_qualifying = fields.Boolean(
        string="Counts for Tiers",
        help="Points given for this reason count for the tier of the customer.",
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Another reason has this code already."
    )
