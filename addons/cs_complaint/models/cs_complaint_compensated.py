from odoo import fields, models

from .cs_complaint_compensation import GRANTED


class CsComplaintCompensated(models.Model):
    """Compensation of a complaint."""

    _inherit = "cs.complaint"

    compensation_ids = fields.One2many(
        comodel_name="cs.complaint.compensation",
        inverse_name="complaint_id",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    def action_propose_compensation(self):
        """Open the dialog in which compensation is proposed."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compensation"),
            "res_model": "cs.complaint.compensate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _cs_granted_texts(self):
        """Return what the customer was granted, in the language of the environment."""
        self.ensure_one()
        granted = self.sudo().compensation_ids.filtered(lambda c: c.state in GRANTED)
        return [compensation._cs_text() for compensation in granted]


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
        """Whoever decides has a limit that is high enough, and does not belong to the customer."""
        may = super()._cs_may_decide()
        if not may or self.kind != "compensation":
            return may
        return self.sudo().compensation_id._cs_is_within_limit(self.env.user)

    def _cs_apply(self):
        result = super()._cs_apply()
        if self.kind == "compensation":
            self.compensation_id._cs_grant()
        return result

    def _cs_decide(self, state, note=None):
        for approval in self.filtered(lambda a: a.kind == "compensation"):
            approval.check_access("read")
            self.env["cs.complaint.compensation"]._cs_check_own(approval.complaint_id)
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
