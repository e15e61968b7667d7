from odoo import api, fields, models


class CsComplaintFacts(models.Model):
    """What reports count of a complaint, stored at the moment at which it becomes a fact.

    A later change of working time, targets or severity does not rewrite what has happened.
    """

    _inherit = "cs.complaint"

    response_seconds = fields.Integer(
        string="First Answer After",
        compute="_compute_response_facts",
        store=True,
        precompute=True,
        copy=False,
        aggregator="avg",
        groups="base.group_user",
        help="Worked time from registration to the first answer by a person.",
    )
    is_response_late = fields.Boolean(
        string="First Answer Late",
        compute="_compute_response_facts",
        store=True,
        precompute=True,
        copy=False,
        groups="base.group_user",
    )
    resolve_seconds = fields.Integer(
        string="Resolved After",
        compute="_compute_resolve_seconds",
        store=True,
        precompute=True,
        copy=False,
        aggregator="avg",
        groups="base.group_user",
        help="Worked time from registration, or the last reopening, to the feedback; without the "
        "time in which the complaint waited for its customer.",
    )
    is_satisfaction_asked = fields.Boolean(
        string="Satisfaction Asked",
        compute="_compute_is_satisfaction_asked",
        store=True,
        precompute=True,
        copy=False,
        groups="base.group_user",
    )
    # The same complaints as rows of the analysis: lets a cell of it open the complaints it counts.
    report_ids = fields.One2many(
        comodel_name="cs.complaint.report",
        inverse_name="complaint_id",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    _open_age_idx = models.Index(
        "(company_id, date_registered) WHERE state IN ('registered', 'in_progress', 'waiting')"
    )

    # The deadline is left out of what it depends on: a reopening moves it, and would forgive.
    @api.depends("date_responded")
    def _compute_response_facts(self):
        for company, complaints in self.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            for complaint in complaints:
                at, due = complaint.date_responded, complaint.date_response_due
                complaint.is_response_late = bool(at and due and at > due)
                complaint.response_seconds = (
                    int(calendar._cs_worked_seconds(complaint.date_registered, at)) if at else 0
                )

    @api.depends("date_answered")
    def _compute_resolve_seconds(self):
        for company, complaints in self.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            for complaint in complaints:
                start, end = complaint.date_clock_start, complaint.date_answered
                worked = int(calendar._cs_worked_seconds(start, end)) if start and end else 0
                complaint.resolve_seconds = max(worked - complaint.pause_seconds, 0)

    @api.depends("feedback_ids.is_satisfaction_asked")
    def _compute_is_satisfaction_asked(self):
        for complaint in self:
            complaint.is_satisfaction_asked = any(
                feedback.is_satisfaction_asked for feedback in complaint.feedback_ids
            )
