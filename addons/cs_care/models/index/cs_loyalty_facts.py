from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

YEAR = 365


class CsLoyaltyFacts(models.AbstractModel):
    """Facts about many customers, a query each, for what is worked out from them.

    A kind of fact has a ``code`` and a method ``_cs_gather_<code>(partner_ids, company, day)`` that
    returns ``{partner id: facts}``; who is left out is not known. An add-on adds one by
    ``selection_add`` and that method. Nothing here is shown without a right: callers check it.
    """

    _name = "cs.loyalty.facts"
    _description = "Facts About Customers"

    @api.model
    def _cs_active_kinds(self):
        """Return codes of events that customers bring about by being active; a hook.

        Not what time brings (anniversaries), and no complaints, which have a part of their own.
        """
        return ["bill_paid", "usage", "paperless", "survey_answered", "referral_made"]

    @api.model
    def _cs_active_sources(self):
        """Return models for whose records points are earned by being active; a hook."""
        return ["sale.order", "pos.order"]

    @api.model
    def _cs_rows(self, query):
        """Return ``{first column: the others}``; one other column is returned as it is."""
        rows = self.env.execute_query(query)
        return {row[0]: row[1] if len(row) == 2 else row[1:] for row in rows}

    @api.model
    def _cs_kind_ids(self, codes):
        kinds = self.env["cs.customer.event.kind"]
        return [kind for code in codes if (kind := kinds._cs_id_of(code))]

    @api.model
    def _cs_activity_sql(self, partner_ids, company, since):
        """Return when customers paid, used, bought or spent points: (partner_id, day)."""
        return SQL(
            """
            SELECT partner_id, date::date AS day FROM cs_customer_event
             WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s AND date >= %(since)s
               AND kind_id = ANY(%(kinds)s)
             UNION
            SELECT partner_id, date::date FROM cs_loyalty_move
             WHERE partner_id = ANY(%(ids)s) AND date >= %(since)s
               AND (kind = 'spend' OR kind = 'earn' AND res_model = ANY(%(sources)s))
               AND COALESCE(company_id, %(company)s) = %(company)s
            """,
            ids=partner_ids,
            company=company.id,
            since=since,
            kinds=self._cs_kind_ids(self._cs_active_kinds()),
            sources=self._cs_active_sources(),
        )

    @api.model
    def _cs_amounts(self, code, partner_ids, company, day, days):
        """Return ``{partner id: (of the days before that, of the last days)}`` of an event kind."""
        start = fields.Datetime.to_datetime(day) + timedelta(1)
        return self._cs_rows(
            SQL(
                """
                SELECT partner_id,
                       COALESCE(SUM(amount) FILTER (WHERE date < %(middle)s), 0)::float,
                       COALESCE(SUM(amount) FILTER (WHERE date >= %(middle)s), 0)::float
                  FROM cs_customer_event
                 WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s
                   AND kind_id = ANY(%(kinds)s) AND date >= %(first)s AND date < %(end)s
              GROUP BY partner_id
                """,
                ids=partner_ids,
                company=company.id,
                kinds=self._cs_kind_ids([code]),
                first=start - timedelta(2 * days),
                middle=start - timedelta(days),
                end=start,
            )
        )

    @api.model
    def _cs_scores_sql(self, partner_ids, company, since):
        """Return what customers told of their satisfaction: (partner_id, date, score 0 to 100).

        A hook; ratings of one to five stars and the scores of surveys that are not anonymous.
        """
        return SQL(
            """
            SELECT partner_id, write_date AS date, (rating - 1) * 25 AS score FROM rating_rating
             WHERE partner_id = ANY(%(ids)s) AND consumed AND rating >= 1
               AND write_date >= %(since)s
             UNION ALL
            SELECT partner_id, date_answered, score FROM cs_survey_invitation
             WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s AND has_score
               AND date_answered >= %(since)s
            """,
            ids=partner_ids,
            company=company.id,
            since=since,
        )

    @api.model
    def _cs_complaints(self, partner_ids, company, since):
        """Return ``{partner id: complaints}``, as contacts or as registered, whichever is more."""
        return self._cs_rows(
            SQL(
                """
                SELECT partner_id, MAX(number) FROM (
                    SELECT partner_id, COUNT(*) AS number FROM cs_contact
                     WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s
                       AND kind = 'complaint' AND date_arrived >= %(since)s
                  GROUP BY partner_id
                     UNION ALL
                    SELECT partner_id, COUNT(*) FROM cs_customer_event
                     WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s
                       AND kind_id = ANY(%(kinds)s) AND date >= %(since)s
                  GROUP BY partner_id) AS told
              GROUP BY partner_id
                """,
                ids=partner_ids,
                company=company.id,
                since=since,
                kinds=self._cs_kind_ids(["complaint_registered"]),
            )
        )
