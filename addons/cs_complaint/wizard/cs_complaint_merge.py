from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.cs_complaint_severity import RANK


class CsComplaintMerge(models.TransientModel):
    """Asks which complaint goes on for several, and why they are the same matter."""

    _name = "cs.complaint.merge"
    _description = "Merging Complaints"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    complaint_ids = fields.Many2many(
        comodel_name="cs.complaint",
        required=True,
        default=lambda self: self._default_complaint_ids(),
    )
    target_id = fields.Many2one(
        comodel_name="cs.complaint",
        string="Goes On In",
        compute="_compute_target_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('state', 'in', ('registered', 'in_progress', 'waiting'))]",
    )
    reason = fields.Text(required=True)
    is_more_severe = fields.Boolean(compute="_compute_is_more_severe")

    @api.model
    def _default_complaint_ids(self):
        if self.env.context.get("active_model") != "cs.complaint":
            return False
        return [fields.Command.set(self.env.context.get("active_ids") or [])]

    @api.depends("complaint_ids")
    def _compute_target_id(self):
        for dialog in self:
            several = len(dialog.complaint_ids) > 1
            earliest = dialog.complaint_ids.sorted(lambda c: (c.date_clock_start, c._origin.id))
            dialog.target_id = earliest[:1] if several else dialog.target_id

    @api.depends("complaint_ids", "target_id")
    def _compute_is_more_severe(self):
        for dialog in self:
            ranks = [RANK[complaint.severity] for complaint in dialog.complaint_ids]
            target = RANK.get(dialog.target_id.severity, 0)
            dialog.is_more_severe = bool(dialog.target_id) and max(ranks, default=0) > target

    def action_apply(self):
        """Merge and open the complaint that goes on."""
        self.ensure_one()
        if not self.target_id or not self.complaint_ids - self.target_id:
            raise UserError(self.env._("Choose another complaint than the one that is merged."))
        self.complaint_ids.action_merge(self.target_id.id, self.reason)
        return self.target_id.get_formview_action()
