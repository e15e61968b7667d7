from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

# Rows become visible when their transaction ends, which may be later than what they say.
OVERLAP = timedelta(hours=1)


class CsLoyaltyIndexNews(models.Model):
    """Who has to be worked out again: cost follows what happened, not how many customers."""

    _inherit = "cs.loyalty.index.run"

    def _cs_read_news(self, today):
        """Work out again who has news since the last time; return whether there is time left."""
        self.ensure_one()
        now = fields.Datetime.now()
        partner_ids = self._cs_partners_with_news(self.date_news - OVERLAP)
        self._cs_take(partner_ids, today, "count_news")
        self.date_news = now
        return bool(self.env["ir.cron"]._commit_progress(len(partner_ids), remaining=0))

    def _cs_news_sql(self, since):
        """Hook: return queries of the ids of partners about whom something is new."""
        company = self.company_id.id
        return [
            SQL(
                "SELECT partner_id FROM cs_customer_event"
                " WHERE create_date >= %s AND company_id = %s",
                since,
                company,
            ),
            SQL(
                "SELECT partner_id FROM cs_contact WHERE write_date >= %s AND company_id = %s"
                " AND kind = 'complaint'",
                since,
                company,
            ),
            SQL(
                "SELECT partner_id FROM cs_loyalty_move WHERE date >= %s"
                " AND COALESCE(company_id, %s) = %s",
                since,
                company,
                company,
            ),
            SQL(
                "SELECT partner_id FROM rating_rating WHERE write_date >= %s AND consumed",
                since,
            ),
            SQL(
                "SELECT partner_id FROM cs_service_number WHERE write_date >= %s"
                " AND company_id = %s",
                since,
                company,
            ),
        ]

    def _cs_partners_with_news(self, since):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT news.partner_id FROM (%s) AS news
                  JOIN res_partner AS partner ON partner.id = news.partner_id AND partner.active
              GROUP BY news.partner_id ORDER BY news.partner_id
                """,
                SQL(" UNION ").join(self._cs_news_sql(since)),
            )
        )
        return [row[0] for row in rows]


class CsCustomerEvent(models.Model):
    _inherit = "cs.customer.event"

    # Append-only, in the order of time: a few kilobytes for millions of rows
    _cs_news_idx = models.Index("USING brin (create_date)")


class CsContact(models.Model):
    _inherit = "cs.contact"

    _cs_complaint_news_idx = models.Index("(write_date) WHERE kind = 'complaint'")
    _cs_complaint_partner_idx = models.Index(
        "(partner_id, date_arrived) WHERE kind = 'complaint' AND partner_id IS NOT NULL"
    )


class RatingRating(models.Model):
    _inherit = "rating.rating"

    _cs_news_idx = models.Index("(write_date) WHERE consumed")
    _cs_partner_idx = models.Index("(partner_id, write_date) WHERE consumed")


class CsServiceNumber(models.Model):
    _inherit = "cs.service.number"

    _cs_news_idx = models.Index("(write_date)")


class CsLoyaltyMove(models.Model):
    _inherit = "cs.loyalty.move"

    _cs_news_idx = models.Index("USING brin (date)")
