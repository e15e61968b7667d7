from odoo import fields, models


class CsComplaintCarryOut(models.TransientModel):
    """Asks by which number a compensation that was carried out is found."""

    _name = "cs.complaint.carry.out"
    _description = "Compensation Carried Out"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reference",)

    compensation_id = fields.Many2one(
        comodel_name="cs.complaint.compensation",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    reference = fields.Char(required=True)

    def action_save(self):
        """Record that it was carried out."""
        self.ensure_one()
        self.compensation_id.action_carry_out(self.reference)
        return {"type": "ir.actions.act_window_close"}
