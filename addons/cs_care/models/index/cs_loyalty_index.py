import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.churn import risk_of
from ...core.figures import figure
from ...core.loyalty_index import band_of, combine, movement_of

VACUUM = 100000


class CsLoyaltyIndex(models.Model):
    """How loyal a customer was in a month, 0 to 100, with its parts (clauses 7.3.1, 7.3.2).

    The row of the running month follows the news; those of past months stay as they were, with the
    weights of then. Written by the server only.
    """

    _name = "cs.loyalty.index"
    _description = "Loyalty Index"
    _order = "month desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    date = fields.Datetime(string="Worked Out On", required=True, readonly=True)
    # NULL when too little is known, so that it counts in no average
    score = fields.Integer(string="Index", readonly=True, aggregator="avg")
    band = fields.Selection(
        selection=[
            ("high", "80 and more"),
            ("good", "60 to 79"),
            ("fair", "40 to 59"),
            ("low", "Under 40"),
            ("unknown", "Not enough data"),
        ],
        required=True,
        readonly=True,
    )
    change = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Against the month before, if both are known.",
    )
    movement = fields.Selection(
        selection=[
            ("up", "Up by 5 or more"),
            ("same", "About the same"),
            ("down", "Down by 5 or more"),
            ("new", "First month"),
            ("unknown", "Not enough data"),
        ],
        required=True,
        readonly=True,
    )
    risk = fields.Integer(string="Churn Risk", readonly=True, aggregator="avg")
    # {code: [score, weight, fact]} and {code: [points, fact]}
    parts = fields.Json(readonly=True)
    signals = fields.Json(readonly=True)

    _month_uniq = models.UniqueIndex("(partner_id, company_id, month)")
    _month_idx = models.Index("(company_id, month, band)")

    @api.model
    def _cs_work_out(self, partner_ids, company, day):
        """Work the index and the risk of customers out, for the month of ``day``.

        About fifteen queries for thousands of customers, and one statement that writes.

        :param list partner_ids: ids; who objected to the company's purpose is left out
        :return: ids of the customers who have a row now
        """
        partners = self.env["res.partner"].browse(partner_ids)
        if purpose := company.cs_index_purpose_id:
            partners = partners._cs_filter_consented(purpose)
        if not partners:
            return []
        self.env.flush_all()
        month = day.replace(day=1)
        before = self._cs_scores_before(partners.ids, company, month)
        known = self.env["cs.loyalty.index.part"]._cs_parts(partners.ids, company, day)
        signals = self.env["cs.churn.signal"]._cs_signals(partners.ids, company, day)
        parts = self.env["cs.loyalty.index.part"].search([("active", "=", True)])
        total = sum(parts.mapped("weight"))
        rows = [
            self._cs_row(
                partner_id, *known[partner_id], signals.get(partner_id, {}), before, total, company
            )
            for partner_id in partners.ids
        ]
        self._cs_put(rows, company, month)
        return partners.ids

    @api.model
    def _cs_row(self, partner_id, parts, scores, signals, before, total, company):
        score = combine(parts, scores, company.cs_index_known_share, total)
        last = before.get(partner_id)
        known_both = score is not None and last is not None
        return {
            "partner_id": partner_id,
            "score": score,
            "band": band_of(score),
            "change": score - last if known_both else None,
            "movement": movement_of(score, last),
            "risk": risk_of([points for points, _fact in signals.values()]),
            "parts": {
                code: [scores[code], part.weight, round(float(part.fact), 1)]
                for code, part in parts.items()
            },
            "signals": signals,
        }

    @api.model
    def _cs_scores_before(self, partner_ids, company, month):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, score FROM cs_loyalty_index
                 WHERE partner_id = ANY(%s) AND company_id = %s AND score IS NOT NULL
                   AND month = (%s - interval '1 month')::date
                """,
                partner_ids,
                company.id,
                month,
            )
        )
        return dict(rows)

    @api.model
    def _cs_put(self, rows, company, month):
        """Write the rows of a month, each customer once, with one statement."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_loyalty_index
                       (partner_id, company_id, month, date, score, band, change, movement, risk,
                        parts, signals, create_uid, create_date, write_uid, write_date)
                SELECT r.partner_id, %(company)s, %(month)s, %(now)s, r.score, r.band, r.change,
                       r.movement, r.risk, r.parts, r.signals, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM json_to_recordset(%(rows)s) AS r(
                       partner_id int, score int, band text, change int, movement text, risk int,
                       parts jsonb, signals jsonb)
                    ON CONFLICT (partner_id, company_id, month) DO UPDATE
                   SET date = EXCLUDED.date, score = EXCLUDED.score, band = EXCLUDED.band,
                       change = EXCLUDED.change, movement = EXCLUDED.movement,
                       risk = EXCLUDED.risk, parts = EXCLUDED.parts, signals = EXCLUDED.signals,
                       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                """,
                company=company.id,
                month=month,
                now=now,
                uid=self.env.uid,
                rows=json.dumps(rows),
            )
        )
        self.invalidate_model()

    @api.autovacuum
    def _gc_old_months(self):
        """Delete months that are older than the companies keep them, some at a time."""
        for company in self.env["res.company"].search([("cs_index_months", ">", 0)]):
            oldest = fields.Date.context_today(self).replace(day=1) - relativedelta(
                months=company.cs_index_months
            )
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM cs_loyalty_index WHERE id IN (
                        SELECT id FROM cs_loyalty_index WHERE company_id = %s AND month < %s
                         LIMIT %s)
                    """,
                    company.id,
                    oldest,
                    VACUUM,
                )
            )

    def _cs_part_lines(self):
        """Return ``[(name, score, weight, fact in words)]`` of this row, for a page."""
        self.ensure_one()
        known = self.parts or {}
        catalogue = self.env["cs.loyalty.index.part"].sudo().with_context(active_test=False)
        return [
            (
                part.name,
                known[part.code][0] if part.code in known else None,
                known[part.code][1] if part.code in known else part.weight,
                self._cs_tell(part.code, known[part.code][2]) if part.code in known else "",
            )
            # sudo: names of the parts, no data of anybody
            for part in catalogue.search([("code", "!=", False)])
            if part.active or part.code in known
        ]

    @api.model
    def _cs_tell(self, code, fact):
        """Return a fact in words of the reader; a hook for further parts."""
        fact = figure(fact)
        said = {
            "tenure": self.env._("%(fact)s months", fact=fact),
            "recency": self.env._("%(fact)s days ago", fact=fact),
            "frequency": self.env._("%(fact)s days in a year", fact=fact),
            "spending": self.env._("%(fact)s in a year", fact=fact),
            "satisfaction": self.env._("%(fact)s of 100", fact=fact),
            "complaints": self.env._("%(fact)s in a year", fact=fact),
        }
        return said.get(code) or fact

    def _cs_reasons(self):
        """Return the signs of churn of this row in words."""
        self.ensure_one()
        signals = self.env["cs.churn.signal"]
        return [
            signals._cs_tell(code, fact) for code, (_points, fact) in (self.signals or {}).items()
        ]
