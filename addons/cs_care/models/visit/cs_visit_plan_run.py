import logging
from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 500


class CsVisitPlanRun(models.Model):
    """Creates the visits of the plans: set-based, once per customer and period.

    What was created is told from what was not by the key of the visit, never by a cursor: ids are
    not handed out in the order of commits.
    """

    _inherit = "cs.visit.plan"

    @api.model
    def _cron_plan(self):
        """Create the visits that are due by now, plan after plan."""
        cron = self.env["ir.cron"]
        due = [("state", "=", "running"), ("next_run_at", "<=", fields.Datetime.now())]
        plans = self.search(due, order="next_run_at, id")
        cron._commit_progress(remaining=len(plans))
        for plan in plans:
            if locked := plan.try_lock_for_update():
                locked._cs_run_or_log()
            if not cron._commit_progress(1):
                break

    def _cs_run_or_log(self):
        """Run the plan; one that fails keeps no other waiting and is tried again in an hour."""
        try:
            with self.env.cr.savepoint():
                self._cs_run()
        except Exception as error:
            # The message of the error may hold personal data: the log gets its kind only.
            _logger.warning(
                "Visit plan %s failed (%s); it is tried again at the next run",
                self.id,
                type(error).__name__,
            )
            self.next_run_at = fields.Datetime.now() + relativedelta(hours=1)

    def _cs_run(self):
        """Create what is due and return how many visits were created."""
        self.ensure_one()
        now = fields.Datetime.now()
        created = 0
        if self._cs_is_in_force():
            after, room = 0, self._cs_room_today()
            while room > 0 and (rows := self._cs_due_rows(after, min(room, BATCH))):
                visits = self._cs_create_visits(rows)
                created += len(visits)
                room -= len(rows)
                after = rows[-1][0]
        self.write(
            {
                "last_run_at": now,
                "last_count": created,
                "next_run_at": now + self._cs_interval(),
            }
        )
        return created

    def _cs_interval(self):
        """Hook: return how long after a run the next one is due."""
        return relativedelta(hours=1) if self.trigger == "event" else relativedelta(days=1)

    def _cs_is_in_force(self):
        today = self._cs_today()
        return (
            self.trigger != "manual"
            and (not self.date_start or self.date_start <= today)
            and (not self.date_end or self.date_end >= today)
        )

    def _cs_today(self):
        return self.company_id._cs_local().date()

    def _cs_room_today(self):
        """Return how many visits may still be planned today."""
        if not self.day_limit:
            return 10**9
        since = self.company_id._cs_utc(datetime.combine(self._cs_today(), time()))
        done = self.env["cs.visit"].search_count(
            [("plan_id", "=", self.id), ("date_planned", ">=", since)]
        )
        return self.day_limit - done

    # Who is due ----------------------------------------------------------------------------------

    def _cs_due_rows(self, after, limit):
        """Return ``[(cursor, partner id, key, start)]`` of visits to create, by growing cursor.

        :param int after: cursor of the last row that was handled in this run
        :param int limit: at most so many rows
        """
        candidates = self._cs_candidates()
        self.env["cs.visit"].flush_model(["key", "partner_id", "state", "date_ended"])
        return self.env.execute_query(
            SQL(
                """
                SELECT c.cursor, c.partner_id, c.key, c.start
                  FROM (%(candidates)s) c
                 WHERE c.cursor > %(after)s
                   AND c.partner_id IN (%(customers)s)
                   AND NOT EXISTS (SELECT 1 FROM cs_visit v WHERE v.key = c.key)
                   AND %(rested)s
              ORDER BY c.cursor
                 LIMIT %(limit)s
                """,
                candidates=candidates,
                after=after,
                customers=self._cs_customers_sql(),
                rested=self._cs_rested_sql(),
                limit=limit,
            )
        )

    def _cs_candidates(self):
        """Hook: return the query of ``cursor, partner_id, key, start`` for this plan.

        ``cursor`` is a growing number, ``key`` the identity of the visit, ``start`` the moment from
        which working days are counted (naive UTC, or NULL for now). One row per customer is taken.
        """
        return getattr(self, f"_cs_audience_{self.trigger}")()

    def _cs_audience_regular(self):
        """Everybody, once in each period of the calendar."""
        today = self._cs_today()
        period = (today.year * 12 + today.month - 1) // self.every_months
        prefix = f"plan,{self.id},{self.every_months}m{period},"
        return SQL(
            "SELECT p.id AS cursor, p.id AS partner_id, %s || p.id AS key, "
            "NULL::timestamp AS start FROM res_partner p",
            prefix,
        )

    def _cs_audience_at_risk(self):
        """Those of the churn-risk list, once in each period."""
        partners = self._cs_partners()
        query = partners._search(partners._cs_at_risk_domain())
        return SQL(
            "SELECT * FROM (%s) everybody WHERE partner_id IN %s",
            self._cs_audience_regular(),
            query.subselect(),
        )

    def _cs_audience_event(self):
        """Customers to whom something happened since the plan was started, once per event."""
        since = fields.Datetime.now() - relativedelta(days=self.event_days)
        begin = self.started_at
        if self.date_start:
            begin = self.company_id._cs_utc(datetime.combine(self.date_start, time()))
        self.env["cs.customer.event"].flush_model()
        return SQL(
            "SELECT e.id AS cursor, e.partner_id, %s || e.id AS key, e.date AS start"
            "  FROM cs_customer_event e"
            " WHERE e.kind_id IN %s AND e.company_id = %s AND e.date >= %s",
            f"plan,{self.id},event,",
            tuple(self.event_kind_ids.ids) or (0,),
            self.company_id.id,
            max(since, begin or since),
        )

    def _cs_audience_manual(self):
        return SQL("SELECT 0 AS cursor, 0 AS partner_id, '' AS key, NULL::timestamp WHERE FALSE")

    def _cs_customers_sql(self):
        """Return the query of the customers who may be visited by this plan now."""
        partners = self._cs_partners()
        # sudo: consent is checked by the server, whoever is responsible
        consented = partners.sudo()._cs_consented_domain(self.purpose_id, self.channel)
        return partners._search(self._cs_partner_domain() & consented).select()

    def _cs_rested_sql(self):
        """Return the condition that ``c.partner_id`` is not visited too often."""
        if not self.cool_down_days:
            return SQL("TRUE")
        since = fields.Datetime.now() - relativedelta(days=self.cool_down_days)
        return SQL(
            """NOT EXISTS (
                SELECT 1 FROM cs_visit v
                 WHERE v.partner_id = c.partner_id AND v.company_id = %s
                   AND (v.state IN ('planned', 'in_progress')
                        OR v.state <> 'cancelled' AND v.date_ended >= %s))""",
            self.company_id.id,
            since,
        )

    def _cs_create_visits(self, rows):
        """Create the visits of ``rows``; of several rows of one customer the first is taken."""
        first = {}
        for row in rows:
            first.setdefault(row[1] if self.cool_down_days else row[2], row)
        partners = self.env["res.partner"]
        return self.env["cs.visit"]._cs_plan_visits(
            [
                {"partner": partners.browse(partner_id), "plan": self, "key": key, "start": start}
                for _cursor, partner_id, key, start in first.values()
            ],
            self.company_id,
        )
