from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.facts import OPEN_STATES


class CsComplaintPause(models.Model):
    """The clock stands still while the customer has to answer: with a reason, a cap and a trace."""

    _inherit = "cs.complaint"

    date_paused = fields.Datetime(
        string="Waiting Since", readonly=True, copy=False, groups="base.group_user"
    )
    pause_until = fields.Datetime(
        string="Waiting At Most Until", readonly=True, copy=False, groups="base.group_user"
    )
    pause_seconds = fields.Integer(
        string="Paused",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Worked time for which the clock has stood still.",
    )
    pause_days_used = fields.Integer(
        string="Waiting Days Used", readonly=True, copy=False, groups="base.group_user"
    )
    pause_days_granted = fields.Integer(
        string="Waiting Days Granted",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Approved beyond those of the policy.",
    )

    def _cs_transition(self, **values):
        """Stop and start the clock with the state."""
        state = values.get("state")
        if not state or not self:
            return super()._cs_transition(**values)
        resuming = self.filtered(lambda c: c.state == "waiting" and state != "waiting")
        pausing = self.filtered(lambda c: c.state != "waiting" and state == "waiting")
        for complaint in pausing:
            super(CsComplaintPause, complaint)._cs_transition(
                **values, **complaint._cs_pause_values()
            )
        for complaint in resuming:
            super(CsComplaintPause, complaint)._cs_transition(
                **{**complaint._cs_resume_values(), **values}
            )
        pausing._cs_log_clock("paused", reason=values.get("state_reason"))
        stopping = self.filtered(lambda c: c.state in OPEN_STATES and state not in OPEN_STATES)
        result = super(CsComplaintPause, self - pausing - resuming)._cs_transition(**values)
        (stopping | resuming.filtered(lambda c: c.state not in OPEN_STATES))._cs_log_clock(
            "stopped", reason=values.get("state_reason") or None
        )
        return result

    def action_ask_longer_waiting(self, days=None, reason=None):
        """Ask for more waiting days than the policy allows; without arguments a dialog asks.

        :param int days: further working days, 1 to 60
        :param str reason: why the customer needs them
        """
        self.ensure_one()
        self.check_access("write")
        if days is None:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Ask for Longer Waiting"),
                "res_model": "cs.complaint.longer.waiting",
                "view_mode": "form",
                "target": "new",
                "context": {"default_complaint_id": self.id},
            }
        if self.state not in OPEN_STATES:
            raise UserError(self.env._("Only an open complaint waits for its customer."))
        if not isinstance(days, int) or not 1 <= days <= 60:
            raise UserError(self.env._("Ask for 1 to 60 working days."))
        self.env["cs.complaint.approval"]._cs_request(self, "pause", reason, days=days)
        return True

    def _cs_pause_values(self):
        """Return what starts a pause.

        :raise UserError: the days that waiting may take are used up
        """
        self.ensure_one()
        left = self._cs_pause_days_left()
        if left <= 0:
            raise UserError(
                self.env._(
                    "Complaint %(number)s has waited for the customer for all of its %(days)s "
                    "working days. Answer it with what is known, or ask for longer waiting.",
                    number=self.name,
                    days=self._cs_pause_days_in_all(),
                )
            )
        now = fields.Datetime.now()
        calendar = self.company_id._cs_calendar().with_company(self.company_id)
        until = calendar._cs_deadline(now, left, "day").replace(tzinfo=None)
        return {"date_paused": now, "pause_until": until}

    def _cs_resume_values(self):
        """Return what ends a pause: the clock goes on where it stood."""
        self.ensure_one()
        if not self.date_paused:
            return {}
        end = min(fields.Datetime.now(), self.pause_until or fields.Datetime.now())
        calendar = self.company_id._cs_calendar().with_company(self.company_id)
        worked = int(calendar._cs_worked_seconds(self.date_paused, end))
        days = calendar._cs_worked_days(self.date_paused, end)
        return {
            "date_paused": False,
            "pause_until": False,
            "pause_seconds": self.pause_seconds + max(worked, 0),
            "pause_days_used": self.pause_days_used + max(days, 1),
        }

    def _cs_pause_days_in_all(self):
        target = self.company_id._cs_complaint_target(self)
        return target.pause_days + self.pause_days_granted

    def _cs_pause_days_left(self):
        self.ensure_one()
        # sudo: fields for employees, asked on behalf of the customer too
        complaint = self.sudo()
        return complaint._cs_pause_days_in_all() - complaint.pause_days_used

    def _cs_grant_pause(self, days, reason):
        """Let the complaint wait longer than the policy allows; the approval has been given.

        :param int days: further working days
        """
        self.ensure_one()
        values = {"pause_days_granted": self.pause_days_granted + days}
        if self.state == "waiting" and self.pause_until:
            calendar = self.company_id._cs_calendar().with_company(self.company_id)
            until = calendar._cs_deadline(self.pause_until, days, "day")
            values["pause_until"] = until.replace(tzinfo=None)
        self._cs_transition(**values)
        self._cs_log_clock("pause_extended", reason=reason)

    @api.model
    def _cs_end_pauses(self, complaints):
        """Go on with complaints whose waiting time is up; the handler decides what to do."""
        for complaint in complaints:
            state = "in_progress" if complaint.user_id else "registered"
            complaint._cs_transition(state=state, state_reason=False)
            note = self.env._(
                "The customer has not answered in the time that waiting may take. Answer with what "
                "is known, reject, or ask for longer waiting."
            )
            handler = complaint.user_id or complaint.department_id.sudo().manager_id.user_id
            complaint.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", note=note, user_id=handler.id or self.env.uid
            )
        complaints._cs_log_clock("pause_ended")
