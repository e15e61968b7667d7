from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION


class CsComplaintStretch(models.Model):
    """A stretch of time in which a complaint lay with a department: who used up the time.

    While other departments are asked, the time is theirs; while the customer has to answer it is
    the customer's; else it is that of the department in the lead. Append-only: a stretch is ended
    once, and then stays.
    """

    _name = "cs.complaint.stretch"
    _description = "Time with a Department"
    _inherit = ["cs.privacy.scan.mixin"]
    _order = "complaint_id, date_start, id"
    _rec_name = "department_id"

    _cs_scanned = ("reason",)

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True, index=True
    )
    lead_department_id = fields.Many2one(
        related="complaint_id.department_id",
        string="Department in the Lead",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    kind = fields.Selection(
        selection=[
            ("lead", "In the lead"),
            ("task", "Co-handling"),
            ("customer", "Waiting for the customer"),
        ],
        required=True,
        readonly=True,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department", index="btree_not_null", ondelete="restrict", readonly=True
    )
    task_id = fields.Many2one(
        comodel_name="cs.complaint.task", index="btree_not_null", ondelete="cascade", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handed Over By",
        readonly=True,
        index="btree_not_null",
        default=lambda self: self.env.user,
    )
    reason = fields.Char(readonly=True, help="Why it was handed over.")
    date_start = fields.Datetime(string="From", required=True, readonly=True)
    date_end = fields.Datetime(string="To", readonly=True)
    worked_seconds = fields.Integer(
        string="Seconds Used",
        readonly=True,
        aggregator=None,
        help="Working time of the company from the beginning to the end of the stretch.",
    )
    # For sums and averages, which are shown in hours
    worked_hours = fields.Float(
        string="Time Used", compute="_compute_worked_hours", store=True, precompute=True
    )
    seconds_now = fields.Integer(
        string="Time Until Now", compute="_compute_seconds_now", aggregator=None
    )
    is_breach = fields.Boolean(
        string="Deadline Passed Here",
        readonly=True,
        help="The deadline of the complaint passed while it lay here.",
    )

    _open_idx = models.UniqueIndex(
        "(complaint_id, kind, COALESCE(task_id, 0)) WHERE date_end IS NULL",
        "The complaint lies here already.",
    )

    @api.depends("worked_seconds")
    def _compute_worked_hours(self):
        for stretch in self:
            stretch.worked_hours = stretch.worked_seconds / 3600

    @api.depends("date_start", "date_end", "worked_seconds")
    def _compute_seconds_now(self):
        now = fields.Datetime.now()
        for company, stretches in self.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            for stretch in stretches:
                running = stretch.date_start and not stretch.date_end
                stretch.seconds_now = (
                    int(calendar._cs_worked_seconds(stretch.date_start, now))
                    if running
                    else stretch.worked_seconds
                )

    def _cs_end(self, now):
        """End these stretches at ``now``; written to the database at once."""
        for company, stretches in self.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            for stretch in stretches:
                due = stretch.complaint_id.date_resolve_due
                stretch.with_context(cs_transition=TRANSITION).write(
                    {
                        "date_end": now,
                        "worked_seconds": int(calendar._cs_worked_seconds(stretch.date_start, now)),
                        "is_breach": bool(
                            stretch.kind != "customer" and due and stretch.date_start < due <= now
                        ),
                    }
                )
        self.flush_recordset()

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(self.env._("Who has a complaint is recorded by the system alone."))
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("cs_transition") is not TRANSITION or any(
            stretch.date_end for stretch in self
        ):
            raise UserError(self.env._("Who had a complaint is evidence and cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Who had a complaint is evidence and cannot be deleted."))
