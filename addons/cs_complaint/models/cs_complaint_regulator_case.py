from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..core.facts import TRANSITION

OPEN = ("received", "answered")
# Share of the time that is used up, and who is told then
STEPS = ((0.5, ("user",)), (0.8, ("user", "head")), (1.0, ("user", "head", "management")))
PROTECTED = frozenset(
    {
        "state",
        "date_due",
        "date_answered",
        "date_closed",
        "breached_at",
        "next_at",
        "steps_taken",
        "company_id",
        "department_id",
    }
)


class CsComplaintRegulatorCase(models.Model):
    """A complaint that went to the regulator, with the legal deadline of our answer and papers."""

    _name = "cs.complaint.regulator.case"
    _description = "Regulator Case"
    _inherit = [
        "cs.privacy.scan.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "cs.batch.mixin",
    ]
    _order = "date_due, id"
    _rec_name = "reference"

    _cs_scanned = ("demand", "answer")

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True, index=True
    )
    department_id = fields.Many2one(
        related="complaint_id.department_id", store=True, precompute=True, index=True
    )
    authority = fields.Char(required=True, tracking=True)
    reference = fields.Char(string="Reference of the Authority", required=True, tracking=True)
    date_received = fields.Datetime(
        string="Letter Received On",
        required=True,
        default=fields.Datetime.now,
        tracking=True,
    )
    date_due = fields.Datetime(
        string="Answer Due",
        compute="_compute_date_due",
        store=True,
        precompute=True,
        help="The legal deadline, in working days from the day the letter was received.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    demand = fields.Text(string="What the Authority Asks For")
    answer = fields.Text(string="Our Answer")
    paper_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Papers of the Answer",
        bypass_search_access=True,
        help="The letter to the authority and its enclosures; there has to be one at least.",
    )
    state = fields.Selection(
        selection=[
            ("received", "Received"),
            ("answered", "Answered"),
            ("closed", "Closed"),
        ],
        required=True,
        default="received",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    outcome = fields.Selection(
        selection=[
            ("upheld", "Complaint upheld"),
            ("partly", "Partly upheld"),
            ("rejected", "Complaint rejected"),
            ("settled", "Settled or withdrawn"),
        ],
        tracking=True,
    )
    date_answered = fields.Datetime(string="Answered On", readonly=True, copy=False)
    date_closed = fields.Datetime(string="Closed On", readonly=True, copy=False)
    breached_at = fields.Datetime(string="Breached On", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    steps_taken = fields.Integer(readonly=True, copy=False, aggregator=None)
    next_at = fields.Datetime(
        string="Next Reminder",
        compute="_compute_next_at",
        store=True,
        help="When those responsible are told the next time.",
    )

    _next_idx = models.Index("(next_at) WHERE next_at IS NOT NULL")
    _reference_uniq = models.UniqueIndex(
        "(company_id, lower(authority), lower(reference))",
        "This case of the authority has been entered already.",
    )

    @api.depends("date_received", "complaint_id")
    def _compute_date_due(self):
        for case in self:
            company = case.complaint_id.company_id or self.env.company
            calendar = company._cs_calendar().with_company(company)
            start = case.date_received or fields.Datetime.now()
            due = calendar._cs_deadline(start, company.cs_complaint_regulator_days, "day")
            case.date_due = due.replace(tzinfo=None)

    @api.depends("state", "date_received", "date_due", "steps_taken")
    def _compute_next_at(self):
        for case in self:
            case.next_at = False
            if case.state != "received" or case.steps_taken >= len(STEPS) or not case.date_due:
                continue
            calendar = case.company_id._cs_calendar().with_company(case.company_id)
            share, _people = STEPS[case.steps_taken]
            worked = calendar._cs_worked_seconds(case.date_received, case.date_due)
            at = calendar._cs_add_worked(case.date_received, worked * share)
            case.next_at = case.date_due if share >= 1 else at.replace(tzinfo=None)

    @api.depends("state", "date_due", "breached_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            case.is_late = case.state == "received" and case.date_due < now

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "received") & Domain("date_due", "<", "now")

    @api.depends("authority", "reference")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.authority or ''} {case.reference or ''}".strip()

    @api.constrains("date_received")
    def _check_date_received(self):
        for case in self:
            if case.date_received > fields.Datetime.now():
                raise ValidationError(
                    self.env._("The letter of the authority cannot come in the future.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_protected(*vals_list)
        context = self.env.context
        clean = {key: context[key] for key in context if key[8:] not in PROTECTED}
        # pylint: disable-next=context-overridden
        cases = super(CsComplaintRegulatorCase, self.with_context(clean)).create(vals_list)
        cases = cases.with_env(self.env)
        cases._cs_check_complaint()
        cases._keep_papers()
        for case in cases:
            case.complaint_id.sudo()._message_log(
                body=self.env._("The complaint is with the regulator: %s.", case.display_name)
            )
        return cases

    def write(self, vals):
        self._cs_check_protected(vals)
        fixed = {"complaint_id", "authority", "reference", "demand"} if not self.env.su else set()
        if fixed & set(vals) and any(case.state == "closed" for case in self):
            raise UserError(self.env._("A closed case of a regulator stays as it is."))
        answered = set() if self.env.su else {"answer", "paper_ids"}
        if answered & set(vals) and any(case.state != "received" for case in self):
            raise UserError(
                self.env._("What the regulator was answered is evidence and stays as it is.")
            )
        if {"date_received", "complaint_id"} & set(vals):
            self._cs_check_deadline_right()
        result = super().write(vals)
        if "complaint_id" in vals:
            self._cs_check_complaint()
        self._keep_papers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Cases of a regulator are evidence and stay. Close it instead."))

    def _cs_is_trusted(self):
        return self.env.context.get("cs_transition") is TRANSITION

    def _cs_check_protected(self, *vals_list):
        forged = PROTECTED.intersection(*[{key for vals in vals_list for key in vals}])
        if forged and not self._cs_is_trusted():
            labels = [self._fields[name]._description_string(self.env) for name in forged]
            raise AccessError(
                self.env._(
                    "%(fields)s: set by the system only. Use the buttons of the case.",
                    fields=", ".join(sorted(labels)),
                )
            )

    def _cs_check_complaint(self):
        """A case shows number and subject of its complaint to whoever entered it."""
        self.complaint_id.check_access("read")

    def _cs_check_deadline_right(self):
        """Correcting the day of receipt moves a legal deadline: supervisors do it, with a trace."""
        if self.env.su or self._cs_is_trusted():
            return
        if not self.env.user.has_group("cs_complaint.group_cs_complaint_supervisor"):
            raise AccessError(
                self.env._(
                    "The day of receipt decides the legal deadline. Ask a supervisor to correct it."
                )
            )

    def _keep_papers(self):
        """Hang papers that were uploaded in the form on the case, where they stay."""
        for case in self:
            own = case.paper_ids.filtered(lambda paper: not paper.res_id)
            own.sudo().write({"res_model": self._name, "res_id": case.id})

    # Steps ---------------------------------------------------------------------------------------

    def action_answer(self):
        """Record that the authority was answered; the papers are the proof. May be repeated."""
        self.check_access("write")
        for case in self.filtered(lambda c: c.state == "received"):
            if not (case.answer or "").strip() or not case.paper_ids:
                raise UserError(
                    self.env._(
                        "Case %(case)s: enter what was answered, and attach the letter to the "
                        "authority.",
                        case=case.display_name,
                    )
                )
            now = fields.Datetime.now()
            values = {"state": "answered", "date_answered": now}
            if case.date_due <= now and not case.breached_at:
                values["breached_at"] = case.date_due
            case._cs_set(**values)
            case.sudo().activity_unlink(["cs_complaint.mail_activity_type_regulator"])
        return True

    def action_close(self):
        """Close an answered case with the outcome at the authority. May be repeated."""
        self.check_access("write")
        for case in self.filtered(lambda c: c.state != "closed"):
            if case.state != "answered":
                raise UserError(
                    self.env._(
                        "Case %(case)s: answer the authority before the case is closed.",
                        case=case.display_name,
                    )
                )
            if not case.outcome:
                raise UserError(
                    self.env._(
                        "Case %(case)s: say how the authority decided.", case=case.display_name
                    )
                )
            case._cs_set(state="closed", date_closed=fields.Datetime.now())
        return True

    def _cs_set(self, **values):
        self.with_context(cs_transition=TRANSITION).write(values)

    @api.model
    def _cron_escalate(self, limit=100):
        """Tell those responsible that the legal deadline comes near or has passed."""
        domain = [("next_at", "<=", fields.Datetime.now())]
        self._cs_run_batches(domain, "next_at, id", limit, type(self)._cs_escalate)

    def _cs_escalate(self):
        """Take the reminder that is due for these cases, which the caller has locked."""
        now = fields.Datetime.now()
        for case in self.with_context(cs_transition=TRANSITION):
            calendar = case.company_id._cs_calendar().with_company(case.company_id)
            if not calendar._cs_is_working(now) and case.date_due > now:
                # Nobody is told at night; the next look is when work begins.
                case.next_at = calendar._cs_next_start(now).replace(tzinfo=None)
                continue
            taken, people = case.steps_taken, ()
            due = case.next_at
            while due and due <= now and case.state == "received" and taken < len(STEPS):
                people = STEPS[taken][1]
                taken += 1
                case.steps_taken = taken
                due = case.next_at
            if case.date_due <= now and not case.breached_at:
                case.breached_at = case.date_due
            case._cs_tell(people)

    def _cs_tell(self, people):
        """Put the case on the lists of ``people``, each once.

        :param people: ``user``, ``head`` and ``management``
        """
        self.ensure_one()
        department = self.department_id.sudo()
        management = self.env["hr.department"]._cs_management(self.company_id)
        users = {
            "user": self.user_id,
            "head": department.manager_id.user_id,
            "management": management.manager_id.user_id,
        }
        chosen = self.env["res.users"].union(*(users[name] for name in people))
        held = self.activity_ids.user_id
        for user in chosen - held:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "cs_complaint.mail_activity_type_regulator",
                date_deadline=self.date_due.date(),
                user_id=user.id,
            )
        if chosen:
            self._message_log(
                body=self.env._(
                    "Answer due on %(due)s. Told: %(people)s.",
                    due=self.complaint_id._cs_moment_text(self.date_due, self.env.lang),
                    people=", ".join(chosen.mapped("name")),
                )
            )
