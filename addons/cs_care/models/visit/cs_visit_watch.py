from odoo import api, fields, models

ACTIVITY = "cs_care.mail_activity_type_visit"
ESCALATE_DAYS = 2
BATCH = 200


class CsVisitWatch(models.Model):
    """Visits that are late: the agent is reminded, then the supervisor is told."""

    _inherit = "cs.visit"

    @api.model
    def _cron_watch(self):
        """Remind of what is due, and escalate what stays undone."""
        domain = [("alert_at", "<=", fields.Datetime.now())]
        self._cs_run_batches(domain, "alert_at, id", BATCH, type(self)._cs_alert)

    def _cs_alert(self):
        """Take the step that is due for these visits, which the caller has locked."""
        now = fields.Datetime.now()
        for visit in self:
            if visit.date_reminded or not visit.user_id:
                visit._cs_escalate(now)
            else:
                visit._cs_remind(now)

    def _cs_remind(self, now):
        calendar = self.company_id._cs_calendar().with_company(self.company_id)
        days = self.plan_id.escalate_days if self.plan_id else ESCALATE_DAYS
        later = calendar._cs_deadline(now, days, "day").replace(tzinfo=None)
        self._cs_step(date_reminded=now, alert_at=later)
        self._cs_schedule(self.user_id, self.env._("The visit is due."))

    def _cs_escalate(self, now):
        self._cs_step(date_escalated=now, alert_at=False)
        user = self._cs_escalate_to()
        if user:
            self._cs_schedule(user, self.env._("The visit is late and nobody has made it."))

    def _cs_escalate_to(self):
        """Hook: return the user who hears of a late visit: the head of the team, else whoever
        answers for the plan."""
        self.ensure_one()
        department = self.department_id or self.user_id.employee_id.department_id
        head = department.sudo().manager_id.user_id
        return head if head and head != self.user_id else self.plan_id.user_id

    def _cs_schedule(self, user, note):
        # One e-mail per late visit helps nobody: the activity is on the screen.
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            ACTIVITY, user_id=user.id, note=note
        )
