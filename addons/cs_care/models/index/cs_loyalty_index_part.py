from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.loyalty_index import Part, on_line
from .cs_loyalty_facts import YEAR


class CsLoyaltyIndexPart(models.Model):
    """A part of the loyalty index: its weight, and which fact gives 0 and which gives 100."""

    _name = "cs.loyalty.index.part"
    _description = "Part of the Loyalty Index"
    _inherit = ["cs.loyalty.facts"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        selection=[
            ("tenure", "Months as customer"),
            ("recency", "Days since the last activity"),
            ("frequency", "Days with activity in a year"),
            ("spending", "Paid in a year"),
            ("satisfaction", "Satisfaction told in a year"),
            ("complaints", "Complaints in a year"),
        ],
        string="Fact",
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    weight = fields.Float(required=True, default=10.0)
    zero_at = fields.Float(string="0 Points At", required=True)
    full_at = fields.Float(string="100 Points At", required=True)

    _code_uniq = models.UniqueIndex("(code)", "This fact is a part of the index already.")
    _line_valid = models.Constraint(
        "CHECK (weight > 0 AND zero_at <> full_at)",
        "A part weighs more than nothing, and its two ends differ.",
    )

    @api.model
    def _cs_parts(self, partner_ids, company, day):
        """Return the known parts of customers: ``{partner id: ({code: Part}, {code: score})}``."""
        known = {partner_id: ({}, {}) for partner_id in partner_ids}
        for part in self.search([("active", "=", True)]):
            gather = getattr(part, f"_cs_gather_{part.code}")
            for partner_id, fact in gather(partner_ids, company, day).items():
                parts, scores = known[partner_id]
                parts[part.code] = Part(part.weight, fact)
                scores[part.code] = on_line(fact, part.zero_at, part.full_at)
        return known

    @api.model
    def _cs_gather_tenure(self, partner_ids, company, day):
        """Months since the first service in force, else since the first event or membership."""
        return self._cs_rows(
            SQL(
                """
                SELECT partner_id, (%(day)s - COALESCE(MIN(served), MIN(since))) / 30.4375::float
                  FROM (SELECT partner_id, date_start AS served, NULL::date AS since
                          FROM cs_service_number
                         WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s
                           AND status <> 'ended' AND date_start <= %(day)s
                         UNION ALL
                        SELECT partner_id, NULL, date::date FROM cs_customer_event
                         WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s
                         UNION ALL
                        SELECT partner_id, NULL, create_date::date FROM loyalty_card
                         WHERE partner_id = ANY(%(ids)s) AND cs_managed AND active) AS known
              GROUP BY partner_id
                """,
                day=day,
                ids=partner_ids,
                company=company.id,
            )
        )

    @api.model
    def _cs_gather_recency(self, partner_ids, company, day):
        activity = self._cs_activity_sql(partner_ids, company, day - timedelta(2 * YEAR))
        return self._cs_rows(
            SQL(
                "SELECT partner_id, GREATEST(%s - MAX(day), 0) FROM (%s) AS activity"
                " GROUP BY partner_id",
                day,
                activity,
            )
        )

    @api.model
    def _cs_gather_frequency(self, partner_ids, company, day):
        activity = self._cs_activity_sql(partner_ids, company, day - timedelta(2 * YEAR))
        return self._cs_rows(
            SQL(
                "SELECT partner_id, COUNT(*) FILTER (WHERE day > %s) FROM (%s) AS activity"
                " GROUP BY partner_id",
                day - timedelta(YEAR),
                activity,
            )
        )

    @api.model
    def _cs_gather_spending(self, partner_ids, company, day):
        """What was paid in the last year; unknown for who paid no bill in two years."""
        amounts = self._cs_amounts("bill_paid", partner_ids, company, day, YEAR)
        return {partner_id: last for partner_id, (_before, last) in amounts.items()}

    @api.model
    def _cs_gather_satisfaction(self, partner_ids, company, day):
        scores = self._cs_scores_sql(partner_ids, company, day - timedelta(YEAR))
        return self._cs_rows(
            SQL(
                "SELECT partner_id, AVG(score)::float FROM (%s) AS told GROUP BY partner_id", scores
            )
        )

    @api.model
    def _cs_gather_complaints(self, partner_ids, company, day):
        """No complaint is a fact too, so this part is always known."""
        told = self._cs_complaints(partner_ids, company, day - timedelta(YEAR))
        return {partner_id: told.get(partner_id, 0) for partner_id in partner_ids}
