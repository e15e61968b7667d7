from odoo import fields, models


class CsComplaintBulkLine(models.TransientModel):
    """What came of a step with one of many complaints."""

    _name = "cs.complaint.bulk.line"
    _description = "Outcome of a Step"

    bulk_id = fields.Many2one(
        comodel_name="cs.complaint.bulk", required=True, index=True, ondelete="cascade"
    )
    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, index=True, ondelete="cascade"
    )
    outcome = fields.Selection(
        selection=[("done", "Done"), ("skipped", "Skipped"), ("refused", "Refused")],
        required=True,
    )
    note = fields.Char(string="Why")
