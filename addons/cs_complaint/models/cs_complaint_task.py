from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_privacy.core.values import mask_name

from .cs_complaint_policy import SEVERITIES

# Somebody still has to do something about it
OPEN_TASK_STATES = ("new", "accepted")


class CsComplaintTask(models.Model):
    """What the department in the lead asks another department for (clause 6.2.2).

    The other department sees the task and what it has to know of the complaint, not the complaint.
    Everything about a task is changed by its named actions; nobody has the right to write it.
    """

    _name = "cs.complaint.task"
    _description = "Co-handling"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.privacy.scan.mixin"]
    _order = "date_due, id"
    # Whoever sees a task may say something about it.
    _mail_post_access = "read"
    _cs_scanned = ("name", "request", "answer", "reason")

    name = fields.Char(string="What Is Asked", required=True, readonly=True, tracking=True)
    request = fields.Text(string="Details", readonly=True)
    complaint_id = fields.Many2one(
        comodel_name="cs.complaint",
        required=True,
        index=True,
        ondelete="restrict",
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
    requester_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handled By",
        readonly=True,
        index="btree_not_null",
        tracking=True,
    )

    # new: nobody has taken it up; accepted: somebody works on it
    # done: answered; returned: sent back without an answer; cancelled: not needed any more
    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("accepted", "Accepted"),
            ("done", "Done"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="new",
        readonly=True,
        tracking=True,
        group_expand=True,
    )
    reason = fields.Text(readonly=True, help="Why it was returned, cancelled or asked again.")
    answer = fields.Text(readonly=True)
    file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="cs_complaint_task_file_rel",
        string="Files of the Complaint",
        readonly=True,
    )
    answer_file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="cs_complaint_task_answer_file_rel",
        string="Files of the Answer",
        readonly=True,
    )

    # The time of the other department, in working time of the company
    due_amount = fields.Float(string="Time Allowed", readonly=True, aggregator=None)
    due_unit = fields.Selection(
        selection=[("hour", "Working hours"), ("day", "Working days")],
        default="day",
        readonly=True,
    )
    date_asked = fields.Datetime(
        string="Asked On", required=True, readonly=True, default=fields.Datetime.now
    )
    date_due = fields.Datetime(string="Deadline", required=True, readonly=True)
    date_accepted = fields.Datetime(string="Accepted On", readonly=True)
    date_ended = fields.Datetime(string="Ended On", readonly=True)
    breached_at = fields.Datetime(
        string="Breached On",
        readonly=True,
        help="The moment at which the deadline passed without an answer.",
    )
    worked_seconds = fields.Integer(
        string="Time Taken",
        readonly=True,
        aggregator=None,
        help="Working time from the request to its end.",
    )
    is_late = fields.Boolean(string="Overdue", compute="_compute_is_late", search="_search_is_late")
    remaining_seconds = fields.Integer(
        string="Working Time Left", compute="_compute_remaining_seconds", aggregator=None
    )

    # What the other department has to know of the complaint; read on behalf of it
    complaint_name = fields.Char(related="complaint_id.name", string="Complaint Number")
    complaint_subject = fields.Char(related="complaint_id.subject", string="Subject")
    complaint_description = fields.Text(related="complaint_id.description", string="Content")
    complaint_category_id = fields.Many2one(related="complaint_id.category_id", string="Category")
    complaint_severity = fields.Selection(
        selection=SEVERITIES,
        string="Severity",
        compute="_compute_complaint_facts",
        compute_sudo=True,
    )
    complaint_date_due = fields.Datetime(
        related="complaint_id.date_resolve_due", string="Deadline of the Complaint"
    )
    complaint_customer = fields.Char(
        string="Customer", compute="_compute_complaint_facts", compute_sudo=True
    )
    can_work = fields.Boolean(compute="_compute_can")
    can_lead = fields.Boolean(compute="_compute_can")
    can_assign = fields.Boolean(compute="_compute_can")
    can_open_complaint = fields.Boolean(compute="_compute_can")

    _open_idx = models.Index("(department_id, date_due) WHERE state IN ('new', 'accepted')")
    _complaint_open_idx = models.Index("(complaint_id) WHERE state IN ('new', 'accepted')")
    _amount_positive = models.Constraint(
        "CHECK (due_amount > 0)", "The time for the other department is longer than zero."
    )

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for task in self:
            task.is_late = bool(
                task.state in OPEN_TASK_STATES and task.date_due and task.date_due < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", OPEN_TASK_STATES), ("date_due", "<", "now")]

    @api.depends("state", "date_due")
    def _compute_remaining_seconds(self):
        now = fields.Datetime.now()
        for company, tasks in self.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            for task in tasks:
                is_open = task.state in OPEN_TASK_STATES and task.date_due
                task.remaining_seconds = (
                    int(calendar._cs_remaining(now, task.date_due)) if is_open else 0
                )

    @api.depends("complaint_id.partner_name", "complaint_id.severity")
    def _compute_complaint_facts(self):
        for task in self:
            name = task.complaint_id.partner_name
            task.complaint_customer = mask_name(name) if name else False
            task.complaint_severity = task.complaint_id.severity

    @api.depends("state", "department_id", "user_id", "lead_department_id", "requester_id")
    @api.depends_context("uid")
    def _compute_can(self):
        readable = self.env["cs.complaint"].browse(self.sudo().complaint_id.ids)
        readable = readable._filtered_access("read")
        for task in self:
            task.can_work = task._cs_may_work()
            task.can_lead = task._cs_may_lead()
            task.can_assign = task._cs_may_assign()
            task.can_open_complaint = task.sudo().complaint_id.id in readable._ids

    @api.depends("name", "complaint_id.name")
    def _compute_display_name(self):
        for task in self:
            number = task.sudo().complaint_id.name or ""
            task.display_name = f"{number} {task.name or ''}".strip()

    def _cs_may_work(self):
        """Tell whether the current user answers for the department that was asked."""
        self.ensure_one()
        task = self.sudo()
        user = self.env.user
        return bool(
            self.env.su
            or task.user_id == user
            or task.department_id.with_user(user).cs_is_member
            or user.has_group("cs_complaint.group_cs_complaint_supervisor")
        )

    def _cs_may_assign(self):
        """Tell whether the current user gives the task to somebody else."""
        self.ensure_one()
        user = self.env.user
        return bool(
            self.env.su
            or self.sudo().department_id.with_user(user).cs_is_head
            or user.has_group("cs_complaint.group_cs_complaint_supervisor")
        )

    def _cs_may_lead(self):
        """Tell whether the current user decides about the request: who made it, or who may write
        the complaint."""
        self.ensure_one()
        user = self.env.user
        complaint = self.env["cs.complaint"].browse(self.sudo().complaint_id.id)
        return bool(
            self.env.su or self.sudo().requester_id == user or complaint.has_access("write")
        )

    @api.model_create_multi
    def create(self, vals_list):
        thread = self.with_context(mail_create_nosubscribe=True)
        return super(CsComplaintTask, thread).create(vals_list).with_env(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A request to another department is evidence. Cancel it."))
