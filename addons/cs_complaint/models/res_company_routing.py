from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_complaint_task_hours = fields.Float(
        string="Co-handling (Working Hours)",
        default=8.0,
        help="Time that other departments get when they are asked, unless the policy of the "
        "complaint says otherwise.",
    )

    cs_complaint_aside_days = fields.Integer(
        string="Put Aside At Most (Working Days)",
        default=5,
        help="And never beyond the deadline, which goes on.",
    )

    _cs_complaint_aside_positive = models.Constraint(
        "CHECK (cs_complaint_aside_days > 0)",
        "Complaints may be put aside for one working day or more.",
    )
    _cs_complaint_task_hours_positive = models.Constraint(
        "CHECK (cs_complaint_task_hours > 0)",
        "Other departments get more than zero working hours.",
    )
