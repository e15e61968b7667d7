from datetime import datetime

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.facts import RUNNING_STATES


class CsComplaintAside(models.Model):
    """Puts a complaint aside until a moment: out of the queue, while its deadline goes on.

    The deadline pauses only while the customer has to answer; see ``cs_complaint_pause``.
    """

    _inherit = "cs.complaint"

    aside_until = fields.Datetime(
        string="Put Aside Until",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Out of the queue until then. The deadline goes on.",
    )
    aside_reason = fields.Char(
        string="Why Put Aside", readonly=True, copy=False, groups="base.group_user"
    )

    _aside_idx = models.Index("(aside_until) WHERE aside_until IS NOT NULL")

    def action_put_aside(self, until=None, reason=None):
        """Put complaints aside; without ``until`` a dialog asks.

        :param until: datetime, naive in UTC; before the deadline, and no further than the company
            allows
        :param str reason: what is waited for
        """
        self.check_access("write")
        if until is None:
            return self._cs_open_dialog("cs.complaint.aside", self.env._("Put Aside"))
        self._cs_require_reason(reason)
        until = fields.Datetime.to_datetime(until)
        for complaint in self:
            complaint._cs_check_aside(until)
        reason = self.env["cs.privacy.scan"]._cs_hide_for(
            [self._name], {"aside_reason": reason}, plain=("aside_reason",)
        )["aside_reason"]
        self._cs_transition(aside_until=until, aside_reason=reason)
        for complaint in self:
            complaint._message_log(
                body=self.env._(
                    "Put aside until %(until)s: %(reason)s",
                    until=complaint._cs_moment_text(until, self.env.lang),
                    reason=reason,
                )
            )
        return True

    def action_take_back(self):
        """Take complaints that were put aside up again, before their time."""
        self.check_access("write")
        self.filtered("aside_until")._cs_transition(aside_until=False, aside_reason=False)
        return True

    def _cs_check_aside(self, until):
        if self.state not in RUNNING_STATES:
            raise UserError(
                self.env._(
                    "Complaint %(number)s is not being worked on. Only what somebody has to work "
                    "on can be put aside.",
                    number=self.name,
                )
            )
        now = fields.Datetime.now()
        last = self._cs_aside_limit()
        if not isinstance(until, datetime) or not now < until <= last:
            raise UserError(
                self.env._(
                    "Complaint %(number)s can be put aside until %(last)s: the deadline goes on "
                    "meanwhile. Choose a moment between now and then, or wait for the customer if "
                    "it is the customer who has to answer.",
                    number=self.name,
                    last=self._cs_moment_text(last, self.env.lang),
                )
                if last > now
                else self.env._(
                    "Complaint %(number)s is late and cannot be put aside. Answer the customer.",
                    number=self.name,
                )
            )

    def _cs_aside_limit(self):
        """Return the last moment until which the complaint may be put aside, naive in UTC."""
        self.ensure_one()
        cap = self._cs_time_after(self.company_id.cs_complaint_aside_days, "day")
        return min(cap, self.date_resolve_due or cap)

    def _cs_open_dialog(self, model, title, **context):
        """Return the action of a dialog about these complaints."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_ids": self.ids, **context},
        }

    def _cs_transition(self, **values):
        if "state" in values:
            values = {"aside_until": False, "aside_reason": False, **values}
        return super()._cs_transition(**values)

    def _cron_wake(self, limit=200):
        """Take up again what was put aside until now."""
        domain = [("aside_until", "<=", fields.Datetime.now())]
        self._cs_run_batches(domain, "aside_until, id", limit, type(self)._cs_wake)

    def _cs_wake(self):
        """Bring complaints back into the queue and tell who works on them."""
        for complaint in self:
            reason = complaint.aside_reason
            handler = complaint.user_id or complaint.department_id.sudo().manager_id.user_id
            if handler:
                complaint.with_context(mail_activity_quick_update=True).activity_schedule(
                    "cs_complaint.mail_activity_type_aside", summary=reason, user_id=handler.id
                )
        self._cs_transition(aside_until=False, aside_reason=False)
        self._cs_call_assignment()

    def _message_post_after_hook(self, message, msg_values):
        """What the customer writes takes the complaint up again."""
        result = super()._message_post_after_hook(message, msg_values)
        if self.sudo().aside_until and message.message_type in ("comment", "email"):
            author = message.author_id.sudo()
            if not author.user_ids.filtered(lambda user: user._is_internal()):
                self.sudo()._cs_wake()
        return result
