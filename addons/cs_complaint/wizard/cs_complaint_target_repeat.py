from odoo import api, fields, models


class CsComplaintTargetRepeat(models.TransientModel):
    """Managers set when the same matter is a repeat, and when a category is suggested."""

    _inherit = "cs.complaint.target"

    repeat_days = fields.Integer(
        string="Repeat Within (Days)", compute="_compute_targets", store=True, readonly=False
    )

    suggest_percent = fields.Integer(
        string="Suggest a Category From (% Certain)",
        compute="_compute_targets",
        store=True,
        readonly=False,
    )

    @api.model
    def _fields_to_set(self):
        return (*super()._fields_to_set(), "repeat_days", "suggest_percent")
