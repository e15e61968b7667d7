from odoo import fields, models


class CsCareDecline(models.TransientModel):
    """Asks why a suggested care is not given."""

    _name = "cs.care.decline"
    _description = "Decline Suggested Care"

    suggestion_ids = fields.Many2many(comodel_name="cs.care.suggestion", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Remember the reason; the care is not suggested for a while."""
        self.ensure_one()
        self.suggestion_ids._cs_decline(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
