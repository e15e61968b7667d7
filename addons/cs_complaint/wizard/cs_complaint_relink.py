from odoo import fields, models


class CsComplaintRelink(models.TransientModel):
    """Lets a person say of which complaint another one is a repeat, and why."""

    _name = "cs.complaint.relink"
    _description = "Repeat of a Complaint"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    original_id = fields.Many2one(
        comodel_name="cs.complaint",
        string="Repeat of",
        ondelete="cascade",
        domain="[('id', '!=', complaint_id), ('date_registered', '<=', date_registered)]",
        help="Leave empty when it is no repeat.",
    )
    date_registered = fields.Datetime(related="complaint_id.date_registered")
    reason = fields.Text(required=True)

    def action_apply(self):
        """Record the decision; rights are checked by the complaint."""
        self.ensure_one()
        self.complaint_id._cs_decide_repeat(self.original_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
