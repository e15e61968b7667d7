from odoo import fields, models


class CsComplaintLongerWaiting(models.TransientModel):
    """Asks for how long, and why, a complaint has to wait beyond what its policy allows."""

    _name = "cs.complaint.longer.waiting"
    _description = "Longer Waiting for the Customer"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    complaint_id = fields.Many2one(comodel_name="cs.complaint", required=True, readonly=True)
    days = fields.Integer(string="Further Working Days", required=True, default=5)
    reason = fields.Text(required=True)

    def action_ask(self):
        """Send the request to the head of the department."""
        self.ensure_one()
        self.complaint_id.action_ask_longer_waiting(self.days, self.reason)
        return {"type": "ir.actions.act_window_close"}
