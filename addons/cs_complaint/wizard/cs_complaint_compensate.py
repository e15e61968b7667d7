from odoo import api, fields, models


class CsComplaintCompensate(models.TransientModel):
    """Asks what the customer is to get; within the own limit it is granted at once."""

    _name = "cs.complaint.compensate"
    _description = "Compensation Dialog"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="complaint_id.company_id.currency_id")
    kind = fields.Selection(
        selection=lambda self: self.env["cs.complaint.compensation"]._fields["kind"].selection,
        required=True,
        default="bill_credit",
    )
    amount_asked = fields.Monetary(string="Asked For by the Customer")
    amount = fields.Monetary(string="Value", required=True)
    reason = fields.Text(required=True)
    limit_text = fields.Char(string="Your Limit", compute="_compute_limit_text")
    needs_approval = fields.Boolean(compute="_compute_limit_text")

    @api.depends("complaint_id", "amount")
    @api.depends_context("uid")
    def _compute_limit_text(self):
        limits = self.env["cs.complaint.compensation.limit"]
        for dialog in self:
            complaint = dialog.complaint_id
            limit = limits._cs_limit(complaint, self.env.user) if complaint else 0
            granted = sum(complaint.sudo().compensation_ids.mapped("amount_granted"))
            dialog.needs_approval = granted + dialog.amount > limit
            if limit == float("inf"):
                dialog.limit_text = self.env._("none")
            else:
                dialog.limit_text = complaint.company_id.currency_id.format(max(limit - granted, 0))

    def action_propose(self):
        """Hand the proposal over."""
        self.ensure_one()
        self.env["cs.complaint.compensation"]._cs_propose(
            self.complaint_id, self.kind, self.amount, self.reason, self.amount_asked
        )
        return {"type": "ir.actions.act_window_close"}
