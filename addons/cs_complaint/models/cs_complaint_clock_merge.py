from odoo import fields, models


class CsComplaintClock(models.Model):
    _inherit = "cs.complaint.clock"

    kind = fields.Selection(
        selection_add=[("merged", "Merged with an earlier one")], ondelete={"merged": "cascade"}
    )
