from odoo import api, fields, models


class CsComplaintSplit(models.TransientModel):
    """Asks which part of a complaint becomes one of its own, and why."""

    _name = "cs.complaint.split"
    _description = "Splitting a Complaint"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_needed_access = "write"
    _cs_scanned = ("subject", "description", "reason")

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    subject = fields.Char(required=True)
    description = fields.Text(
        string="Content", compute="_compute_description", store=True, readonly=False
    )
    category_id = fields.Many2one(comodel_name="cs.complaint.category", required=True)
    reason = fields.Text(required=True)
    available_file_ids = fields.Many2many(
        comodel_name="ir.attachment", compute="_compute_available_file_ids"
    )
    file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Files That Belong To It",
        domain="[('id', 'in', available_file_ids)]",
    )

    @api.depends("complaint_id")
    def _compute_description(self):
        for dialog in self:
            dialog.complaint_id.check_access("write")
            dialog.description = dialog.complaint_id.description

    @api.depends("complaint_id")
    def _compute_available_file_ids(self):
        for dialog in self:
            dialog.available_file_ids = self.env["ir.attachment"].search(
                [("res_model", "=", "cs.complaint"), ("res_id", "=", dialog.complaint_id.id)]
            )

    def action_apply(self):
        """Split and open the new complaint, when the user may see it."""
        self.ensure_one()
        part = self.complaint_id._cs_split(
            self.reason,
            self.file_ids & self.available_file_ids,
            subject=self.subject,
            description=self.description,
            category_id=self.category_id.id,
        )
        shown = part if part.has_access("read") else self.complaint_id
        return shown.get_formview_action()
