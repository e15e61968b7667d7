from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STAFF = "cs_privacy.group_cs_privacy_security_department,cs_privacy.group_cs_privacy_auditor"
DONE_STATES = ("closed", "false_alarm")
# What may still be written when an incident is over
LASTING_FIELDS = frozenset({"message_follower_ids", "activity_ids"})


class CsPrivacyIncident(models.Model):
    """An incident with customer information, from detection to its lessons (clause 3.2.3)."""

    _name = "cs.privacy.incident"
    _description = "Security Incident"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_detected desc, id desc"
    _rec_names_search = ["name", "title"]
    _check_company_auto = True

    _cs_protected = frozenset(
        {
            "name",
            "state",
            "state_reason",
            "reporter_id",
            "severity_id",
            "severity_suggested_id",
            "severity_raised_id",
            "severity_reason",
            "date_next_due",
            "date_persons",
            "person_count",
            "sensitive_count",
            "unknown_count",
            "no_person_reason",
            "report_waiver",
            "notice_waiver",
            "stage_ids",
        }
    )
    # The clock runs from the detection: it is named once.
    _cs_fixed = frozenset({"date_detected", "company_id"})
    # But for what the notices say, which name a hotline to call
    _cs_scanned = (
        *("title", "description", "containment", "harm", "root_cause", "lessons"),
        *("why_1", "why_2", "why_3", "why_4", "why_5", "person_domain", "state_reason"),
        *("severity_reason", "report_waiver", "notice_waiver", "no_person_reason"),
    )

    name = fields.Char(string="Number", readonly=True, copy=False, index=True)
    title = fields.Char(required=True, tracking=True)
    description = fields.Text(help="What was noticed, where, and by whom.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        check_company=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    kind_id = fields.Many2one(
        comodel_name="cs.privacy.incident.kind",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    reporter_id = fields.Many2one(
        comodel_name="res.users",
        string="Reported By",
        default=lambda self: self.env.user,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handled By",
        domain="[('share', '=', False)]",
        index=True,
        ondelete="restrict",
        tracking=True,
        copy=False,
    )
    state = fields.Selection(
        selection=[
            ("detected", "Detected"),
            ("contained", "Contained"),
            ("assessed", "Assessed"),
            ("reported", "Reported"),
            ("informed", "Persons Informed"),
            ("root_cause", "Root Cause Found"),
            ("closed", "Closed"),
            ("false_alarm", "False Alarm"),
        ],
        required=True,
        default="detected",
        readonly=True,
        index=True,
        group_expand=True,
        tracking=True,
        copy=False,
    )
    state_reason = fields.Text(readonly=True, copy=False)

    date_detected = fields.Datetime(
        string="Detected On",
        required=True,
        default=fields.Datetime.now,
        copy=False,
        help="All deadlines run from here, in wall-clock hours.",
    )
    date_occurred_from = fields.Datetime(string="Happened From", copy=False)
    date_occurred_to = fields.Datetime(string="Happened Until", copy=False)

    severity_suggested_id = fields.Many2one(
        comodel_name="cs.privacy.severity",
        string="Suggested Severity",
        compute="_compute_severity_suggested_id",
        store=True,
        index=True,
        help="By the number of affected persons and the kind.",
    )
    severity_raised_id = fields.Many2one(
        comodel_name="cs.privacy.severity",
        string="Raised To",
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    severity_reason = fields.Text(string="Why Raised", readonly=True, copy=False)
    severity_id = fields.Many2one(
        comodel_name="cs.privacy.severity",
        compute="_compute_severity_id",
        store=True,
        index=True,
        tracking=True,
    )
    severity_rank = fields.Integer(related="severity_id.rank", string="Rank")
    is_report_required = fields.Boolean(related="severity_id.is_report_required")

    containment = fields.Text(
        string="Done at Once", help="What stopped the incident, and what limits the damage."
    )
    harm = fields.Text(
        string="Possible Harm", help="What may happen to the persons, and how likely it is."
    )
    lessons = fields.Text(help="What others can learn from it.")

    # Root cause: five times why
    cause_category = fields.Selection(
        selection=[
            ("process", "Process or rule missing"),
            ("rule", "Rule not followed"),
            ("training", "Knowledge missing"),
            ("rights", "Access rights too wide"),
            ("system", "Fault of a system"),
            ("attack", "Attack from outside"),
            ("intent", "Intent of an insider"),
            ("supplier", "Supplier or partner"),
        ],
        tracking=True,
    )
    why_1 = fields.Char(string="Why did it happen?")
    why_2 = fields.Char(string="Why that?")
    why_3 = fields.Char(string="And why that?")
    why_4 = fields.Char(string="And that?")
    why_5 = fields.Char(string="And at the bottom?")
    root_cause = fields.Text()

    stage_ids = fields.One2many(
        comodel_name="cs.privacy.incident.stage", inverse_name="incident_id", readonly=True
    )
    task_ids = fields.One2many(
        comodel_name="cs.privacy.incident.task", inverse_name="incident_id", string="Plan Tasks"
    )
    report_ids = fields.One2many(
        comodel_name="cs.privacy.incident.report",
        inverse_name="incident_id",
        string="Reports to the Authority",
    )
    action_ids = fields.One2many(
        comodel_name="cs.privacy.incident.action",
        inverse_name="incident_id",
        string="Corrective Actions",
    )
    alert_ids = fields.One2many(
        comodel_name="cs.privacy.alert", inverse_name="incident_id", string="Alerts"
    )
    report_waiver = fields.Text(string="Why Not Reported", readonly=True, copy=False)

    _name_uniq = models.UniqueIndex("(name)", "Another incident has this number.")
    _period = models.Constraint(
        "CHECK (date_occurred_to IS NULL OR date_occurred_from IS NULL"
        " OR date_occurred_to >= date_occurred_from)",
        "An incident cannot end before it began.",
    )

    @api.depends("kind_id", "person_count", "sensitive_count")
    def _compute_severity_suggested_id(self):
        Severity = self.env["cs.privacy.severity"]
        for incident in self:
            incident.severity_suggested_id = Severity._cs_suggest(
                incident.kind_id, incident.person_count, incident.sensitive_count
            )

    @api.depends("severity_suggested_id", "severity_raised_id")
    def _compute_severity_id(self):
        for incident in self:
            levels = incident.severity_suggested_id | incident.severity_raised_id
            incident.severity_id = levels.sorted("rank")[-1:]

    @api.depends("name", "title")
    def _compute_display_name(self):
        for incident in self:
            incident.display_name = " ".join(filter(None, (incident.name, incident.title)))

    @api.constrains("date_detected", "date_occurred_from")
    def _check_dates(self):
        now = fields.Datetime.now()
        for incident in self:
            if incident.date_detected > now:
                raise ValidationError(
                    self.env._("An incident cannot be detected in the future: correct the date.")
                )
            if incident.date_occurred_from and incident.date_occurred_from > now:
                raise ValidationError(
                    self.env._("An incident cannot happen in the future: correct the period.")
                )

    @api.model
    def _cs_states(self):
        """Return ``[(state, label)]`` in the user's language, for fields that have the same."""
        return self._fields["state"]._description_selection(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        incidents = super().create(vals_list)
        # sudo: clock and tasks are set by the system, whoever reports
        incidents.sudo()._cs_start_clock()
        incidents.sudo()._cs_start_plan()
        incidents.sudo()._cs_call_officer()
        return incidents

    @api.model
    def _cs_completed(self, vals):
        """Give a new incident its number and its owner."""
        vals = super()._cs_completed(vals)
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        vals["name"] = sequence.next_by_code("cs.privacy.incident")
        if not vals.get("user_id"):
            department = self.env["hr.department"].browse(vals.get("department_id") or [])
            vals["user_id"] = company._cs_security_officer(department).id
        return vals

    def write(self, vals):
        if not self._cs_is_trusted() and set(vals) - LASTING_FIELDS:
            self._cs_check_open()
        return super().write(vals)

    def _cs_check_open(self):
        """Refuse to touch what belongs to an incident that is over.

        :raise UserError: one of them is closed, or was a false alarm
        """
        for incident in self:
            if incident.state in DONE_STATES:
                raise UserError(
                    self.env._(
                        "Incident %(number)s is over and stays as it is. Report a new incident "
                        "when something new came to light.",
                        number=incident.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Incidents are kept as evidence and cannot be deleted. "
                "Close it, or mark it as a false alarm."
            )
        )

    def copy_data(self, default=None):
        raise UserError(self.env._("An incident happens once: report the other one anew."))

    def _cs_check_staff(self):
        """Check that the user may work on these incidents.

        :raise AccessError: agents report incidents, security officers handle them
        """
        user = self.env.user
        if not self.env.su and not user.has_group(
            "cs_privacy.group_cs_privacy_security_department"
        ):
            raise AccessError(self.env._("Only security officers take this step."))
        self.check_access("write")
