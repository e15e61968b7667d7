from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, float_round

from ...core.churn import fall
from ...core.figures import figure


class CsChurnSignal(models.Model):
    """A sign that a customer may leave, and how many points of risk it brings (7.3.3(5))."""

    _name = "cs.churn.signal"
    _description = "Sign of Churn"
    _inherit = ["cs.loyalty.facts"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        selection=[
            ("complaint", "Complaints, at least"),
            ("low_score", "Last score told, at most"),
            ("spending_fall", "Paid less than before, by per cent"),
            ("usage_fall", "Used less than before, by per cent"),
            ("number_ended", "Numbers ended while others stay, at least"),
            ("tier_drop", "Tier lost, times"),
        ],
        string="Sign",
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    points = fields.Integer(string="Risk Points", required=True, default=25)
    threshold = fields.Float(required=True, default=1.0)
    days = fields.Integer(string="Within (Days)", required=True, default=90)

    _code_uniq = models.UniqueIndex("(code)", "This sign is in the list already.")
    _values_valid = models.Constraint(
        "CHECK (points BETWEEN 1 AND 100 AND days BETWEEN 1 AND 365 AND threshold >= 0)",
        "A sign brings 1 to 100 points and looks back 1 to 365 days.",
    )

    @api.model
    def _cs_signals(self, partner_ids, company, day):
        """Return what speaks for leaving: ``{partner id: {code: [points, fact]}}``."""
        found = {}
        for signal in self.search([("active", "=", True)]):
            facts = getattr(signal, f"_cs_gather_{signal.code}")(partner_ids, company, day)
            for partner_id, fact in facts.items():
                if signal._cs_holds(fact):
                    found.setdefault(partner_id, {})[signal.code] = [
                        signal.points,
                        float_round(fact, precision_digits=1),
                    ]
        return found

    def _cs_holds(self, fact):
        return fact <= self.threshold if self.code == "low_score" else fact >= self.threshold

    @api.model
    def _cs_tell(self, code, fact):
        """Return the reason in words of the reader; a hook for further signs."""
        fact = figure(fact)
        said = {
            "complaint": self.env._("Complaints lately: %(fact)s", fact=fact),
            "low_score": self.env._("Last score: %(fact)s of 100", fact=fact),
            "spending_fall": self.env._("Pays %(fact)s%% less than before", fact=fact),
            "usage_fall": self.env._("Uses %(fact)s%% less than before", fact=fact),
            "number_ended": self.env._("Numbers given up: %(fact)s", fact=fact),
            "tier_drop": self.env._("Lost the tier"),
        }
        return said.get(code) or code

    def _cs_gather_complaint(self, partner_ids, company, day):
        return self._cs_complaints(partner_ids, company, day - timedelta(self.days))

    def _cs_gather_low_score(self, partner_ids, company, day):
        scores = self._cs_scores_sql(partner_ids, company, day - timedelta(self.days))
        return self._cs_rows(
            SQL(
                "SELECT DISTINCT ON (partner_id) partner_id, score::float FROM (%s) AS told"
                " ORDER BY partner_id, date DESC",
                scores,
            )
        )

    def _cs_falls(self, code, partner_ids, company, day):
        amounts = self._cs_amounts(code, partner_ids, company, day, self.days)
        falls = {partner_id: fall(*both) for partner_id, both in amounts.items()}
        return {partner_id: by for partner_id, by in falls.items() if by is not None}

    def _cs_gather_spending_fall(self, partner_ids, company, day):
        return self._cs_falls("bill_paid", partner_ids, company, day)

    def _cs_gather_usage_fall(self, partner_ids, company, day):
        return self._cs_falls("usage", partner_ids, company, day)

    def _cs_gather_number_ended(self, partner_ids, company, day):
        return self._cs_rows(
            SQL(
                """
                SELECT partner_id, COUNT(*) FILTER (WHERE date_end >= %s) FROM cs_service_number
                 WHERE partner_id = ANY(%s) AND company_id = %s
              GROUP BY partner_id HAVING bool_or(status <> 'ended')
                """,
                day - timedelta(self.days),
                partner_ids,
                company.id,
            )
        )

    def _cs_gather_tier_drop(self, partner_ids, company, day):
        return self._cs_rows(
            SQL(
                """
                SELECT partner_id, COUNT(*) FROM cs_loyalty_tier_period
                 WHERE partner_id = ANY(%s) AND COALESCE(company_id, %s) = %s
                   AND movement = 'down' AND date_from >= %s
              GROUP BY partner_id
                """,
                partner_ids,
                company.id,
                company.id,
                day - timedelta(self.days),
            )
        )
