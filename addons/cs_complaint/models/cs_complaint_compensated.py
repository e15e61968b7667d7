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
