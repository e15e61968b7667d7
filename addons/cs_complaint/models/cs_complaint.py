from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.cs_privacy.encrypted import EncryptedChar

from ..core.facts import RUNNING_STATES, SUBJECT_MAX


class CsComplaint(models.Model):
    """A customer's complaint from registration to feedback (standard, chapter 6)."""

    _name = "cs.complaint"
    _description = "Complaint"
    _inherit = [
        "portal.mixin",
        "rating.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "cs.privacy.text.mixin",
    ]
    _order = "date_registered desc, id desc"
    _rec_names_search = ["name", "subject"]
    _primary_email = "email_from"
    # Whoever may read a complaint may add to its conversation: the customer in the portal, the
    # agent who registered it and follows it through another department (clause 2.1).
    _mail_post_access = "read"
    _check_company_auto = True
    # What customers and colleagues write; numbers in it are sealed
    _cs_text_fields = (
        "subject",
        "description",
        "state_reason",
        "place",
        "remedy_text",
        "representative_authority",
        *("why_1", "why_2", "why_3", "why_4", "why_5", "corrective_action"),
    )
    _cs_phone_field = "phone"

    name = fields.Char(
        string="Number",
        default=lambda self: self.env._("New"),
        readonly=True,
        copy=False,
        index="trigram",
    )
    subject = fields.Char(required=True, tracking=True)
    description = fields.Text(string="Content")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    # The complainant: a known customer, or what was told by an unknown one
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    is_anonymous = fields.Boolean(string="Anonymous")
    partner_name = fields.Char(
        string="Complainant",
        compute="_compute_from_partner",
        store=True,
        readonly=False,
        precompute=True,
    )
    email_from = fields.Char(
        string="E-mail",
        compute="_compute_from_partner",
        store=True,
        readonly=False,
        precompute=True,
        # The mail gateway counts the complaints of a sender by it, to stop loops.
        index="trigram",
    )
    phone = EncryptedChar(
        kind="phone",
        tail=4,
        compute="_compute_from_partner",
        store=True,
        readonly=False,
        precompute=True,
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        compute="_compute_from_partner",
        store=True,
        readonly=False,
        precompute=True,
        help="The acknowledgement and the feedback are written in this language.",
    )

    # Where it came from; (source, external_id) keeps what comes twice from being taken in twice
    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        default=lambda self: self.env["cs.channel"]._cs_get("phone"),
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    contact_id = fields.Many2one(
        comodel_name="cs.contact",
        string="Registered From Contact",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    source = fields.Char(readonly=True, copy=False, groups="base.group_user")
    external_id = fields.Char(
        string="External Reference", readonly=True, copy=False, groups="base.group_user"
    )

    # Classification and responsibility (clauses 6.1.2, 6.2.2)
    category_id = fields.Many2one(
        comodel_name="cs.complaint.category",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    complaint_class = fields.Selection(
        related="category_id.complaint_class",
        string="Class",
        store=True,
        precompute=True,
    )
    severity = fields.Selection(
        selection=[
            ("ordinary", "Ordinary"),
            ("major", "Major"),
            ("extra_major", "Extra-major"),
        ],
        required=True,
        default="ordinary",
        tracking=True,
        group_expand=True,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
        domain="[('cs_function', '!=', False)]",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handled By",
        index="btree_not_null",
        copy=False,
        tracking=True,
        domain="[('share', '=', False)]",
        groups="base.group_user",
    )

    # registered: nobody works on it yet
    # in_progress: a handler works on it
    # waiting: the customer has to do or say something first
    # answered: feedback given, the customer may confirm or object
    # closed, withdrawn (by the customer), rejected (no complaint): done
    state = fields.Selection(
        selection=[
            ("registered", "Registered"),
            ("in_progress", "In Progress"),
            ("waiting", "Waiting for Customer"),
            ("answered", "Answered"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
            ("rejected", "Rejected"),
        ],
        required=True,
        default="registered",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    state_reason = fields.Text(
        string="Reason",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Why the complaint waits, was withdrawn, rejected or reopened.",
    )
    ack_state = fields.Selection(
        selection=[
            ("none", "No address"),
            ("pending", "To be sent"),
            ("sent", "Sent"),
            ("skipped", "Automatic mail: none sent"),
        ],
        string="Acknowledgement",
        compute="_compute_ack_state",
        # Who asks for silence is trusted in superuser mode only.
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    # Facts and deadlines; all of them are set by the server
    date_registered = fields.Datetime(
        string="Registered On",
        required=True,
        default=fields.Datetime.now,
        readonly=True,
        copy=False,
    )
    date_clock_start = fields.Datetime(
        string="Clock Started On",
        compute="_compute_date_clock_start",
        store=True,
        precompute=True,
        copy=False,
        help="Registration, or the last reopening: the deadlines count from here.",
    )
    date_response_due = fields.Datetime(
        string="First Response Due",
        compute="_compute_deadlines",
        store=True,
        precompute=True,
    )
    date_resolve_due = fields.Datetime(
        string="Deadline",
        compute="_compute_deadlines",
        store=True,
        precompute=True,
    )
    date_responded = fields.Datetime(string="First Response On", readonly=True, copy=False)
    date_answered = fields.Datetime(string="Answered On", readonly=True, copy=False)
    date_closed = fields.Datetime(string="Closed On", readonly=True, copy=False)
    breached_at = fields.Datetime(
        string="Breached On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The moment at which the deadline passed without an answer.",
    )
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
    )
    reopen_count = fields.Integer(string="Reopened", readonly=True, copy=False)

    feedback_ids = fields.One2many(
        comodel_name="cs.complaint.feedback",
        inverse_name="complaint_id",
        readonly=True,
        copy=False,
    )

    _source_uniq = models.UniqueIndex(
        "(source, external_id) WHERE external_id IS NOT NULL",
        "This complaint has been taken in already.",
    )
    _order_idx = models.Index("(date_registered DESC, id DESC)")
    _state_due_idx = models.Index("(state, date_resolve_due)")
    _breach_idx = models.Index(
        "(date_resolve_due) WHERE breached_at IS NULL AND state IN ('registered', 'in_progress')"
    )
    _ack_idx = models.Index("(id) WHERE ack_state = 'pending'")

    @api.depends("partner_id")
    def _compute_from_partner(self):
        for complaint in self:
            partner = complaint.partner_id
            complaint.partner_name = partner.name or complaint.partner_name
            complaint.email_from = partner.email or complaint.email_from
            complaint.phone = partner.cs_phone or partner.phone or complaint.phone
            complaint.lang = partner.lang or complaint.lang or complaint.company_id.partner_id.lang

    @api.onchange("is_anonymous")
    def _onchange_is_anonymous(self):
        """What was typed before would be kept out of sight, and written to."""
        if self.is_anonymous:
            self.partner_id = self.partner_name = self.email_from = self.phone = False

    @api.depends("complaint_class", "company_id")
    def _compute_department_id(self):
        departments = {}
        for complaint in self:
            key = (complaint.complaint_class or "service", complaint.company_id)
            if key not in departments:
                departments[key] = self._cs_department_for(*key)
            complaint.department_id = departments[key] or complaint.department_id

    @api.depends("date_registered")
    def _compute_date_clock_start(self):
        for complaint in self:
            if not complaint.reopen_count:
                complaint.date_clock_start = complaint.date_registered

    @api.depends("state", "date_resolve_due", "breached_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for complaint in self:
            due = complaint.date_resolve_due
            complaint.is_late = bool(complaint.state in RUNNING_STATES and due and due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "in", RUNNING_STATES) & Domain("date_resolve_due", "<", "now")

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = f"{complaint.name} {complaint.subject or ''}".strip()

    def _cs_take_phone(self, hits):
        """Whoever wants to stay anonymous is not known by a number in the text either."""
        if not self.is_anonymous:
            return super()._cs_take_phone(hits)
        return None

    def _compute_access_url(self):
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"

    @api.constrains("subject")
    def _check_subject(self):
        for complaint in self:
            if not (complaint.subject or "").strip():
                raise ValidationError(self.env._("Say in a few words what the complaint is about."))
            if len(complaint.subject) > SUBJECT_MAX:
                raise ValidationError(
                    self.env._(
                        "The subject is %(length)s characters long, at most %(max)s are allowed. "
                        "Shorten it and move the details to the content.",
                        length=len(complaint.subject),
                        max=SUBJECT_MAX,
                    )
                )

    @api.model
    def _cs_department_for(self, complaint_class, company):
        """Return the department that handles ``complaint_class`` in ``company`` (clause 6.2.2).

        Where no department has that function, the customer service department takes it.
        """
        department = self.env["hr.department"]
        return department._cs_for_function(complaint_class, company) or department._cs_for_function(
            "service", company
        )

    @api.model_create_multi
    def create(self, vals_list):
        self = self._cs_without_forged_defaults()
        self._cs_check_protected(*vals_list)
        self._cs_check_severity(*vals_list)
        self._cs_assign_numbers(vals_list)
        for vals in vals_list:
            vals.setdefault("rating_last_value", 0)
        thread = self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        complaints = super(CsComplaint, thread).create(vals_list).with_env(self.env)
        # Nobody has rated yet: no need to look.
        self.env.remove_to_compute(self._fields["rating_last_value"], complaints)
        complaints._cs_check_assignment({"user_id": True}, complaints.filtered("user_id"))
        complaints._cs_follow_customers()
        complaints._cs_request_acknowledgement()
        return complaints

    def write(self, vals):
        self._cs_check_protected(vals)
        self._cs_check_severity(vals)
        if "user_id" in vals:
            self._cs_check_assignment(vals, self)
        if "severity" in vals:
            self._cs_catch_breach()
        self._cs_check_finished(vals)
        before = {complaint: complaint.partner_id for complaint in self if "partner_id" in vals}
        result = super().write(vals)
        self._cs_change_customers(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if any(complaint.state != "registered" for complaint in self):
            raise UserError(
                self.env._(
                    "A complaint that has been worked on is evidence and stays. "
                    "Withdraw or reject it instead of deleting it."
                )
            )
