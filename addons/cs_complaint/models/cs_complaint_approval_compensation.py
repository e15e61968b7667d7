from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CsComplaintApproval(models.Model):
    """Compensation above the own limit."""

    _inherit = "cs.complaint.approval"

    kind = fields.Selection(
        selection_add=[("compensation", "Compensation")], ondelete={"compensation": "cascade"}
    )
    compensation_id = fields.Many2one(
        comodel_name="cs.complaint.compensation",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )

    def _cs_may_decide(self):
        """Whoever decides about compensation has a limit that is high enough."""
        return super()._cs_may_decide() and not self._cs_is_above_limit()

    def _cs_is_above_limit(self):
        """Tell whether this is compensation above the limit of the current user, who has one."""
        self.ensure_one()
        approval = self.sudo()
        if approval.kind != "compensation" or approval.user_id == self.env.user:
            return False
        roles = self.env["cs.complaint.compensation.limit"]._cs_roles(
            approval.complaint_id, self.env.user
        )
        decides = {"head", "supervisor"}.intersection(roles)
        return bool(decides) and not approval.compensation_id._cs_is_within_limit(self.env.user)

    def _cs_ask_deciders(self):
        """Ask who may decide about so much: the head first, then supervisors and managers."""
        if self.kind != "compensation":
            return super()._cs_ask_deciders()
        self.ensure_one()
        supervisors = self.env["cs.complaint.rung"]._cs_supervisors(self.company_id)
        head = self.complaint_id.department_id.manager_id.user_id
        able = (user for user in head | supervisors if self.with_user(user).sudo()._cs_may_decide())
        decider = next(able, None)
        if decider is None:
            raise UserError(
                self.env._(
                    "Nobody may grant so much: no limit of compensation is high enough. Ask a "
                    "manager to set one, or propose less."
                )
            )
        self.complaint_id.activity_schedule(
            "cs_complaint.mail_activity_type_approval",
            summary=dict(self._fields["kind"]._description_selection(self.env))[self.kind],
            note=self.reason,
            user_id=decider.id,
        )
        return None

    def _cs_apply(self):
        result = super()._cs_apply()
        if self.kind == "compensation":
            self.compensation_id._cs_grant()
        return result

    def _cs_decide(self, state, note=None):
        for approval in self.filtered(lambda a: a.kind == "compensation"):
            approval.check_access("read")
            self.env["cs.complaint.compensation"]._cs_check_own(approval.complaint_id)
            if approval._cs_is_above_limit():
                raise AccessError(
                    self.env._(
                        "This is above your limit of compensation. Somebody with a higher limit "
                        "has to decide."
                    )
                )
        result = super()._cs_decide(state, note)
        if state == "refused":
            self.compensation_id._cs_refuse()
        return result

    def action_cancel(self):
        """Take the request back; the compensation is refused with it."""
        result = super().action_cancel()
        cancelled = self.filtered(lambda a: a.state == "cancelled")
        cancelled.compensation_id._cs_refuse()
        return result
