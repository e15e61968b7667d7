from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.churn import chance_p, lift, rate


class CsChurnEvaluation(models.Model):
    """How good the list was: of those listed in a month, how many left, and of the others.

    Both groups were in service at the end of that month; who has no number left at the end of the
    horizon has left. Worked out by the server, once, when the horizon is over.
    """

    _name = "cs.churn.evaluation"
    _description = "Quality of the Churn List"
    _order = "month desc, id desc"
    _rec_name = "month"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    month = fields.Date(string="Listed In", required=True, readonly=True)
    months = fields.Integer(string="Months Later", required=True, readonly=True, aggregator=None)
    listed = fields.Integer(readonly=True)
    listed_left = fields.Integer(string="Listed and Left", readonly=True)
    visited = fields.Integer(string="Listed and Visited", readonly=True)
    visited_left = fields.Integer(string="Visited and Left", readonly=True)
    others = fields.Integer(string="Not Listed", readonly=True)
    others_left = fields.Integer(string="Not Listed and Left", readonly=True)

    listed_rate = fields.Float(
        string="Listed: Left %", compute="_compute_rates", store=True, aggregator=None
    )
    listed_interval = fields.Char(string="95 % Interval (Listed)", compute="_compute_intervals")
    others_rate = fields.Float(
        string="Others: Left %", compute="_compute_rates", store=True, aggregator=None
    )
    others_interval = fields.Char(string="95 % Interval (Others)", compute="_compute_intervals")
    visited_rate = fields.Float(
        string="Visited: Left %", compute="_compute_rates", store=True, aggregator=None
    )
    lift = fields.Float(
        string="Times as Often",
        compute="_compute_rates",
        store=True,
        aggregator=None,
        help="How many times as often the listed left as the others. 0: it cannot be said.",
    )
    caught_rate = fields.Float(
        string="Of Those Who Left, Listed %", compute="_compute_rates", store=True, aggregator=None
    )
    p_value = fields.Float(
        string="By Chance (p)",
        compute="_compute_rates",
        store=True,
        aggregator=None,
        digits=(8, 5),
        help="How often chance alone would give such a difference (exact test of Fisher).",
    )

    _month_uniq = models.UniqueIndex("(company_id, month, months)")

    @api.depends("listed", "listed_left", "visited", "visited_left", "others", "others_left")
    def _compute_rates(self):
        for one in self:
            one.listed_rate = rate(one.listed_left, one.listed).rate
            one.others_rate = rate(one.others_left, one.others).rate
            one.visited_rate = rate(one.visited_left, one.visited).rate
            one.caught_rate = rate(one.listed_left, one.listed_left + one.others_left).rate
            groups = (one.listed_left, one.listed, one.others_left, one.others)
            one.lift, one.p_value = lift(*groups), chance_p(*groups)

    @api.depends("listed", "listed_left", "others", "others_left")
    def _compute_intervals(self):
        for one in self:
            listed, others = rate(one.listed_left, one.listed), rate(one.others_left, one.others)
            one.listed_interval = f"{listed.low:g}–{listed.high:g} %"
            one.others_interval = f"{others.low:g}–{others.high:g} %"

    @api.model
    def _cs_evaluate(self, company, month):
        """Evaluate the list of so many months before ``month``, unless that was done already.

        :return: the evaluation, empty when there is nothing to evaluate
        """
        months = company.cs_churn_horizon_months
        cohort = month - relativedelta(months=months + 1)
        key = [("company_id", "=", company.id), ("month", "=", cohort), ("months", "=", months)]
        if known := self.search(key):
            return known
        counts = self._cs_count(company, cohort, months)
        if not counts["listed"] + counts["others"]:
            return self.browse()
        return self.create({"company_id": company.id, "month": cohort, "months": months, **counts})

    @api.model
    def _cs_count(self, company, cohort, months):
        """Count both groups with one query, over the customers who had an index in that month."""
        end = cohort + relativedelta(months=1, days=-1)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE listed),
                       COUNT(*) FILTER (WHERE listed AND has_left),
                       COUNT(*) FILTER (WHERE visited),
                       COUNT(*) FILTER (WHERE visited AND has_left),
                       COUNT(*) FILTER (WHERE NOT listed),
                       COUNT(*) FILTER (WHERE NOT listed AND has_left)
                  FROM (SELECT bool_or(entry.id IS NOT NULL) AS listed,
                               bool_or(visit.id IS NOT NULL) AS visited,
                               bool_and(COALESCE(number.date_end <= %(horizon)s, FALSE))
                               AS has_left
                          FROM cs_loyalty_index AS snapshot
                          JOIN cs_service_number AS number
                            ON number.partner_id = snapshot.partner_id
                           AND number.company_id = snapshot.company_id
                           AND number.date_start <= %(horizon)s
                           AND (number.date_end IS NULL OR number.date_end > %(end)s)
                     LEFT JOIN cs_churn_risk AS entry
                            ON entry.partner_id = snapshot.partner_id
                           AND entry.company_id = snapshot.company_id
                           AND entry.month = snapshot.month
                     LEFT JOIN cs_visit AS visit
                            ON visit.id = entry.visit_id AND visit.state = 'done'
                         WHERE snapshot.company_id = %(company)s AND snapshot.month = %(month)s
                      GROUP BY snapshot.partner_id
                        HAVING bool_or(number.date_start <= %(end)s)) AS customer
                """,
                company=company.id,
                month=cohort,
                end=end,
                horizon=end + relativedelta(months=months),
            )
        )
        names = ("listed", "listed_left", "visited", "visited_left", "others", "others_left")
        return dict(zip(names, rows[0], strict=True))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Evaluations are kept: they show whether the list gets better."))
