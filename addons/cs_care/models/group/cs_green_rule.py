from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CsGreenRule(models.Model):
    """Who is served by the green channel, as a rule (clause 7.1.3(3)).

    A rule is a condition on customers. Who meets it has an entitlement, with the day since when;
    a scheduled action keeps entitlements right and touches only what changed.
    """

    _name = "cs.green.rule"
    _description = "Green Channel Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        tracking=True,
        help="The reason that staff and auditors read, e.g. Gold members. Of a rule for a "
        "sensitive group staff read “Special care” instead.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: customers of every company."
    )
    kind = fields.Selection(
        selection=[
            ("group", "Special group"),
            ("tier", "Loyalty tier"),
            ("events", "What happened: how often or how much"),
            ("tag", "Tag of the customer"),
            ("domain", "Filter of customers"),
        ],
        required=True,
        default="group",
        tracking=True,
    )
    group_ids = fields.Many2many(comodel_name="cs.special.group", string="Special Groups")
    tier_ids = fields.Many2many(comodel_name="cs.loyalty.tier", string="Tiers")
    category_ids = fields.Many2many(comodel_name="res.partner.category", string="Tags")
    event_kind_ids = fields.Many2many(comodel_name="cs.customer.event.kind", string="Events")
    event_days = fields.Integer(string="Within Days", default=365)
    event_count = fields.Integer(string="At Least So Many", default=1)
    event_amount = fields.Float(string="Amounts of at Least", help="Sum of their amounts.")
    domain = fields.Char(string="Customers", default="[]", tracking=True)
    grace_days = fields.Integer(
        string="Kept for (Days)",
        tracking=True,
        help="So many days after the condition has ended the customer keeps the green channel.",
    )
    date_run = fields.Datetime(string="Last Run", readonly=True, copy=False)
    entitled_count = fields.Integer(string="Customers Entitled", compute="_compute_entitled_count")

    _values_valid = models.Constraint(
        "CHECK (grace_days >= 0 AND event_days > 0 AND event_count >= 1 AND event_amount >= 0)",
        "Days and numbers of a rule are above zero; the time kept is not negative.",
    )

    def _compute_entitled_count(self):
        counts = dict(
            self.env["cs.green.entitlement"]._read_group(
                [("rule_id", "in", self.ids), ("date_end", "=", False)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.entitled_count = counts.get(rule, 0)

    @api.constrains("kind", "domain", "group_ids", "tier_ids", "category_ids", "event_kind_ids")
    def _check_condition(self):
        for rule in self:
            needed = {
                "group": rule.group_ids,
                "tier": rule.tier_ids,
                "tag": rule.category_ids,
                "events": rule.event_kind_ids,
                "domain": rule.domain and rule.domain.strip() not in ("", "[]"),
            }
            if not needed.get(rule.kind, True):
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” has no condition, so everybody would be served first. "
                        "Say whom it is for.",
                        rule=rule.name,
                    )
                )
            rule._cs_check_domain()

    def _cs_check_domain(self):
        if self.kind != "domain":
            return
        try:
            self.env["res.partner"]._search(Domain(literal_eval(self.domain)))
        except (ValueError, SyntaxError, TypeError, KeyError):
            raise ValidationError(
                self.env._(
                    "The filter of “%(rule)s” cannot be read. Choose it anew in the form.",
                    rule=self.name,
                )
            ) from None

    def _cs_reason(self):
        """Return the reason that all staff may read: nothing of a sensitive group (7.1.3(2))."""
        self.ensure_one()
        if self.kind == "group" and any(self.group_ids.mapped("is_sensitive")):
            return self.env._("Special care")
        return self.name

    def _cs_domain(self):
        """Return the condition of this rule as a domain on ``res.partner``."""
        self.ensure_one()
        base = Domain("active", "=", True) & Domain("partner_share", "=", True)
        if self.company_id:
            base &= Domain("company_id", "in", [False, self.company_id.id])
        if not self.active:
            return Domain.FALSE
        return base & getattr(self, f"_cs_domain_{self.kind}")()

    def _cs_domain_group(self):
        return Domain("cs_special_group_ids", "in", self.group_ids.ids)

    def _cs_domain_tier(self):
        return Domain("cs_loyalty_tier_id", "in", self.tier_ids.ids)

    def _cs_domain_tag(self):
        return Domain("category_id", "in", self.category_ids.ids)

    def _cs_domain_domain(self):
        return Domain(literal_eval(self.domain))

    def _cs_domain_events(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=self.event_days)
        self.env["cs.customer.event"].flush_model()
        of_company = (
            SQL("e.company_id = %s", self.company_id.id) if self.company_id else SQL("TRUE")
        )
        query = SQL(
            """
            (SELECT e.partner_id
               FROM cs_customer_event e
              WHERE e.kind_id IN %(kinds)s AND e.date >= %(since)s AND %(of_company)s
           GROUP BY e.partner_id
             HAVING count(*) >= %(count)s AND coalesce(sum(e.amount), 0) >= %(amount)s)
            """,
            kinds=self.event_kind_ids._ids,
            since=since,
            of_company=of_company,
            count=self.event_count,
            amount=self.event_amount,
        )
        return Domain("id", "in", query)

    def action_view_entitled(self):
        """Open the customers whom this rule entitles."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_care.cs_green_entitlement_action"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        action["context"] = {"search_default_open": 1}
        return action

    def action_run(self):
        """Bring the entitlements of these rules up to date now; again changes nothing."""
        self.check_access("write")
        for rule in self:
            while rule._cs_run(limit=1000):
                pass
