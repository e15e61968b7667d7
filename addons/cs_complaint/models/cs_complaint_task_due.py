import logging

from odoo import api, fields, models

from .cs_complaint_task import OPEN_TASK_STATES

_logger = logging.getLogger(__name__)

# Three moments: near the deadline, at it, and a working day after it
WARN_SHARE = 0.75
LATE_HOURS = 8


class CsComplaintTaskDue(models.Model):
    """Reminds of tasks in time: the handler, then the head, then the service management."""

    _inherit = "cs.complaint.task"

    escalation_level = fields.Integer(
        string="Reminded",
        readonly=True,
        default=0,
        aggregator=None,
        help="1: before the deadline, 2: at the deadline, 3: a working day after it.",
    )
    next_action_at = fields.Datetime(
        string="Next Reminder",
        compute="_compute_next_action_at",
        store=True,
        precompute=True,
    )

    _next_action_idx = models.Index("(next_action_at) WHERE next_action_at IS NOT NULL")

    @api.depends("state", "date_due", "date_asked", "escalation_level")
    def _compute_next_action_at(self):
        for company, tasks in self.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            for task in tasks:
                if task.state not in OPEN_TASK_STATES or not task.date_due:
                    task.next_action_at = False
                elif task.escalation_level == 0:
                    worked = calendar._cs_worked_seconds(task.date_asked, task.date_due)
                    at = calendar._cs_add_worked(task.date_asked, worked * WARN_SHARE)
                    task.next_action_at = at.replace(tzinfo=None)
                elif task.escalation_level == 1:
                    task.next_action_at = task.date_due
                elif task.escalation_level == 2:
                    at = calendar._cs_add_worked(task.date_due, LATE_HOURS * 3600)
                    task.next_action_at = at.replace(tzinfo=None)
                else:
                    task.next_action_at = False

    @api.model
    def _cron_remind(self, limit=100):
        """Remind of the tasks that are due, in batches; what another server holds is left to it."""
        cron = self.env["ir.cron"]
        domain = [("next_action_at", "<=", fields.Datetime.now())]
        cron._commit_progress(remaining=self.search_count(domain))
        skipped = self.browse()
        while batch := self.search(
            [*domain, ("id", "not in", skipped.ids)], limit=limit, order="next_action_at, id"
        ):
            locked = batch.try_lock_for_update()
            skipped |= batch - locked
            for task in locked:
                try:
                    with self.env.cr.savepoint():
                        task._cs_remind()
                except Exception as error:
                    # The message of the error may hold personal data: the log gets its kind only.
                    _logger.warning(
                        "Reminder failed with task %s (%s); it is tried again at the next run",
                        task.id,
                        type(error).__name__,
                    )
                    skipped |= task
            if not cron._commit_progress(len(batch)):
                break

    def _cs_remind(self):
        """Take the next step of the reminders, in working hours only."""
        self.ensure_one()
        self.invalidate_recordset(["state", "next_action_at", "escalation_level"])
        now = fields.Datetime.now()
        if not self.next_action_at or self.next_action_at > now:
            return
        calendar = self.company_id._cs_calendar().with_company(self.company_id)
        if not calendar._cs_is_working(now):
            # Nobody is told at night; the next look is when work begins.
            self.next_action_at = calendar._cs_next_start(now).replace(tzinfo=None)
            return
        values = {"escalation_level": self.escalation_level + 1}
        if self.date_due <= now:
            # When the action has not run for a while, the warning is left out.
            values["escalation_level"] = max(values["escalation_level"], 2)
            values["breached_at"] = self.breached_at or self.date_due
        self.write(values)
        told = self._cs_remind_whom()
        # Who is reminded again finds one activity, not three.
        self.activity_unlink(["cs_complaint.mail_activity_type_task_late"])
        for user in told:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "cs_complaint.mail_activity_type_task_late", summary=self.name, user_id=user.id
            )
        people = ", ".join(told.mapped("name"))
        self._message_log(
            body=self.env._("The deadline has passed. Told: %(people)s.", people=people)
            if self.escalation_level > 1
            else self.env._("The deadline comes near. Told: %(people)s.", people=people)
        )

    def _cs_remind_whom(self):
        """Hook: return the users who are told at the present ``escalation_level``."""
        self.ensure_one()
        head = self.department_id.manager_id.user_id
        if self.escalation_level == 1:
            people = self.user_id or head
        elif self.escalation_level == 2:
            people = self.user_id | head | (self.complaint_id.user_id or self.requester_id)
        else:
            management = self.env["hr.department"]._cs_management(self.company_id)
            people = head | management.manager_id.user_id
        people = people.filtered("active")
        return people or self.env["cs.complaint.rung"]._cs_supervisors(self.company_id)
