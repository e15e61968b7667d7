from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "cs_care.group_cs_care_manager"


class CsCarePolicyFlow(models.Model):
    """The steps of a policy: each checks right and state, and may be called twice."""

    _inherit = "cs.care.policy"

    def action_submit(self):
        """Hand the policy in; somebody else approves it."""
        self._cs_check_manager()
        for policy in self.filtered(lambda policy: policy.state == "draft"):
            policy._cs_check_complete()
            policy._cs_step(state="submitted", submitted_by_id=self.env.uid, state_reason=False)

    def action_approve(self):
        """Let the policy run from its first day."""
        self._cs_check_manager()
        for policy in self.filtered(lambda policy: policy.state == "submitted"):
            if self.env.user in (policy.submitted_by_id | policy.user_id):
                raise UserError(
                    self.env._(
                        "Who owns or hands in a policy does not approve it. Ask another manager."
                    )
                )
            policy._cs_check_complete()
            policy._cs_step(
                state="running",
                approved_by_id=self.env.uid,
                date_approved=fields.Datetime.now(),
                state_reason=False,
            )

    def action_pause(self, reason=None):
        """Do nothing more for the time being; what is planned waits."""
        self._cs_check_manager()
        self.filtered(lambda policy: policy.state == "running")._cs_pause(
            reason or self.env._("Paused by %(user)s.", user=self.env.user.name)
        )

    def action_resume(self):
        """Go on where the policy was paused."""
        self._cs_check_manager()
        for policy in self.filtered(lambda policy: policy.state == "paused"):
            if not policy._cs_left():
                raise UserError(
                    self.env._(
                        "The budget of “%(policy)s” is used up. Take it back to draft, raise the "
                        "budget, and have it approved.",
                        policy=policy.name,
                    )
                )
            policy._cs_step(state="running", state_reason=False)

    def action_stop(self):
        """End the policy for good; what is planned is left undone, and says so."""
        self._cs_check_manager()
        self.filtered(lambda policy: policy.state in ("running", "paused", "submitted"))._cs_end(
            self.env._("Stopped by %(user)s.", user=self.env.user.name)
        )

    def action_to_draft(self):
        """Take a policy back to change it; it has to be approved again."""
        self._cs_check_manager()
        for policy in self.filtered(lambda policy: policy.state in ("submitted", "paused")):
            policy._cs_step(
                state="draft", submitted_by_id=False, approved_by_id=False, date_approved=False
            )

    def _cs_check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Care policies are decided on by managers of care."))
        self.check_access("write")

    def _cs_pause(self, reason):
        for policy in self:
            policy._cs_step(state="paused", state_reason=reason)

    def _cs_end(self, reason):
        for policy in self:
            policy._cs_step(state="done", state_reason=reason)
            policy._cs_skip_planned("ended")

    def _cs_check_complete(self):
        """Raise when the policy could not be carried out as it stands."""
        self.ensure_one()
        lacking = self._cs_lacking()
        if lacking:
            raise UserError(
                self.env._(
                    "“%(policy)s” is not complete: %(lacking)s.",
                    policy=self.name,
                    lacking=", ".join(lacking),
                )
            )
        self.purpose_id._cs_find(self.purpose_id)

    def _cs_lacking(self):
        """Return what is missing, in words. A hook: extend the list through ``super()``."""
        self.ensure_one()
        lacking = []
        if "email" in self._cs_channels() and not self.mail_template_id:
            lacking.append(self.env._("an e-mail template"))
        if "sms" in self._cs_channels() and not self.sms_template_id:
            lacking.append(self.env._("an SMS template"))
        if self.kind == "points" and not (self.program_id.cs_managed and self.points):
            lacking.append(self.env._("a managed loyalty program and a number of points"))
        if self.kind == "visit" and not self.call_reason:
            lacking.append(self.env._("the reason of the call"))
        if self.schedule == "event" and not self.event_kind_ids:
            lacking.append(self.env._("a kind of event"))
        if self.schedule == "suggestion" and self.holdout_percent:
            lacking.append(self.env._("nobody held back, for agents choose whom it is for"))
        if self.date_end and self.date_end < fields.Date.context_today(self):
            lacking.append(self.env._("a last day that is not over"))
        return lacking

    def _cs_left(self, count=None):
        """Return how many of ``count`` customers the budget still allows to treat.

        :param count: customers that wait; ``None``: tell whether one can be treated
        """
        self.ensure_one()
        left = [1 if count is None else count]
        if self.max_actions:
            left.append(self.max_actions - self.used_actions)
        if self.max_money and self.unit_cost:
            left.append(int((self.max_money - self.used_money + 1e-6) // self.unit_cost))
        if self.kind == "points" and self.max_points and self.points:
            left.append(int((self.max_points - self.used_points + 1e-6) // self.points))
        return max(min(left), 0)
