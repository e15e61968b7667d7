from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..core.rights import LEGAL_DAYS, OPEN_STATES, REMIND_DAYS, without_numbers

KINDS = [
    ("access", "Access copy"),
    ("correction", "Correction"),
    ("portability", "Portability export"),
    ("erasure", "Erasure"),
    ("objection", "Objection or restriction"),
]


class CsPrivacyRequest(models.Model):
    """What a person asks for by right, until it is answered (PIPL 44-50, GDPR 15-21)."""

    _name = "cs.privacy.request"
    _description = "Request of a Person"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_received desc, id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True
    # Letters go to the person by template; no follower gets a copy of anything.
    _mail_post_access = "read"

    name = fields.Char(
        string="Number",
        default=lambda self: self.env._("New"),
        readonly=True,
        copy=False,
        index="trigram",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_company', '=', False)]",
    )
    kind = fields.Selection(selection=KINDS, required=True, default="access", tracking=True)

    # received: nobody works on it yet
    # identity: the person has to show who they are
    # in_progress: identity is shown, the officer works on it
    # done, refused (with the reason), cancelled (by the person)
    state = fields.Selection(
        selection=[
            ("received", "Received"),
            ("identity", "Identity Check"),
            ("in_progress", "In Progress"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="received",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        default=lambda self: self.env["cs.channel"]._cs_get("phone"),
        ondelete="restrict",
    )
    is_from_portal = fields.Boolean(string="Made in the Portal", readonly=True, copy=False)
    identity_method = fields.Selection(
        selection=[
            ("portal", "Password of the customer page"),
            ("document", "Identity document shown"),
            ("callback", "Called back on a registered number"),
            ("data", "Data known to the person only"),
            ("agent", "Authorised agent with a written authority"),
        ],
        string="Identity Shown By",
        tracking=True,
        help="How it was made sure that the request comes from the person.",
    )
    note = fields.Text(
        string="What the Person Asks",
        help="Long numbers typed here are replaced by ***: protected values belong in the lines.",
    )
    line_ids = fields.One2many(
        comodel_name="cs.privacy.request.line", inverse_name="request_id", copy=False
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handled By",
        index="btree_not_null",
        copy=False,
        tracking=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )

    # Set by the server
    date_received = fields.Datetime(
        string="Received On", required=True, default=fields.Datetime.now, readonly=True, copy=False
    )
    days = fields.Integer(
        string="Working Days", compute="_compute_deadline", store=True, precompute=True
    )
    date_due = fields.Datetime(
        string="Deadline", compute="_compute_deadline", store=True, precompute=True
    )
    date_legal = fields.Datetime(
        string="Legal Limit",
        compute="_compute_deadline",
        store=True,
        precompute=True,
        help="30 days after receipt: the law allows no later answer.",
    )
    date_remind = fields.Datetime(compute="_compute_deadline", store=True, precompute=True)
    reminded_at = fields.Datetime(string="Reminded On", readonly=True, copy=False)
    date_done = fields.Datetime(string="Finished On", readonly=True, copy=False)
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    refusal_reason = fields.Text(readonly=True, copy=False)
    result = fields.Text(readonly=True, copy=False)
    protocol = fields.Json(
        readonly=True, copy=False, help="What was erased and what was kept; no personal value."
    )
    protocol_text = fields.Text(string="What Was Erased", compute="_compute_protocol_text")

    _order_idx = models.Index("(date_received DESC, id DESC)")
    _state_due_idx = models.Index("(state, date_due)")
    _remind_idx = models.Index(
        "(date_remind) WHERE reminded_at IS NULL"
        " AND state IN ('received', 'identity', 'in_progress')"
    )

    @api.depends("date_received", "company_id")
    def _compute_deadline(self):
        for company, requests in self.grouped("company_id").items():
            days = company.cs_privacy_request_days or company._default_cs_privacy_request_days()
            calendar = company._cs_calendar().with_company(company)
            starts = [request.date_received or fields.Datetime.now() for request in requests]
            due = calendar._cs_deadlines([(start, days, "day") for start in starts])
            for request, start, deadline in zip(requests, starts, due, strict=True):
                legal = start + timedelta(days=LEGAL_DAYS)
                request.days = days
                request.date_legal = legal
                # Holidays may push working days beyond what the law allows.
                request.date_due = min(deadline.replace(tzinfo=None), legal)
                request.date_remind = request.date_due - timedelta(days=REMIND_DAYS)

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for request in self:
            due = request.date_due
            request.is_late = bool(request.state in OPEN_STATES and due and due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "in", OPEN_STATES) & Domain("date_due", "<", "now")

    @api.depends("protocol")
    def _compute_protocol_text(self):
        for request in self:
            request.protocol_text = "\n".join(
                self._cs_protocol_line(entry) for entry in request.protocol or []
            )

    @api.model
    def _cs_protocol_line(self, entry):
        """Return one entry of the protocol as a sentence."""
        if not entry.get("kept"):
            return self.env._(
                "%(part)s: erased (%(count)s)", part=entry["label"], count=entry["count"]
            )
        if entry.get("until"):
            return self.env._(
                "%(part)s: kept until %(until)s (%(count)s). %(reason)s",
                part=entry["label"],
                until=entry["until"],
                count=entry["count"],
                reason=entry["reason"],
            )
        return self.env._(
            "%(part)s: kept (%(count)s). %(reason)s",
            part=entry["label"],
            count=entry["count"],
            reason=entry["reason"],
        )

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            request.display_name = f"{request.name} {kinds.get(request.kind, '')}".strip()

    @api.constrains("kind", "line_ids")
    def _check_lines(self):
        for request in self:
            if request.line_ids and request.kind != "correction":
                raise ValidationError(
                    self.env._(
                        "Only a correction says new values. Remove the lines, or choose Correction."
                    )
                )

    @api.constrains("partner_id")
    def _check_person(self):
        for request in self:
            if request.partner_id.is_company:
                raise ValidationError(
                    self.env._(
                        "These rights belong to persons, not to companies. Choose the contact "
                        "person of the company."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self = self._cs_without_forged_defaults()
        self._cs_check_protected(*vals_list)
        for vals in vals_list:
            if vals.get("note"):
                vals["note"] = without_numbers(vals["note"])
        self._cs_assign_numbers(vals_list)
        thread = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        requests = super(CsPrivacyRequest, thread).create(vals_list).with_env(self.env)
        requests._cs_call_officer()
        requests._cs_send("cs_privacy.mail_template_request_received")
        return requests

    def write(self, vals):
        self._cs_check_protected(vals)
        self._cs_check_open(vals)
        if vals.get("note"):
            vals = {**vals, "note": without_numbers(vals["note"])}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "A request is the proof that it was answered, and stays. Cancel or refuse it "
                "instead of deleting it."
            )
        )
