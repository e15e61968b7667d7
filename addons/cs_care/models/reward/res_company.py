from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_loyalty_point_value = fields.Float(
        string="Value of a Point",
        digits=(16, 6),
        default=0.01,
        help="Default of new programs, in the currency of the company.",
    )
    cs_loyalty_hold_minutes = fields.Integer(
        string="Minutes a Redemption Is Held",
        default=15,
        help="Points, quota and voucher are given back when nobody confirms in that time.",
    )
    cs_loyalty_breakage = fields.Float(
        string="Breakage Without History (%)",
        default=20.0,
        help="Share of points expected to expire unused, as long as the own history is too short.",
    )
    cs_loyalty_breakage_months = fields.Integer(
        string="Months of History",
        default=12,
        help="The own history of expired and spent points is used from so many months on.",
    )

    _cs_loyalty_valid = models.Constraint(
        "CHECK (cs_loyalty_hold_minutes BETWEEN 1 AND 1440 AND cs_loyalty_point_value >= 0 AND"
        " cs_loyalty_breakage BETWEEN 0 AND 100 AND cs_loyalty_breakage_months BETWEEN 1 AND 120)",
        "Redemptions are held between 1 and 1440 minutes, breakage lies between 0 and 100 per "
        "cent, and history between 1 and 120 months.",
    )
