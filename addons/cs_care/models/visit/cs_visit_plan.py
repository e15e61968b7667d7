from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

# How the customer is met, and the channel by which consent is asked and contacts are recorded
CHANNELS = [
    ("phone", "Telephone"),
    ("store", "Personal visit"),
    ("sms", "SMS"),
    ("chat", "Online"),
]

# A change of these is another choice of customers.
WHOM = frozenset({"domain", "user_id", "tier_ids", "special_group_ids"})


class CsVisitPlan(models.Model):
    """Which customers are visited when, by whom and with which script (clause 7.3.3(1)).

    A plan is carried out by :mod:`.cs_visit_plan_run`. Another add-on adds a trigger with a value
    of ``trigger`` and a method ``_cs_audience_<trigger>``.
    """

    _name = "cs.visit.plan"
    _description = "Plan of Return Visits"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("running", "Running"), ("stopped", "Stopped")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="restrict",
        tracking=True,
        help="The customers are chosen in the rights of this person.",
    )

    # Who and when
    trigger = fields.Selection(
        selection=[
            ("regular", "Regularly"),
            ("event", "After something happened"),
            ("at_risk", "When the customer may leave"),
            ("manual", "By staff and by other parts of the system"),
        ],
        required=True,
        default="regular",
        tracking=True,
    )
    domain = fields.Char(
        string="Customers",
        required=True,
        default="[('partner_share', '=', True), ('is_company', '=', False)]",
        tracking=True,
    )
    every_months = fields.Integer(
        string="Every (Months)",
        default=3,
        tracking=True,
        help="Periods follow the calendar: 3 is each quarter. A customer is visited once in each.",
    )
    event_kind_ids = fields.Many2many(
        comodel_name="cs.customer.event.kind", string="After", help="Any of these events."
    )
    delay_days = fields.Integer(
        string="Not Before (Working Days)",
        default=1,
        tracking=True,
        help="So many working days after the event; 0 is at once.",
    )
    event_days = fields.Integer(
        string="Events Count For (Days)",
        default=30,
        help="An event that is older is not visited any more.",
    )
    cool_down_days = fields.Integer(
        string="Left in Peace (Days)",
        default=30,
        tracking=True,
        help="Who has a visit ahead, or was visited by any plan in the last days, is left out.",
    )
    day_limit = fields.Integer(
        string="New Visits per Day",
        default=200,
        help="At most so many visits are planned on one day. 0: no limit.",
    )
    date_start = fields.Date(string="From", tracking=True)
    date_end = fields.Date(string="Until", tracking=True)

    # How
    channel = fields.Selection(selection=CHANNELS, required=True, default="phone", tracking=True)
    script_id = fields.Many2one(
        comodel_name="cs.visit.script",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        required=True,
        default=lambda self: self._default_purpose_id(),
        ondelete="restrict",
        tracking=True,
        help="Who objected to it, or did not consent where it needs consent, is not visited.",
    )
    asks_satisfaction = fields.Boolean(string="Ask for Satisfaction", default=True)

    # Who does it, until when
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Team",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Whose agents make the visits. Empty: all agents of the company.",
    )
    due_days = fields.Integer(string="Due After (Working Days)", default=5, tracking=True)
    capacity = fields.Integer(
        string="Visits per Agent and Day",
        default=20,
        help="Visits due on one day that an agent is given at most; the others wait for whoever "
        "has time. 0: no limit.",
    )
    is_auto_assign = fields.Boolean(
        string="Give to Agents",
        default=True,
        help="To who visited the customer before, else to who has the fewest, of those at work.",
    )
    max_attempts = fields.Integer(
        string="Attempts",
        default=3,
        help="On different days and at different times of day; then the customer gets a message.",
    )
    escalate_days = fields.Integer(
        string="Tell the Supervisor After (Working Days)",
        default=2,
        help="Working days after the due date; the agent is reminded when it passes.",
    )

    visit_ids = fields.One2many(comodel_name="cs.visit", inverse_name="plan_id", string="Visits")
    visit_count = fields.Integer(string="Planned Visits", compute="_compute_visit_counts")
    done_count = fields.Integer(string="Visits Made", compute="_compute_visit_counts")
    next_run_at = fields.Datetime(string="Next Run", readonly=True, copy=False)
    started_at = fields.Datetime(string="Started On", readonly=True, copy=False)
    last_run_at = fields.Datetime(string="Last Run", readonly=True, copy=False)
    last_count = fields.Integer(string="Planned at the Last Run", readonly=True, copy=False)

    _numbers_valid = models.Constraint(
        "CHECK (every_months BETWEEN 1 AND 24 AND cool_down_days >= 0 AND day_limit >= 0"
        " AND due_days BETWEEN 0 AND 366 AND capacity >= 0 AND max_attempts BETWEEN 1 AND 20"
        " AND escalate_days BETWEEN 0 AND 60 AND delay_days BETWEEN 0 AND 366"
        " AND event_days BETWEEN 1 AND 366)",
        "Periods last 1 to 24 months, visits are due within 366 working days, 1 to 20 attempts are "
        "made, and no limit is below zero.",
    )
    _dates_valid = models.Constraint(
        "CHECK (date_start IS NULL OR date_end IS NULL OR date_start <= date_end)",
        "A plan ends after it begins. Correct one of the two dates.",
    )
    _due_idx = models.Index("(next_run_at) WHERE state = 'running'")

    def _default_purpose_id(self):
        return self.env.ref("cs_care.purpose_visit", raise_if_not_found=False)

    @api.constrains("domain", "user_id")
    def _check_domain(self):
        for plan in self:
            try:
                plan._cs_partners()._search(plan._cs_partner_domain(), limit=1)
            except (AccessError, UserError, ValueError, SyntaxError, TypeError, KeyError):
                raise ValidationError(
                    self.env._(
                        "The condition on the customers of “%(plan)s” cannot be read. "
                        "Build it anew with the editor.",
                        plan=plan.name,
                    )
                ) from None

    @api.constrains("trigger", "event_kind_ids")
    def _check_kinds(self):
        for plan in self:
            if plan.trigger == "event" and not plan.event_kind_ids:
                raise ValidationError(
                    self.env._("“%(plan)s” needs the kinds of events it follows.", plan=plan.name)
                )

    def _compute_visit_counts(self):
        counts = {}
        for plan, state, count in self.env["cs.visit"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id", "state"], ["__count"]
        ):
            counts.setdefault(plan.id, {})[state] = count
        for plan in self:
            mine = counts.get(plan.id, {})
            plan.visit_count = sum(mine.values())
            plan.done_count = mine.get("done", 0)

    def _cs_partners(self):
        """Return the model of customers in the rights of the responsible, and no more."""
        self.ensure_one()
        return (
            self.env["res.partner"]
            .with_user(self.user_id)
            .with_context(allowed_company_ids=self.company_id.ids, active_test=True)
        )

    def _cs_partner_domain(self):
        self.ensure_one()
        return Domain(literal_eval(self.domain)) & Domain(
            "company_id", "in", [self.company_id.id, False]
        )

    def write(self, vals):
        if "state" in vals and not self.env.su:
            raise AccessError(self.env._("Plans are started and stopped by their buttons only."))
        result = super().write(vals)
        if WHOM.intersection(vals):
            self._cs_check_responsible()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        plans = self.with_context(default_state="draft")
        plans = super(CsVisitPlan, plans).create([{**vals, "state": "draft"} for vals in vals_list])
        plans._cs_check_responsible()
        return plans

    def _cs_check_responsible(self):
        """A condition is not answered in the rights of somebody who never saw it."""
        for plan in self:
            if not self.env.su and plan.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "The customers of “%(plan)s” are chosen in the rights of %(user)s. Ask "
                        "them to change the condition, or make yourself responsible.",
                        plan=plan.name,
                        user=plan.user_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: visits of other companies keep a plan as well
        if self.env["cs.visit"].sudo().search_count([("plan_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Visits were planned by this plan. Stop and archive it instead.")
            )

    def action_start(self):
        """Let the plan create visits from the next run on; started twice it stays started."""
        self.check_access("write")
        todo = self.filtered(lambda plan: plan.state != "running")
        # sudo: the state is closed to writes; the right was checked
        now = fields.Datetime.now()
        todo.sudo().write({"state": "running", "started_at": now, "next_run_at": now})

    def action_stop(self):
        """Create no more visits; those that are planned stay."""
        self.check_access("write")
        todo = self.filtered(lambda plan: plan.state == "running")
        # sudo: as above
        todo.sudo().write({"state": "stopped", "next_run_at": False})

    def action_run_now(self):
        """Plan now what is due, instead of at the next run of the scheduled action."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "running":
            raise UserError(self.env._("Start the plan first."))
        # sudo: visits are created by the server only
        count = self.sudo()._cs_run()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "info",
                "message": self.env._("%(count)s visits planned.", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_visits(self):
        """Open the visits of this plan."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_visit_action")
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {}
        return action
