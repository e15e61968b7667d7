from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# After one of these has changed, events from before may count
SCOPE = {"program_id", "kind_id", "date_from", "date_to", "active", "tenure_years"}


class CsLoyaltyEventRule(models.Model):
    """What behaviour earns: points for a kind of customer event (clause 7.3.3(3)).

    Rules know nothing of the services in which things happen; they read ``cs.customer.event``.
    """

    _name = "cs.loyalty.event.rule"
    _description = "Points for Behavior"
    _inherit = ["mail.thread", "cs.privacy.guard"]
    _order = "program_id, sequence, id"

    _cs_protected = frozenset({"given_points", "date_consumed"})

    name = fields.Char(required=True, translate=True, help="Members read it in their history.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("cs_managed", "=", True)],
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, precompute=True, index=True
    )
    kind_id = fields.Many2one(
        comodel_name="cs.customer.event.kind",
        string="When",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    kind_code = fields.Char(related="kind_id.code")
    tenure_years = fields.Integer(
        string="Years", tracking=True, help="Only after so many years. 0: every year."
    )

    # How many points
    mode = fields.Selection(
        selection=[("fixed", "Fixed"), ("amount", "By the amount")],
        required=True,
        default="fixed",
        tracking=True,
    )
    points = fields.Float(required=True, default=10.0, digits=(16, 2), tracking=True)
    step = fields.Float(
        string="For Every",
        default=1.0,
        tracking=True,
        help="The points are given for each such part of the amount of the event.",
    )
    minimum_amount = fields.Float(help="Events with a smaller amount give nothing.")
    is_qualifying = fields.Boolean(
        string="Counts for the Tier", tracking=True, help="Whether these points are qualifying."
    )
    credit_day = fields.Integer(
        string="Credited on Day",
        tracking=True,
        help="Day of the month after the event from which the points may be spent, e.g. 15. "
        "0: at once.",
    )

    # For whom and when
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(string="To", tracking=True)
    min_tenure_months = fields.Integer(string="Months as Customer", tracking=True)
    tier_ids = fields.Many2many(
        comodel_name="cs.loyalty.tier",
        string="Only Tiers",
        domain="[('program_id', '=', program_id)]",
        help="Empty: members of every tier.",
    )

    # Limits
    customer_cap = fields.Float(
        string="Most per Customer", tracking=True, help="Points in a period. 0: no limit."
    )
    cap_period = fields.Selection(
        selection=[("day", "Day"), ("month", "Month"), ("year", "Year"), ("ever", "Ever")],
        string="Within a",
        required=True,
        default="year",
        tracking=True,
    )
    budget_points = fields.Float(
        string="Budget", tracking=True, help="Most points of this rule in all. 0: no limit."
    )
    given_points = fields.Float(
        string="Given", readonly=True, copy=False, digits=(16, 2), aggregator="sum"
    )
    date_consumed = fields.Datetime(string="Events Seen Until", readonly=True, copy=False)
    award_ids = fields.One2many(
        comodel_name="cs.loyalty.event.award", inverse_name="rule_id", string="Awards"
    )

    _points_valid = models.Constraint(
        "CHECK (points > 0 AND minimum_amount >= 0 AND customer_cap >= 0 AND budget_points >= 0"
        " AND min_tenure_months >= 0 AND tenure_years >= 0)",
        "Points are above zero; limits and conditions are not negative.",
    )
    _step_valid = models.Constraint(
        "CHECK (mode <> 'amount' OR step > 0)", "Say for which part of the amount points are given."
    )
    _credit_day_valid = models.Constraint(
        "CHECK (credit_day BETWEEN 0 AND 31)",
        "A day of the month lies between 1 and 31; 0: at once.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A rule cannot end before it begins."
    )

    @api.constrains("program_id")
    def _check_program(self):
        if any(not rule.program_id.cs_managed for rule in self):
            raise ValidationError(
                self.env._(
                    "Behavior earns points in programs with a points ledger only. Switch it on in "
                    "the program first."
                )
            )

    @api.constrains("tier_ids", "program_id")
    def _check_tiers(self):
        for rule in self:
            if rule.tier_ids.program_id - rule.program_id:
                raise ValidationError(
                    self.env._("“%(rule)s”: choose tiers of its own program.", rule=rule.name)
                )

    def write(self, vals):
        result = super().write(vals)
        if SCOPE.intersection(vals):
            self._cs_step(date_consumed=False)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = (
            self.env["cs.loyalty.event.award"]
            .sudo()  # whether there is one at all
            .search([("rule_id", "in", self.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "“%(rule)s” has given points. Archive it instead.", rule=used.rule_id.name
                )
            )

    def action_view_awards(self):
        """Open what this rule gave, and what it refused and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_care.cs_loyalty_event_award_action"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        action["context"] = {}
        return action
