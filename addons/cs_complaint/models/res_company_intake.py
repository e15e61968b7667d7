from odoo import fields, models


class ResCompanyIntake(models.Model):
    """What counts as the same matter again."""

    _inherit = "res.company"

    cs_complaint_repeat_days = fields.Integer(string="Repeat Within (Days)", default=30)

    _cs_complaint_repeat_days_positive = models.Constraint(
        "CHECK (cs_complaint_repeat_days > 0)",
        "A repeat is looked for within one day or more.",
    )
