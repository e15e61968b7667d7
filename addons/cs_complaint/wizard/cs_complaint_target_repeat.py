from odoo import api, fields, models


class CsComplaintTargetRepeat(models.TransientModel):
    """Managers set within how many days the same matter counts as a repeat."""

    _inherit = "cs.complaint.target"

    repeat_days = fields.Integer(
        string="Repeat Within (Days)", compute="_compute_targets", store=True, readonly=False
    )

    @api.model
    def _fields_to_set(self):
        return (*super()._fields_to_set(), "repeat_days")
