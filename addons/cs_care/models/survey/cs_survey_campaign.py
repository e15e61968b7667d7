import secrets
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...core.survey_facts import ASKED_STATES, ASKING_CHANNELS

# Whom a campaign asks and how the sample is drawn stay as they were once somebody was drawn.
DESIGN = frozenset(
    {
        *("survey_id", "company_id", "population", "population_days", "domain", "is_anonymous"),
        *("sample_method", "sample_number", "sample_percent", "stratify_by", "allocation"),
        *("seed", "purpose_id"),
    }
)


class CsSurveyCampaign(models.Model):
    """A survey asked of a sample of customers, once or again and again (clause 4.3.1)."""

    _name = "cs.survey.campaign"
    _description = "Survey Campaign"
    _inherit = ["cs.privacy.guard", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _cs_protected = frozenset({"state", "seed", "next_draw_at", "date_closed"})

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    survey_id = fields.Many2one(
        comodel_name="survey.survey",
        required=True,
        index=True,
        domain="[('survey_type', '=', 'cs_care')]",
        ondelete="restrict",
        tracking=True,
    )
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        required=True,
        index=True,
        default=lambda self: self._default_purpose_id(),
        ondelete="restrict",
        help="Whoever has not agreed to it, or has objected, is not asked.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("running", "Running"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
        tracking=True,
    )
    date_start = fields.Date(string="From", default=fields.Date.context_today, required=True)
    date_end = fields.Date(string="To")
    date_closed = fields.Datetime(string="Closed On", readonly=True, copy=False)
    is_anonymous = fields.Boolean(
        string="Anonymous",
        help="Answers cannot be led back to customers: they are taken over without names, by the "
        "day only, in mixed groups of at least five. There is no follow-up of low scores.",
    )

    # Population and sample
    population = fields.Selection(
        selection="_selection_population",
        required=True,
        default="contacts",
        help="Each customer counts once, with the last contact.",
    )
    population_days = fields.Integer(
        string="In the Last Days",
        default=30,
        help="Contacts that ended in so many days before the draw; in later draws, since the one "
        "before.",
    )
    domain = fields.Char(string="Only Customers", default="[]", required=True)
    sample_method = fields.Selection(
        selection=[("all", "All"), ("number", "A number"), ("percent", "A share")],
        string="Sample",
        required=True,
        default="percent",
    )
    sample_number = fields.Integer(string="Customers per Draw", default=400)
    sample_percent = fields.Float(string="Share (%)", default=10.0)
    stratify_by = fields.Selection(
        selection="_selection_stratify_by",
        string="Strata",
        required=True,
        default="none",
        help="The sample is drawn from each stratum separately.",
    )
    allocation = fields.Selection(
        selection=[
            ("proportional", "By the size of the stratum"),
            ("equal", "The same of each stratum"),
        ],
        required=True,
        default="proportional",
        help="The same of each makes small strata comparable; results for all are weighted back.",
    )
    seed = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_hex(8),
        help="With it the same population gives the same sample again.",
    )
    repeat = fields.Selection(
        selection=[
            ("once", "Once"),
            ("day", "Every day"),
            ("week", "Every week"),
            ("month", "Every month"),
        ],
        string="Draws",
        required=True,
        default="once",
    )
    next_draw_at = fields.Datetime(string="Next Draw", readonly=True, copy=False)

    # How customers are asked
    use_email = fields.Boolean(string="By E-mail", default=True)
    use_sms = fields.Boolean(string="By SMS")
    use_phone = fields.Boolean(string="By Telephone")
    use_portal = fields.Boolean(string="In the Portal")
    remind_days = fields.Integer(
        string="Reminder after (Days)", default=3, help="One reminder; 0: none."
    )
    expire_days = fields.Integer(string="Open for (Days)", default=14, required=True)
    max_attempts = fields.Integer(string="Call Attempts", default=3, required=True)

    # What a low score is
    low_satisfaction = fields.Integer(
        string="Follow Up Satisfaction up to", default=2, help="Of 5; 0: no follow-up."
    )
    low_nps = fields.Integer(
        string="Follow Up Recommendation up to",
        default=3,
        help="Of 10, where satisfaction is not asked; -1: no follow-up.",
    )
    followup_days = fields.Integer(string="Follow-up within (Working Days)", default=3)
    target_percent = fields.Float(string="Target of Satisfied (%)", default=85.0)

    draw_ids = fields.One2many(
        comodel_name="cs.survey.draw", inverse_name="campaign_id", readonly=True
    )
    invitation_count = fields.Integer(compute="_compute_counts")
    answered_count = fields.Integer(string="Answers", compute="_compute_counts")
    call_count = fields.Integer(string="Calls to Make", compute="_compute_counts")
    response_rate = fields.Float(string="Response Rate (%)", compute="_compute_counts")
    followup_count = fields.Integer(string="Follow-ups", compute="_compute_followup_count")

    _next_draw_idx = models.Index("(next_draw_at) WHERE next_draw_at IS NOT NULL")
    _days_valid = models.Constraint(
        "CHECK (population_days > 0 AND expire_days > 0 AND remind_days >= 0"
        " AND max_attempts > 0 AND followup_days > 0)",
        "Days and attempts are numbers above zero; only the reminder may be left out with 0.",
    )
    _sample_valid = models.Constraint(
        "CHECK (sample_number > 0 AND sample_percent > 0 AND sample_percent <= 100)",
        "A sample is a number above zero, or a share of more than 0 and up to 100 %.",
    )
    _low_valid = models.Constraint(
        "CHECK (low_satisfaction BETWEEN 0 AND 5 AND low_nps BETWEEN -1 AND 10"
        " AND target_percent BETWEEN 0 AND 100)",
        "Low scores lie on their scales of 5 and 10, the target between 0 and 100 %.",
    )

    def _default_purpose_id(self):
        return self.env.ref("cs_privacy.purpose_improvement", raise_if_not_found=False)

    @api.model
    def _selection_population(self):
        """Return whom a campaign can ask; a hook, see ``_cs_population_sql`` of the draw."""
        populations = [
            ("customers", self.env._("Customers")),
            ("contacts", self.env._("Customers with a contact")),
            ("complaints", self.env._("Customers with a complaint contact")),
            ("counter", self.env._("Whoever rates in the hall")),
        ]
        if "cs.visit" in self.env:
            populations.insert(3, ("visits", self.env._("Customers with a return visit")))
        return populations

    @api.model
    def _selection_stratify_by(self):
        """Return the strata that can be chosen; see ``_cs_strata`` of the draw."""
        labels = {
            "none": self.env._("None"),
            "channel": self.env._("Channel of the contact"),
            "region": self.env._("Region"),
            "tier": self.env._("Loyalty tier"),
        }
        return [(key, labels.get(key, key)) for key in self.env["cs.survey.draw"]._cs_strata()]

    def _compute_counts(self):
        groups = self.env["cs.survey.invitation"]._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id", "channel", "state"], ["__count"]
        )
        counts = {}
        for campaign, channel, state, count in groups:
            found = counts.setdefault(
                campaign.id, dict.fromkeys(("all", "asked", "done", "call"), 0)
            )
            found["all"] += count
            found["asked"] += count if state in ASKED_STATES else 0
            found["done"] += count if state == "answered" else 0
            found["call"] += count if (channel, state) == ("phone", "asked") else 0
        for campaign in self:
            found = counts.get(campaign._origin.id, {})
            campaign.invitation_count = found.get("all", 0)
            campaign.answered_count = found.get("done", 0)
            campaign.call_count = found.get("call", 0)
            asked = found.get("asked", 0)
            campaign.response_rate = 100.0 * campaign.answered_count / asked if asked else 0.0

    def _compute_followup_count(self):
        counts = dict(
            self.env["cs.survey.followup"]._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            campaign.followup_count = counts.get(campaign._origin, 0)

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for campaign in self:
            if campaign.date_end and campaign.date_end < campaign.date_start:
                raise ValidationError(self.env._("A campaign cannot end before it starts."))

    @api.constrains("is_anonymous", "use_phone", "stratify_by", "population")
    def _check_design(self):
        for campaign in self:
            if campaign.is_anonymous and campaign.use_phone:
                raise ValidationError(
                    self.env._(
                        "An interviewer hears who answers: an anonymous survey cannot be asked by "
                        "telephone."
                    )
                )
            if campaign.stratify_by == "channel" and campaign.population == "customers":
                raise ValidationError(
                    self.env._(
                        "Strata by channel need contacts: choose customers with a contact, or "
                        "other strata."
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        for campaign in self:
            try:
                # In the rights of who writes it: a domain could ask for what they may not read.
                campaign._cs_domain(self.env["res.partner"])
            except AccessError:
                raise
            except Exception:
                raise ValidationError(
                    self.env._("The filter of customers cannot be read. Build it anew.")
                ) from None

    def _cs_domain(self, partners):
        """Return the filter as a domain that ``partners``' user may use."""
        domain = Domain(literal_eval(self.domain or "[]"))
        partners.search_count(domain, limit=1)
        return domain

    def write(self, vals):
        changed = DESIGN.intersection(vals)
        if changed and self.draw_ids:
            raise UserError(
                self.env._(
                    "Customers have been drawn already: population and sample of a campaign stay "
                    "as they are. Copy the campaign to ask others."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drawn(self):
        # sudo: answers may lie in a company that the user does not see
        if self.sudo().draw_ids or self.env["cs.survey.response"].sudo().search_count(
            [("campaign_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._("A campaign with drawn customers or answers stays. Archive it instead.")
            )

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=campaign.name)}
            for campaign, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _cs_channels(self):
        """Return the codes of the campaign's channels, in the order in which one is chosen."""
        self.ensure_one()
        return [code for code in ASKING_CHANNELS if self[f"use_{code}"]]

    def _cs_require_manager(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group("cs_care.group_cs_care_manager")):
            raise AccessError(self.env._("Managers of care run survey campaigns."))
