from odoo import fields, models


class CsComplaintPolicy(models.Model):
    _inherit = "cs.complaint.policy"

    task_hours = fields.Float(
        string="Co-handling (Working Hours)",
        help="Time that other departments get when they are asked. 0: as set for the company.",
    )

    _task_hours_valid = models.Constraint(
        "CHECK (task_hours IS NULL OR task_hours >= 0)",
        "The time for other departments is not negative.",
    )
