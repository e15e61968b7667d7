from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

DUE_DAYS = 5


class CsVisitDoor(models.Model):
    """The one way in: visits are planned by the server, once per key."""

    _inherit = "cs.visit"

    @api.model
    def _cs_plan_visit(self, partner, plan_or_reason, key, due=None, **options):
        """Plan a visit to ``partner``, once however often it is called with ``key``.

        For surveys, the churn list and suggestions of care; right and consent of the caller's
        reason are the caller's matter, the customer's wish not to be called is checked again when
        the visit is started.

        :param partner: one ``res.partner``
        :param plan_or_reason: a ``cs.visit.plan`` for its script, team and targets, or a text
        :param str key: identity of what asks for the visit, e.g. ``survey.followup,12``
        :param due: datetime naive in UTC, or working days from now; default: the plan's
        :param options: ``reason``, ``user``, ``department``, ``channel``, ``script``, ``start``
            (naive UTC, not before), ``company``
        :return: the visit, as superuser; the existing one if the key is known
        """
        company = options.pop("company", None) or self.env.company
        row = {"partner": partner, "key": key, "due": due, **options}
        if isinstance(plan_or_reason, str):
            row["reason"] = plan_or_reason
        else:
            row["plan"] = plan_or_reason
        return self._cs_plan_visits([row], company)

    @api.model
    def _cs_plan_visits(self, rows, company):
        """Plan the visits of ``rows``; a few queries for hundreds.

        :param rows: dicts ``{partner, key, plan=, reason=, due=, start=, user=, department=,
            channel=, script=}``, see :meth:`_cs_plan_visit`
        :param company: ``res.company`` of all rows
        :return: the visits in the order of the rows, as superuser
        :raise ConcurrencyError: somebody else plans one of them at this moment
        """
        # sudo: visits belong to the server, and whoever causes one need not see it
        visits = self.sudo().with_company(company)
        keys = [row["key"] for row in rows]
        known = {visit.key: visit.id for visit in visits.search([("key", "in", keys)])}
        new = {row["key"]: row for row in rows if row["key"] not in known}
        if new:
            created = visits._cs_insert(list(new.values()), company)
            known |= {visit.key: visit.id for visit in created}
            created._cs_planned()
        return visits.browse([known[key] for key in keys])

    def _cs_insert(self, rows, company):
        names = self.env["ir.sequence"]._cs_next_batch("cs.visit", len(rows))
        green = self._cs_green_ids([row["partner"].id for row in rows])
        values = [
            {
                **self._cs_row_values(row, company),
                "name": name,
                "is_green": row["partner"].id in green,
            }
            for row, name in zip(rows, names, strict=True)
        ]
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                # Nobody has to hear by e-mail that a visit exists.
                return self.with_context(
                    mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
                ).create(values)
        except UniqueViolation as error:
            # The framework repeats the request, and finds the other one's visit.
            raise ConcurrencyError(str(type(error).__name__)) from None

    def _cs_row_values(self, row, company):
        plan = row.get("plan") or self.env["cs.visit.plan"]
        plan = plan.sudo()
        now = fields.Datetime.now()
        start, due = self._cs_window(row, plan, company, now)
        department = row.get("department") or plan.department_id
        user = row.get("user")
        script = row.get("script") or plan.script_id
        purpose = plan.purpose_id or self.env.ref("cs_care.purpose_visit")
        return {
            "company_id": company.id,
            "partner_id": row["partner"].id,
            "plan_id": plan.id,
            "key": row["key"],
            "reason": row.get("reason") or plan.name,
            "department_id": department.id if department else False,
            "user_id": user.id if user else False,
            "channel": row.get("channel") or plan.channel or "phone",
            "script_id": script.id if script else False,
            "purpose_id": purpose.id,
            "date_planned": now,
            "date_next": start,
            "date_due": due,
            "alert_at": due,
        }

    @api.model
    def _cs_window(self, row, plan, company, now):
        """Return from when and until when the visit is to be made, naive in UTC."""
        calendar = company._cs_calendar().with_company(company)
        start = row.get("start") or now
        if row.get("start") and plan.trigger == "event":
            start = self._cs_begin(calendar, start, plan.delay_days)
        due = row.get("due")
        if due is None:
            due = plan.due_days if plan else DUE_DAYS
        if isinstance(due, int):
            due = calendar._cs_deadline(start, due, "day").replace(tzinfo=None)
        return start, max(due, start)

    @api.model
    def _cs_begin(self, calendar, start, days):
        """Return the beginning of the working day ``days`` after that of ``start``."""
        if days:
            end_before = calendar._cs_deadline(start, days - 1, "day")
            start = (end_before + timedelta(seconds=1)).replace(tzinfo=None)
        return calendar._cs_next_start(start).replace(tzinfo=None)

    @api.model
    def _cs_green_ids(self, partner_ids):
        """Return the ids of those customers who come before others (clause 7.1.3(3))."""
        levels = self.env["res.partner"].sudo()._cs_service_levels(partner_ids)
        return {partner_id for partner_id, level in levels.items() if level == "green"}

    def _cs_planned(self):
        """Hook: these visits are new. By default they are given to agents."""
        self.filtered(lambda visit: not visit.user_id)._cs_assign()
