from collections import Counter
from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.topics import terms

RECENT_DAYS = 7
BEFORE_DAYS = 28


class CsComplaintTerm(models.Model):
    """In how many complaints of a day a term came up; the term ``""`` counts the complaints.

    Each day is counted once, when it is over, from texts in which numbers are masked. Nobody reads
    the table: what is rare in it may be somebody's name. It is kept for five weeks.
    """

    _name = "cs.complaint.term"
    _description = "Terms of Complaints by Day"
    _log_access = False

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True)
    term = fields.Char(required=True)
    count = fields.Integer(required=True)

    _once = models.UniqueIndex(
        "(company_id, date, term)", "The terms of this day have been counted already."
    )

    @api.model
    def _cs_count_days(self, company, today):
        """Count the days of ``company`` before ``today`` that have not been counted yet.

        :param date today: in the company's time zone
        :return: generator; each step counts one day
        """
        first = today - timedelta(days=RECENT_DAYS + BEFORE_DAYS)
        self.search([("company_id", "=", company.id), ("date", "<", first)]).unlink()
        counted = self.search_fetch(
            [("company_id", "=", company.id), ("term", "=", "")], ["date"]
        ).mapped("date")
        for offset in range((today - first).days):
            day = first + timedelta(days=offset)
            if day not in counted:
                yield self._cs_count_day(company, day)

    @api.model
    def _cs_count_day(self, company, day):
        start, end = self._cs_day_bounds(company, day)
        complaints = self.env["cs.complaint"].search_fetch(
            [
                ("company_id", "=", company.id),
                ("date_registered", ">=", start),
                ("date_registered", "<", end),
            ],
            ["subject", "description"],
        )
        counts = Counter({"": len(complaints)})
        for complaint in complaints:
            counts.update(terms(f"{complaint.subject}\n{complaint.description or ''}"))
        rows = [(company.id, day, term, count) for term, count in counts.items()]
        self.env.cr.execute(
            SQL(
                "INSERT INTO cs_complaint_term (company_id, date, term, count) VALUES %s"
                " ON CONFLICT DO NOTHING",
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        return len(complaints)

    @api.model
    def _cs_day_bounds(self, company, day, days=1):
        """Return start and end in UTC, naive, of ``days`` days of the company from ``day`` on."""
        zone = timezone(company._cs_calendar().tz or company.partner_id.tz or "UTC")

        def start_of(date):
            midnight = zone.localize(datetime.combine(date, time.min))
            return midnight.astimezone(utc).replace(tzinfo=None)

        return start_of(day), start_of(day + timedelta(days=days))

    @api.model
    def _cs_sums(self, company, today):
        """Return ``(recent, recent total, before, before total)`` for ``core.topics.rising``."""
        border = today - timedelta(days=RECENT_DAYS)
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT term, sum(count) FILTER (WHERE date >= %(border)s),
                       sum(count) FILTER (WHERE date < %(border)s)
                  FROM cs_complaint_term
                 WHERE company_id = %(company)s AND date < %(today)s
              GROUP BY term
                """,
                border=border,
                company=company.id,
                today=today,
            )
        )
        recent = {term: count for term, count, _before in rows if count}
        before = {term: count for term, _recent, count in rows if count}
        return recent, recent.pop("", 0), before, before.pop("", 0)
