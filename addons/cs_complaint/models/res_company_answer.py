from odoo import fields, models


class ResCompany(models.Model):
    """How a company asks for satisfaction, and what a low score or an objection brings about."""

    _inherit = "res.company"

    cs_complaint_remind_days = fields.Integer(
        string="Reminder to Rate After (Working Days)",
        default=3,
        help="0: customers are not reminded.",
    )
    cs_complaint_rating_days = fields.Integer(string="Rating Possible For (Days)", default=30)
    cs_complaint_low_score = fields.Integer(string="Low Score (Stars)", default=2)
    cs_complaint_low_action = fields.Selection(
        selection=[
            ("activity", "The head of the department looks at it"),
            ("reopen", "The complaint is reopened"),
        ],
        string="After a Low Score",
        default="activity",
        required=True,
    )

    # continue: the clock goes on where it stood; restart: it begins anew at the reopening
    cs_complaint_reopen_clock = fields.Selection(
        selection=[("restart", "Restarts"), ("continue", "Continues")],
        string="Clock After Reopening",
        default="restart",
        required=True,
    )
    cs_complaint_reopen_by_mail = fields.Boolean(
        string="Reopen by Message",
        help="A customer who writes to an answered or closed complaint reopens it. Otherwise the "
        "handler is called and decides.",
    )

    cs_complaint_regulator_days = fields.Integer(
        string="Answer to a Regulator (Working Days)", default=10
    )

    _cs_complaint_regulator_positive = models.Constraint(
        "CHECK (cs_complaint_regulator_days > 0)",
        "A regulator is answered within one working day or more.",
    )
    _cs_complaint_rating_possible = models.Constraint(
        """CHECK (cs_complaint_remind_days >= 0 AND cs_complaint_rating_days > 0
            AND cs_complaint_low_score BETWEEN 0 AND 4)""",
        "A rating is possible for one day or more, and a low score is 0 (none) to 4 stars.",
    )
