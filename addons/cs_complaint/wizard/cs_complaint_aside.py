from odoo import fields, models


class CsComplaintAside(models.TransientModel):
    """Asks until when, and why, complaints are put aside."""

    _name = "cs.complaint.aside"
    _description = "Putting Complaints Aside"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    complaint_ids = fields.Many2many(comodel_name="cs.complaint", required=True, readonly=True)
    until = fields.Datetime(required=True)
    reason = fields.Text(required=True)

    def action_apply(self):
        """Put the complaints aside; rights and moment are checked by the step."""
        self.ensure_one()
        self.complaint_ids.action_put_aside(self.until, self.reason)
        return {"type": "ir.actions.act_window_close"}
