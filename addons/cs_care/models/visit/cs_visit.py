from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_visit_plan import CHANNELS

OPEN_STATES = ("planned", "in_progress")
STATES = [
    ("planned", "Planned"),
    ("in_progress", "In progress"),
    ("done", "Done"),
    ("unreachable", "Not reached"),
    ("declined", "Declined"),
    ("cancelled", "Cancelled"),
]
# What the agent writes while talking; everything else is set by the steps.
AGENT_FIELDS = frozenset(
    {"outcome", "satisfaction", "answer_ids", "next_step", "next_note", "follow_up_date"}
)


class CsVisit(models.Model):
    """One return visit to a customer (clause 7.3.3(1)): planned, made, and what came of it.

    Visits come from :meth:`_cs_plan_visits` only, and move by named steps only.
    """

    _name = "cs.visit"
    _description = "Return Visit"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.batch.mixin",
        "cs.privacy.guard",
        "cs.privacy.scan.mixin",
    ]
    _order = "date_due, id"
    _rec_names_search = ["name", "partner_id"]
    _mail_post_access = "read"
    _check_company_auto = True

    _cs_scanned = ("outcome", "next_note")
    _cs_protected = frozenset(
        {
            "name",
            "company_id",
            "partner_id",
            "plan_id",
            "key",
            "reason",
            "department_id",
            "user_id",
            "channel",
            "script_id",
            "purpose_id",
            "state",
            "is_green",
            "is_callback",
            "date_planned",
            "date_due",
            "date_next",
            "date_started",
            "date_ended",
            "alert_at",
            "date_reminded",
            "date_escalated",
            "date_told",
            "told_by",
            "end_reason",
            "attempt_ids",
            "contact_id",
            "follow_up_id",
            "followed_id",
        }
    )

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    plan_id = fields.Many2one(
        comodel_name="cs.visit.plan",
        readonly=True,
        check_company=True,
        ondelete="restrict",
    )
    # Identity of the reason for which the visit was planned: the same key is the same visit.
    key = fields.Char(required=True, readonly=True, copy=False, groups="base.group_system")
    reason = fields.Char(string="Occasion", readonly=True, help="Why the customer is visited.")
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Team",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Agent", readonly=True, ondelete="restrict", tracking=True
    )
    channel = fields.Selection(selection=CHANNELS, required=True, readonly=True, default="phone")
    script_id = fields.Many2one(
        comodel_name="cs.visit.script", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    is_green = fields.Boolean(
        string="Green Channel", readonly=True, help="Comes before others when visits are taken."
    )

    date_planned = fields.Datetime(
        string="Planned On", required=True, readonly=True, default=fields.Datetime.now
    )
    date_due = fields.Datetime(string="Due", required=True, readonly=True)
    date_next = fields.Datetime(
        string="Next Attempt",
        readonly=True,
        help="Not before this moment; agreed with the customer when a call back was asked for.",
    )
    is_callback = fields.Boolean(string="Call Back Agreed", readonly=True)
    date_started = fields.Datetime(string="Started On", readonly=True, copy=False)
    date_ended = fields.Datetime(string="Ended On", readonly=True, copy=False)
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    # When the scheduled action looks at the visit again: reminder, then escalation
    alert_at = fields.Datetime(readonly=True, copy=False)
    date_reminded = fields.Datetime(string="Reminded On", readonly=True, copy=False)
    date_escalated = fields.Datetime(string="Supervisor Told On", readonly=True, copy=False)

    attempt_ids = fields.One2many(
        comodel_name="cs.visit.attempt", inverse_name="visit_id", string="Attempts", readonly=True
    )
    attempt_count = fields.Integer(
        string="Attempts Made", compute="_compute_attempt_count", store=True
    )
    date_told = fields.Datetime(string="Message Sent On", readonly=True, copy=False)
    told_by = fields.Selection(
        selection=[("sms", "SMS"), ("email", "E-mail")], string="Message By", readonly=True
    )

    # What came of it
    answer_ids = fields.One2many(
        comodel_name="cs.visit.answer", inverse_name="visit_id", string="Questions"
    )
    asks_satisfaction = fields.Boolean(compute="_compute_asks_satisfaction")
    satisfaction = fields.Selection(
        selection=[
            ("1", "1 – not at all"),
            ("2", "2"),
            ("3", "3"),
            ("4", "4"),
            ("5", "5 – very"),
        ],
        copy=False,
        help="How satisfied the customer is with the service, 5 is best.",
    )
    outcome = fields.Text(copy=False, help="What the customer said and what was agreed.")
    end_reason = fields.Text(string="Reason", readonly=True, copy=False, tracking=True)
    next_step = fields.Selection(
        selection=[
            ("contact", "Open a request"),
            ("suggestion", "Record a suggestion"),
            ("complaint", "Take up a complaint"),
            ("visit", "Visit again"),
        ],
        string="What Follows",
        copy=False,
    )
    next_note = fields.Text(string="About What", copy=False)
    follow_up_date = fields.Date(string="Visit Again By", copy=False)
    follow_up_id = fields.Many2one(
        comodel_name="cs.visit",
        string="Next Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    contact_id = fields.Many2one(
        comodel_name="cs.contact",
        string="In the Ledger",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    followed_id = fields.Many2one(
        comodel_name="cs.contact",
        string="Opened Request",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    customer_card = fields.Html(compute="_compute_customer_card", sanitize=False)
    intro = fields.Text(string="Opening Words", compute="_compute_words")
    closing = fields.Text(string="Closing Words", compute="_compute_words")

    _key_uniq = models.UniqueIndex("(key)", "This visit was planned already.")
    _partner_idx = models.Index("(partner_id, date_planned DESC, id DESC)")
    _queue_idx = models.Index("(user_id, date_due) WHERE state IN ('planned', 'in_progress')")
    _plan_idx = models.Index("(plan_id, date_planned) WHERE plan_id IS NOT NULL")
    _company_idx = models.Index("(company_id, date_due)")
    _alert_idx = models.Index("(alert_at) WHERE alert_at IS NOT NULL")
    _call_idx = models.Index("(date_next) WHERE state = 'planned'")

    @api.depends("attempt_ids")
    def _compute_attempt_count(self):
        for visit in self:
            visit.attempt_count = len(visit.attempt_ids)

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for visit in self:
            is_open = visit.state in OPEN_STATES
            visit.is_late = bool(is_open and visit.date_due and visit.date_due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain("state", "in", OPEN_STATES) & fields.Domain("date_due", "<", "now")

    @api.depends("plan_id")
    def _compute_asks_satisfaction(self):
        for visit in self:
            visit.asks_satisfaction = not visit.plan_id or visit.plan_id.asks_satisfaction

    @api.depends("script_id", "partner_id")
    def _compute_words(self):
        for visit in self:
            script = visit.script_id.with_context(lang=visit._cs_lang())
            visit.intro, visit.closing = script.intro, script.closing

    @api.depends("partner_id")
    @api.depends_context("uid", "lang")
    def _compute_customer_card(self):
        for visit in self:
            visit.customer_card = self.env["ir.qweb"]._render(
                "cs_care.visit_card", visit.partner_id._cs_visit_card()
            )

    def _cs_lang(self):
        """Return the language in which the customer is spoken to."""
        self.ensure_one()
        installed = dict(self.env["res.lang"].get_installed())
        lang = self.partner_id.lang
        return lang if lang in installed else self.env.lang or "en_US"

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = " · ".join(
                text for text in (visit.name, visit.partner_id.display_name) if text
            )

    def action_dialog_note(self):
        """Ask how an attempt without success went."""
        self.ensure_one()
        return self._cs_dialog("note", default_visit_id=self.id)

    def action_dialog_decline(self):
        """Ask why the customer declines."""
        self.ensure_one()
        return self._cs_dialog("end", default_visit_ids=self.ids, default_kind="decline")

    def action_dialog_cancel(self):
        """Ask why visits are called off."""
        return self._cs_dialog("end", default_visit_ids=self.ids, default_kind="cancel")

    def action_dialog_reassign(self):
        """Ask who gets visits."""
        return self._cs_dialog("reassign", default_visit_ids=self.ids)

    def _cs_dialog(self, name, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"cs_care.cs_visit_{name}_action")
        action["context"] = context
        return action

    def write(self, vals):
        if AGENT_FIELDS.intersection(vals) and not self._cs_is_trusted():
            self._cs_check_writable()
        return super().write(vals)

    def _cs_check_writable(self):
        """What was said is written down while talking, by whoever talks; then it is evidence."""
        for visit in self:
            if visit.state != "in_progress":
                raise UserError(
                    self.env._(
                        "%(visit)s is not in progress. Start the visit, then write down what the "
                        "customer says.",
                        visit=visit.name,
                    )
                )
            if visit.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(visit)s is made by %(user)s. Let a supervisor give it to you.",
                        visit=visit.name,
                        user=visit.user_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Visits are evidence and stay. Cancel the visit instead."))
