from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..core.contact_facts import seconds_between, state_of, time_fault

# Clocks of telephone systems and web servers differ a little from ours.
CLOCK_TOLERANCE = timedelta(minutes=5)


class CsContact(models.Model):
    """One contact between a customer and the operator (clauses 2.2, 3.1.2(2), 4.1, 5.3).

    The time stamps are the facts: ``state``, waiting and handling time follow from them and
    cannot be set. After creation only the named actions and the ingest move them.
    """

    _name = "cs.contact"
    _description = "Customer Contact"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_arrived desc, id desc"
    _rec_names_search = ["name", "caller", "partner_id"]
    _check_company_auto = True

    name = fields.Char(string="Subject")
    description = fields.Text()
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )

    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        required=True,
        default=lambda self: self._default_channel_id(),
        check_company=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    direction = fields.Selection(
        selection=[("in", "Incoming"), ("out", "Outgoing")],
        required=True,
        default="in",
    )
    # The kinds of clause 3.1.2(2) with business handling and after-sales of chapter 5
    kind = fields.Selection(
        selection=[
            ("consultation", "Consultation"),
            ("complaint", "Complaint"),
            ("suggestion", "Suggestion"),
            ("business", "Business handling"),
            ("after_sales", "After-sales and repair"),
        ],
        required=True,
        default="consultation",
        tracking=True,
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    caller = fields.Char(
        help="Who got in touch, as the channel shows it, when no customer is known: "
        "a number, an address, a nickname.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Agent",
        default=lambda self: self._default_user_id(),
        domain="[('share', '=', False)]",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        default=lambda self: self._default_department_id(),
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )

    # Where the row came from when a program reported it; the pair is its identity there.
    source = fields.Char(readonly=True, copy=False)
    external_id = fields.Char(string="External ID", readonly=True, copy=False)

    date_arrived = fields.Datetime(
        string="Arrived",
        required=True,
        default=fields.Datetime.now,
        copy=False,
        tracking=True,
    )
    date_answered = fields.Datetime(
        string="Answered On",
        copy=False,
        help="The first answer by a person; automatic greetings do not count.",
    )
    date_ended = fields.Datetime(string="Ended On", copy=False)
    date_reopened = fields.Datetime(string="Reopened", readonly=True, copy=False)
    reopen_count = fields.Integer(string="Times Reopened", readonly=True, copy=False)

    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("in_progress", "In progress"),
            ("ended", "Ended"),
            ("abandoned", "Abandoned"),
        ],
        compute="_compute_state",
        store=True,
        precompute=True,
        group_expand=True,
        tracking=True,
    )
    # The target in force when the contact was recorded: a later change of the channel's target
    # must not rewrite history.
    target_seconds = fields.Integer(
        string="Answer Target (s)",
        compute="_compute_target_seconds",
        store=True,
        precompute=True,
        aggregator=None,
    )
    date_target = fields.Datetime(
        string="Answer Due",
        compute="_compute_date_target",
        store=True,
        precompute=True,
    )
    wait_seconds = fields.Integer(
        string="Wait (s)",
        compute="_compute_seconds",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Seconds from arrival to the first answer by a person.",
    )
    handle_seconds = fields.Integer(
        string="Handling (s)",
        compute="_compute_seconds",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Seconds from the first answer to the end.",
    )
    is_in_target = fields.Boolean(
        string="Answered in Target",
        compute="_compute_is_in_target",
        store=True,
        precompute=True,
    )
    is_late = fields.Boolean(
        string="Late Answer",
        compute="_compute_is_late",
        search="_search_is_late",
        help="Answered after the target, or still waiting past it.",
    )

    outcome = fields.Text(copy=False, tracking=True)
    is_resolved = fields.Boolean(string="Resolved", copy=False, tracking=True)

    _source_uniq = models.UniqueIndex(
        "(source, external_id) WHERE external_id IS NOT NULL",
        "This contact was recorded already: its source reported the same external ID before.",
    )
    _external_has_source = models.Constraint(
        "CHECK (external_id IS NULL OR source IS NOT NULL)",
        "An external ID needs the name of the source that gave it.",
    )
    _order_idx = models.Index("(date_arrived DESC, id DESC)")
    _partner_idx = models.Index(
        "(partner_id, date_arrived DESC, id DESC) WHERE partner_id IS NOT NULL"
    )
    _department_idx = models.Index("(department_id, state, date_arrived)")
    _user_idx = models.Index("(user_id, state, date_arrived)")
    _open_idx = models.Index("(company_id, date_target) WHERE state IN ('waiting', 'in_progress')")

    def _default_channel_id(self):
        if not self.env.context.get("cs_contact_manual"):
            return False
        return self.env["cs.channel"]._cs_get("phone")

    def _default_user_id(self):
        return self.env.user if self.env.context.get("cs_contact_manual") else False

    def _default_department_id(self):
        if not self.env.context.get("cs_contact_manual"):
            return False
        return self._cs_department_of_user(self.env.user).get(self.env.user.id)

    @api.model
    def _cs_department_of_user(self, users):
        """Return ``{user id: department id}`` for ``users`` working in the current company."""
        # Agents may not read employees; where a colleague works is no secret in this add-on.
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search_fetch(
                [("user_id", "in", users.ids), ("company_id", "=", self.env.company.id)],
                ["user_id", "department_id"],
            )
        )
        return {employee.user_id.id: employee.department_id.id for employee in employees}

    @api.depends("date_answered", "date_ended")
    def _compute_state(self):
        for contact in self:
            contact.state = state_of(contact.date_answered, contact.date_ended)

    @api.depends("channel_id", "direction")
    def _compute_target_seconds(self):
        for contact in self:
            incoming = contact.direction == "in"
            contact.target_seconds = contact.channel_id.target_answer_seconds if incoming else 0

    @api.depends("date_arrived", "target_seconds")
    def _compute_date_target(self):
        for contact in self:
            contact.date_target = (
                contact.date_arrived + timedelta(seconds=contact.target_seconds)
                if contact.date_arrived and contact.target_seconds
                else False
            )

    @api.depends("date_arrived", "date_answered", "date_ended")
    def _compute_seconds(self):
        for contact in self:
            answered = contact.date_answered
            contact.wait_seconds = seconds_between(contact.date_arrived, answered)
            contact.handle_seconds = seconds_between(answered, contact.date_ended)

    @api.depends("date_answered", "date_target")
    def _compute_is_in_target(self):
        for contact in self:
            answered, due = contact.date_answered, contact.date_target
            contact.is_in_target = bool(answered and due and answered <= due)

    @api.depends("date_answered", "date_target", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for contact in self:
            due = contact.date_target
            answered = contact.date_answered or (now if contact.state == "waiting" else None)
            contact.is_late = bool(due and answered and answered > due)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        answered_late = Domain("date_answered", "!=", False) & Domain("is_in_target", "=", False)
        still_waiting = Domain("state", "=", "waiting") & Domain("date_target", "<", "now")
        return Domain("date_target", "!=", False) & (answered_late | still_waiting)

    @api.depends("name", "kind", "partner_id", "caller")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for contact in self:
            who = contact.partner_id.name or contact.caller
            kind = kinds.get(contact.kind) or self.env._("Contact")
            contact.display_name = contact.name or (f"{kind} · {who}" if who else kind)

    @api.constrains("date_arrived", "date_answered", "date_ended")
    def _check_times(self):
        latest = self._cs_latest_instant()
        for contact in self:
            fault = time_fault(
                contact.date_arrived, contact.date_answered, contact.date_ended, latest
            )
            if fault:
                raise ValidationError(self._cs_fault_message(fault))

    @api.model
    def _cs_latest_instant(self):
        return fields.Datetime.now() + CLOCK_TOLERANCE

    @api.model
    def _cs_fault_message(self, code):
        """Return the sentence for a code of :func:`core.contact_facts.time_fault`."""
        return {
            "answered_before_arrived": self.env._(
                "A contact cannot be answered before it arrived. Correct one of the two times."
            ),
            "ended_before_answered": self.env._(
                "A contact cannot end before it was answered. Correct one of the two times."
            ),
            "ended_before_arrived": self.env._(
                "A contact cannot end before it arrived. Correct one of the two times."
            ),
            "too_old": self.env._(
                "A contact cannot have arrived before the year 2000. Check the clock that gave "
                "this time."
            ),
            "future": self.env._(
                "A contact is recorded when it happens: its times cannot lie ahead."
            ),
        }[code]
