from odoo import fields, models


class CsComplaintTransfer(models.TransientModel):
    """Asks which department gets complaints, and why."""

    _name = "cs.complaint.transfer"
    _description = "Transfer of Complaints"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    complaint_ids = fields.Many2many(comodel_name="cs.complaint", required=True, readonly=True)
    department_id = fields.Many2one(
        comodel_name="hr.department", required=True, domain="[('cs_function', '!=', False)]"
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Transfer; who gives a complaint away may not see it any more and is led to the list."""
        self.ensure_one()
        complaints = self.complaint_ids
        complaints.action_transfer(self.department_id.id, self.reason)
        if len(complaints._filtered_access("read")) == len(complaints):
            return {"type": "ir.actions.act_window_close"}
        return self.env["ir.actions.act_window"]._for_xml_id("cs_complaint.cs_complaint_action")
