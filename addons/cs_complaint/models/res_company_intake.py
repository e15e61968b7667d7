from odoo import fields, models


class ResCompanyIntake(models.Model):
    """What counts as the same matter again, and when a category is suggested."""

    _inherit = "res.company"

    cs_complaint_repeat_days = fields.Integer(string="Repeat Within (Days)", default=30)

    # When a learned model is good enough to speak
    cs_complaint_model_least = fields.Integer(
        string="Closed Complaints Before Anything Is Suggested", default=200
    )
    cs_complaint_suggest_percent = fields.Integer(
        string="Suggest a Category From (% Certain)", default=40
    )

    _cs_complaint_repeat_days_positive = models.Constraint(
        "CHECK (cs_complaint_repeat_days > 0)",
        "A repeat is looked for within one day or more.",
    )
    _cs_complaint_suggest_possible = models.Constraint(
        """CHECK (cs_complaint_model_least > 0
            AND cs_complaint_suggest_percent BETWEEN 0 AND 100)""",
        "Suggestions need one closed complaint or more, and a percentage from 0 to 100.",
    )
