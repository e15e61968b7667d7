import logging
from collections import namedtuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.facts import OPEN_STATES
from ..core.policy import Case

_logger = logging.getLogger(__name__)

Row = namedtuple(
    "Row",
    "id state severity complaint_class customer_level date_clock_start pause_seconds date_paused"
    " pause_until date_responded date_response_due date_resolve_due policy_id",
)


class CsComplaintRecount(models.Model):
    """Counts open complaints anew when policies, working time or holidays have changed.

    Below the ORM, for a holiday moves the deadlines of every open complaint at once. Time that has
    passed is kept: the count begins at registration again, and what was paused is added.
    """

    _inherit = "cs.complaint"

    _recount_idx = models.Index(
        "(company_id, id) WHERE state IN ('registered', 'in_progress', 'waiting')"
    )

    @api.model
    def _cs_trigger_recount(self):
        # sudo: whoever changes a holiday may not start scheduled actions
        cron = self.env.ref("cs_complaint.ir_cron_recount", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _cron_recount(self, limit=2000):
        """Count the open complaints of companies whose targets or calendar have changed."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("active", "=", True)])
        for company in companies:
            state = company._cs_clock_state()
            if company.cs_complaint_clock_seen == state:
                continue
            if not self._cs_recount_company(company, state, limit, cron):
                return

    @api.model
    def _cs_recount_company(self, company, state, limit, cron):
        """Count one company to its end; return ``False`` when the time is up before.

        Where it is interrupted it goes on, as long as nothing has changed again meanwhile.
        """
        pass_of, _slash, cursor = (company.cs_complaint_clock_pass or "").rpartition("#")
        after = int(cursor) if pass_of == state else 0
        busy = False
        while True:
            last, locked_elsewhere = self._cs_recount_batch(company, after, limit)
            busy = busy or locked_elsewhere
            if last is None:
                break
            after = last
            company.cs_complaint_clock_pass = f"{state}#{after}"
            if not cron._commit_progress(1, remaining=1):
                return False
        if busy:
            # Somebody was at work on a few: the next run begins again.
            company.cs_complaint_clock_pass = False
            self._cs_trigger_recount()
        else:
            company.write({"cs_complaint_clock_seen": state, "cs_complaint_clock_pass": False})
        return bool(cron._commit_progress(remaining=0))

    @api.model
    def _cs_recount_batch(self, company, after, limit):
        """Count the next open complaints after an id.

        :return: ``(last id or None at the end, whether some are locked by others)``
        """
        self.flush_model()
        ids = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT id FROM cs_complaint WHERE company_id = %s AND id > %s"
                    " AND state IN %s ORDER BY id LIMIT %s",
                    company.id,
                    after,
                    OPEN_STATES,
                    limit,
                )
            )
        ]
        if not ids:
            return None, False
        rows = [
            Row(*row)
            for row in self.env.execute_query(
                SQL(
                    "SELECT %s FROM cs_complaint WHERE id IN %s FOR NO KEY UPDATE SKIP LOCKED",
                    SQL(", ").join(map(SQL.identifier, Row._fields)),
                    tuple(ids),
                )
            )
        ]
        self._cs_write_counts(company, rows, self._cs_count_rows(company, rows))
        return ids[-1], len(rows) < len(ids)

    @api.model
    def _cs_count_rows(self, company, rows):
        """Return ``[(policy id, response due, resolve due), …]`` for the rows, in order."""
        calendar = company._cs_calendar().with_company(company)
        targets = [company._cs_complaint_target(row) for row in rows]
        items = []
        for row, target in zip(rows, targets, strict=True):
            items += [
                (row.date_clock_start, target.response_amount, target.response_unit),
                (row.date_clock_start, target.resolve_amount, target.resolve_unit),
            ]
        due = iter(calendar._cs_deadlines(items))
        counts = []
        for row, target in zip(rows, targets, strict=True):
            response, resolve = next(due), next(due)
            if row.pause_seconds:
                resolve = calendar._cs_add_worked(resolve, row.pause_seconds)
            counts.append(
                (target.policy, response.replace(tzinfo=None), resolve.replace(tzinfo=None))
            )
        return counts

    @api.model
    def _cs_write_counts(self, company, rows, counts):
        """Write the deadlines that have moved, when to look again, and why, in two statements."""
        told = self.browse([row.id for row in rows])._cs_rungs_told()
        changed, moved = [], []
        for row, (policy, response, resolve) in zip(rows, counts, strict=True):
            look = row.pause_until
            if row.state != "waiting":
                case = Case(
                    row.severity, row.date_clock_start, response, resolve, row.date_responded
                )
                pending = company._cs_pending_rungs(case, told[row.id])
                look = min((at for at, *_rung in pending), default=None)
            changed.append((row.id, policy, response, resolve, look))
            if (response, resolve) != (row.date_response_due, row.date_resolve_due):
                moved.append((row, policy, response, resolve))
        if changed:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE cs_complaint c
                       SET policy_id = v.policy, date_response_due = v.response,
                           date_resolve_due = v.resolve, next_action_at = v.look
                      FROM (VALUES %s) v(id, policy, response, resolve, look)
                     WHERE c.id = v.id
                       AND (c.policy_id, c.date_response_due, c.date_resolve_due, c.next_action_at)
                           IS DISTINCT FROM (v.policy, v.response, v.resolve, v.look)
                    """,
                    SQL(", ").join(
                        SQL("(%s, %s::int, %s::timestamp, %s::timestamp, %s::timestamp)", *row)
                        for row in changed
                    ),
                )
            )
        if moved:
            self._cs_log_recount(company, moved)
        self.invalidate_model(
            ["policy_id", "date_response_due", "date_resolve_due", "next_action_at", "clock_ids"],
            flush=False,
        )

    @api.model
    def _cs_log_recount(self, company, moved):
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_complaint_clock
                            (complaint_id, company_id, date, user_id, kind, policy_id,
                             date_response_due, date_resolve_due, date_resolve_before,
                             paused_seconds, create_uid, create_date, write_uid, write_date)
                     VALUES %s
                """,
                SQL(", ").join(
                    SQL(
                        "%s",
                        (
                            row.id,
                            company.id,
                            now,
                            self.env.uid,
                            "targets" if policy != row.policy_id else "calendar",
                            policy,
                            response,
                            resolve,
                            row.date_resolve_due,
                            row.pause_seconds or 0,
                            self.env.uid,
                            now,
                            self.env.uid,
                            now,
                        ),
                    )
                    for row, policy, response, resolve in moved
                ),
            )
        )
