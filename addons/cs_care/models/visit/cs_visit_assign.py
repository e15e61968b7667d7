from pytz import UTC

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.visit_share import share_visits
from .cs_visit import OPEN_STATES


class CsVisitAssign(models.Model):
    """Who makes which visit: given to agents at work, or taken by *Next Visit*."""

    _inherit = "cs.visit"

    # Own visits go first, then those of nobody; among them call backs, the green channel, the due.
    _take_idx = models.Index("(company_id, date_due) WHERE state = 'planned' AND user_id IS NULL")

    def action_next(self):
        """Take the most urgent visit that is the user's own or nobody's, and open it.

        Two who press at the same moment get two visits.
        """
        self.env["cs.visit"].check_access("write")
        while visit := self._cs_pull():
            visit = visit.with_env(self.env)
            # sudo: see _cs_check_wish
            if visit.sudo().partner_id._cs_filter_consented(visit.purpose_id, visit.channel):
                return visit.action_start()
            visit._cs_step(user_id=self.env.uid)
            visit._cs_end("declined", self.env._("The customer objected before the visit."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": self.env._("No visit waits for you.")},
        }

    @api.model
    def _cs_pull(self):
        """Return, as superuser and locked, what is next; what another one holds is passed over."""
        self.flush_model()
        departments = self.env["hr.department"]._cs_departments_of(self.env.user)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cs_visit
                 WHERE state = 'planned' AND company_id IN %(companies)s
                   AND date_next <= %(now)s
                   AND (user_id = %(user)s OR user_id IS NULL AND (
                        department_id IS NULL OR department_id = ANY(%(departments)s)))
              ORDER BY is_callback DESC NULLS LAST, user_id NULLS LAST,
                       is_green DESC NULLS LAST, date_due, id
                 LIMIT 1
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                companies=tuple(self.env.companies.ids),
                now=fields.Datetime.now(),
                user=self.env.uid,
                departments=departments.ids,
            )
        )
        return self.sudo().browse([visit_id for (visit_id,) in rows])

    @api.model
    def _cron_assign(self):
        """Give visits that wait to agents, as far as they are at work and have room."""
        cron = self.env["ir.cron"]
        waiting = [
            ("state", "=", "planned"),
            ("user_id", "=", False),
            ("plan_id.is_auto_assign", "=", True),
        ]
        for company, _count in self._read_group(waiting, ["company_id"], ["__count"]):
            visits = self.search([*waiting, ("company_id", "=", company.id)], limit=2000)
            visits.try_lock_for_update()._cs_assign()
            if not cron._commit_progress(1):
                break

    def _cs_assign(self):
        """Give these visits to agents: to whoever visited the customer before, or by load.

        Visits for which nobody is at work or has room stay in the queue.
        """
        todo = self.filtered(lambda v: v.state == "planned" and v.plan_id.is_auto_assign)
        for (company, department, plan), visits in todo.grouped(
            lambda v: (v.company_id, v.department_id, v.plan_id)
        ).items():
            members = self._cs_users_at_work(company, department)
            if members:
                visits._cs_share_out(members, plan.capacity)

    def _cs_share_out(self, members, capacity):
        company = self.company_id
        before = self._cs_previous_agents(members)
        load, booked = self._cs_load_of(members, company)
        queue = self.sorted(lambda visit: (not visit.is_green, visit.date_due, visit.id))
        given = share_visits(
            [
                (v.id, company._cs_local(v.date_due).date(), before.get(v.partner_id.id))
                for v in queue
            ],
            sorted(members.ids),
            load,
            booked,
            capacity,
        )
        by_user = {}
        for visit_id, user_id in given.items():
            by_user.setdefault(user_id, []).append(visit_id)
        for user_id, visit_ids in by_user.items():
            visits = self.browse(visit_ids)
            visits.with_context(tracking_disable=True)._cs_step(user_id=user_id)
            visits._cs_tell_assigned(self.env["res.users"].browse(user_id))

    @api.model
    def _cs_users_at_work(self, company, department):
        """Return the agents of ``department`` (empty: of the company) who are at work now, or,
        outside working hours, at the next start of work."""
        group = self.env.ref("cs_care.group_cs_care_agent")
        domain = [
            ("company_id", "=", company.id),
            ("user_id.active", "=", True),
            ("user_id.share", "=", False),
            ("user_id.all_group_ids", "in", group.ids),
            ("user_id", "!=", self.env.ref("base.user_root").id),
        ]
        if department:
            domain.append(("department_id", "child_of", department.id))
        # sudo: who works where is for HR to read, and for the server to act on
        employees = self.env["hr.employee"].sudo().search(domain)
        calendar = company._cs_calendar().with_company(company)
        at = calendar._cs_next_start(fields.Datetime.now()).astimezone(UTC).replace(tzinfo=None)
        return employees._cs_at_work(at).user_id

    def _cs_previous_agents(self, members):
        """Return ``{partner id: user id}`` of those who last visited these customers."""
        last = self._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("state", "=", "done"),
                ("user_id", "in", members.ids),
            ],
            ["partner_id"],
            ["id:max"],
        )
        visits = self.browse(visit_id for _partner, visit_id in last)
        return {visit.partner_id.id: visit.user_id.id for visit in visits}

    @api.model
    def _cs_load_of(self, members, company):
        """Return the open visits ``{user id: count}`` and ``{(user id, day): count}``."""
        load, booked = {}, {}
        # The days of the company, not of UTC
        visits = self.with_context(tz=company._cs_zone().zone)
        for user, day, count in visits._read_group(
            [("user_id", "in", members.ids), ("state", "in", OPEN_STATES)],
            ["user_id", "date_due:day"],
            ["__count"],
        ):
            day = day.date()
            load[user.id] = load.get(user.id, 0) + count
            booked[user.id, day] = booked.get((user.id, day), 0) + count
        return load, booked

    def _cs_tell_assigned(self, user):
        """Tell the agent on the screen, once for all of these visits."""
        if self and user and user != self.env.user:
            user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "message": self.env._("Visits given to you: %(count)s", count=len(self)),
                },
            )
