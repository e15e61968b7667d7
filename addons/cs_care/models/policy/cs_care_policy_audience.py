from ast import literal_eval

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.holdout import STEPS
from ...core.period import period_of


class CsCarePolicyAudience(models.Model):
    """Whom a policy is for; PostgreSQL chooses them, however many there are."""

    _inherit = "cs.care.policy"

    special_group_ids = fields.Many2many(
        comodel_name="cs.special.group",
        relation="cs_care_policy_special_group_rel",
        string="Special Groups",
        help="Members of one of them. Empty: whoever.",
    )
    tier_ids = fields.Many2many(
        comodel_name="cs.loyalty.tier",
        relation="cs_care_policy_tier_rel",
        string="Tiers",
        help="Customers in one of them. Empty: whoever.",
    )
    event_kind_ids = fields.Many2many(
        comodel_name="cs.customer.event.kind",
        relation="cs_care_policy_event_kind_rel",
        string="To Whom Happened",
        help="One of these events within the days below. Empty: whatever happened.",
    )
    event_days = fields.Integer(string="Within the Last (Days)", default=7)

    _event_days_positive = models.Constraint(
        "CHECK (event_days BETWEEN 1 AND 730)",
        "Events are looked for within 1 to 730 days.",
    )

    def _cs_audience_domain(self):
        """Return the domain of customers who are meant. A hook: ``super() & …`` narrows it.

        Who may be addressed is a part of it; it is asked again when something is sent.
        """
        self.ensure_one()
        domain = Domain(literal_eval(self.domain or "[]"))
        domain &= Domain("partner_share", "=", True) & Domain("active", "=", True)
        domain &= Domain("company_id", "in", (False, self.company_id.id))
        return domain & self._cs_chosen_domain() & self._cs_consent_domain()

    def _cs_chosen_domain(self):
        """Return the domain of special groups, tiers and events."""
        domain = Domain.TRUE
        if self.special_group_ids:
            domain &= Domain("cs_special_group_ids", "in", self.special_group_ids.ids)
        if self.tier_ids:
            domain &= Domain("cs_loyalty_tier_id", "in", self.tier_ids.ids)
        if self.event_kind_ids:
            events = SQL("(SELECT partner_id FROM (%s) AS happened)", self._cs_events_sql())
            domain &= Domain("id", "in", events)
        return domain

    def _cs_events_sql(self):
        """Return the query of the latest event of each customer: ``partner_id``, ``event_id``."""
        return SQL(
            """
            SELECT partner_id, max(id) AS event_id FROM cs_customer_event
             WHERE kind_id = ANY(%s) AND date > %s AND date <= %s AND company_id = %s
             GROUP BY partner_id
            """,
            list(self.event_kind_ids.ids),
            fields.Datetime.subtract(fields.Datetime.now(), days=self.event_days),
            fields.Datetime.now(),
            self.company_id.id,
        )

    def _cs_period_sql(self, today):
        """Return the period of the customer in ``chosen.id``, in which the care comes once."""
        if self.schedule != "event":
            return SQL("%s", period_of(self.schedule, today))
        return SQL(
            "(SELECT 'event,' || event_id FROM (%s) AS happened WHERE partner_id = chosen.id)",
            self._cs_events_sql(),
        )

    def _cs_consent_domain(self):
        # sudo: who agreed is asked for the operator, and only the sum of it is shown
        partners = self.env["res.partner"].sudo()
        codes = self._cs_channels() or (None,)
        return Domain.OR(partners._cs_consented_domain(self.purpose_id, code) for code in codes)

    def _cs_held_back_sql(self, partner_id):
        """Return the condition that a person is held back; the same as in ``core/holdout``."""
        return SQL(
            "%s < %s", self._cs_draw_sql(partner_id), round(self.holdout_percent * STEPS / 100)
        )

    def _cs_draw_sql(self, partner_id, salt=""):
        return SQL(
            "(('x' || left(md5(%s || %s), 8))::bit(32)::bigint %% %s)",
            f"{salt}{self.id}:",
            partner_id,
            STEPS,
        )

    def _cs_count_audience(self):
        """Return ``{"audience": n, "holdout": n, "treated": n}`` as of now, for the preview."""
        self.ensure_one()
        partners = self.env["res.partner"].sudo().with_context(active_test=True)
        query = partners._search(self._cs_audience_domain())
        held = self._cs_held_back_sql(SQL("chosen.id::text"))
        ((total, holdout),) = self.env.execute_query(
            SQL(
                "SELECT count(*), count(*) FILTER (WHERE %s) FROM (%s) chosen(id)",
                held,
                query.select(),
            )
        )
        return {"audience": total, "holdout": holdout, "treated": total - holdout}

    def _cs_sample(self, size=20):
        """Return some customers of the audience, spread over all of it."""
        self.ensure_one()
        partners = self.env["res.partner"].sudo().with_context(active_test=True)
        query = partners._search(self._cs_audience_domain())
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) chosen(id) ORDER BY %s LIMIT %s",
                query.select(),
                self._cs_draw_sql(SQL("chosen.id::text"), "sample"),
                size,
            )
        )
        return self.env["res.partner"].browse(row[0] for row in rows)

    def _cs_today(self):
        """Return the date where the company is."""
        zone = self.company_id._cs_calendar().tz or self.company_id.partner_id.tz or "UTC"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), fields.Datetime.now()
        ).date()

    def action_preview(self):
        """Open what the policy would do now: counts, some customers, the message."""
        self.ensure_one()
        preview = self.env["cs.care.preview"]._cs_make(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": preview._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }
