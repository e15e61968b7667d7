from odoo import fields, models


class CsLoyaltyAlertVerdict(models.TransientModel):
    """Asks what was found."""

    _name = "cs.loyalty.alert.verdict"
    _description = "Verdict on a Points Alert"
    _inherit = "cs.privacy.scan.mixin"

    _cs_scanned = ("verdict",)

    alert_id = fields.Many2one(comodel_name="cs.loyalty.alert", required=True, ondelete="cascade")
    state = fields.Selection(
        selection=[("confirmed", "Misuse"), ("dismissed", "No Misuse")], required=True
    )
    verdict = fields.Text(required=True)

    def action_decide(self):
        """Give the verdict; rights and state are checked there."""
        self.ensure_one()
        if self.state == "confirmed":
            return self.alert_id.action_confirm(self.verdict)
        return self.alert_id.action_dismiss(self.verdict)
