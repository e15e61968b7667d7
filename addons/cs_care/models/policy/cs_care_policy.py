from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.cs_privacy.encrypted import EncryptedChar

STATES = [
    ("draft", "Draft"),
    ("submitted", "To Approve"),
    ("running", "Running"),
    ("paused", "Paused"),
    ("done", "Ended"),
]
# What may be changed while a policy is not a draft: nothing that decides who gets what.
FREE = frozenset({"sequence", "active", "message_follower_ids", "activity_ids"})
# A message goes out by one of these; a call task by telephone; points and lessons need no channel.
KIND_CHANNELS = {
    "message": ("email", "sms"),
    "education": ("email", "sms"),
    "visit": ("phone",),
    "points": (),
}


class CsCarePolicy(models.Model):
    """A care policy: who gets which care, when, how much of it, and whether it helps (7.1.1).

    Approved by somebody else before it runs. Each customer gets it once per period, whatever
    happens to the server; some are held back so that the effect can be measured.
    """

    _name = "cs.care.policy"
    _description = "Care Policy"
    _inherit = ["cs.privacy.guard", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"

    _cs_protected = frozenset(
        {
            "state",
            "state_reason",
            "submitted_by_id",
            "approved_by_id",
            "date_approved",
            "drawn_on",
            "drawn_to",
            "used_actions",
            "used_points",
            "used_money",
        }
    )

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        string="Priority",
        default=10,
        help="When a customer may be touched once more only, the policy further up goes first.",
    )
    goal = fields.Text(help="What it is for, and how one will see that it worked.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=STATES, required=True, default="draft", readonly=True, copy=False, tracking=True
    )
    state_reason = fields.Char(string="Why", readonly=True, copy=False, tracking=True)
    submitted_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_approved = fields.Datetime(string="Approved On", readonly=True, copy=False)

    # Audience
    domain = fields.Char(string="Customers", default="[]", required=True)
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.ref("cs_privacy.purpose_promotion", False),
        help="Only customers who may be addressed for this purpose; asked again when it is sent.",
    )
    holdout_percent = fields.Float(
        string="Held Back (%)",
        default=10.0,
        tracking=True,
        help="So many of the audience are left alone, always the same ones: the effect is what the "
        "others have more than they.",
    )

    # Action
    kind = fields.Selection(
        selection=[
            ("message", "Message"),
            ("visit", "Call task"),
            ("points", "Gift points"),
            ("education", "Education"),
        ],
        required=True,
        default="message",
        tracking=True,
    )
    channel_mode = fields.Selection(
        selection=[
            ("best", "As the customer prefers"),
            ("email", "E-mail only"),
            ("sms", "SMS only"),
        ],
        string="By",
        required=True,
        default="best",
    )
    mail_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="E-mail",
        domain=[("model", "=", "cs.care.action")],
        ondelete="restrict",
        index="btree_not_null",
    )
    sms_template_id = fields.Many2one(
        comodel_name="sms.template",
        string="SMS",
        domain=[("model", "=", "cs.care.action")],
        ondelete="restrict",
        index="btree_not_null",
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Loyalty Program",
        ondelete="restrict",
        index="btree_not_null",
    )
    points = fields.Float(digits=(16, 2))
    call_reason = fields.Char(
        string="Reason of the Call", translate=True, help="What the agent reads on the call task."
    )
    call_days = fields.Integer(string="Call Within (Days)", default=7)

    # When
    schedule = fields.Selection(
        selection=[
            ("once", "Once per customer"),
            ("weekly", "Once a week"),
            ("monthly", "Once a month"),
            ("event", "On each event"),
            ("suggestion", "When an agent takes up a suggestion"),
        ],
        required=True,
        default="once",
        help="The audience is drawn every day: who joins it later gets the care then.",
    )
    date_start = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_end = fields.Date(string="To")
    is_working_time = fields.Boolean(
        string="In Working Time Only",
        help="Besides quiet hours, wait for the working time of the service calendar.",
    )

    # Budget: zero is no limit
    max_actions = fields.Integer(string="Most Customers Treated")
    max_points = fields.Float(string="Most Points", digits=(16, 2))
    max_money = fields.Monetary(string="Most Money")
    unit_cost = fields.Monetary(string="Cost per Customer Treated")
    used_actions = fields.Integer(string="Treated", readonly=True, copy=False)
    used_points = fields.Float(string="Points Given", digits=(16, 2), readonly=True, copy=False)
    used_money = fields.Monetary(string="Money Spent", readonly=True, copy=False)

    # Where the draw of the day has got to
    drawn_on = fields.Date(readonly=True, copy=False)
    drawn_to = fields.Integer(readonly=True, copy=False)

    action_ids = fields.One2many(comodel_name="cs.care.action", inverse_name="policy_id")
    action_count = fields.Integer(compute="_compute_action_count")

    _running_idx = models.Index("(sequence, id) WHERE state = 'running'")
    _holdout_share = models.Constraint(
        "CHECK (holdout_percent >= 0 AND holdout_percent <= 50)",
        "Between 0 and 50 per cent of the audience can be held back.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A policy ends on the day it starts or later.",
    )
    _budget_not_negative = models.Constraint(
        "CHECK (max_actions >= 0 AND max_points >= 0 AND max_money >= 0 AND unit_cost >= 0"
        " AND points >= 0 AND call_days >= 0)",
        "Budgets, costs, points and days are not negative.",
    )

    def _compute_action_count(self):
        counts = dict(
            self.env["cs.care.action"]._read_group(
                [("policy_id", "in", self.ids)], ["policy_id"], ["__count"]
            )
        )
        for policy in self:
            policy.action_count = counts.get(policy, 0)

    @api.constrains("domain")
    def _check_domain(self):
        """Refuse what cannot be read, or what the author may not search by."""
        for policy in self:
            partners = self.env["res.partner"]
            try:
                domain = Domain(literal_eval(policy.domain or "[]"))
                domain.validate(partners)
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The customers of “%(policy)s” are not a filter that can be read. Choose "
                        "them with the filter editor.",
                        policy=policy.name,
                    )
                ) from error
            for condition in domain.iter_conditions():
                self._cs_check_condition(partners, condition)

    def _cs_check_condition(self, partners, condition):
        field = partners._fields.get(condition.field_expr.split(".")[0])
        if field and isinstance(field, EncryptedChar):
            raise ValidationError(
                self.env._(
                    "%(field)s is protected and cannot choose an audience. Use the age band or "
                    "another open field.",
                    field=field._description_string(self.env),
                )
            )

    def write(self, vals):
        if not self._cs_is_trusted() and set(vals) - FREE:
            for policy in self:
                if policy.state != "draft":
                    raise UserError(
                        self.env._(
                            "“%(policy)s” has been handed in and cannot be changed. Take it back "
                            "to draft first; it has to be approved again.",
                            policy=policy.name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["cs.care.action"].sudo().search_count([("policy_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("What a policy has done is evidence. Archive it instead of deleting it.")
            )

    def _cs_channels(self):
        """Return the channel codes by which this policy may reach a customer."""
        self.ensure_one()
        codes = KIND_CHANNELS[self.kind]
        if self.channel_mode in codes:
            return (self.channel_mode,)
        return codes

    def action_open_actions(self):
        """Open what this policy has done for whom."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_care_action_action")
        action["domain"] = [("policy_id", "=", self.id)]
        action["context"] = {}
        return action
