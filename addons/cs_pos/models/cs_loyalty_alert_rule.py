from odoo import fields, models


class CsLoyaltyAlertRule(models.Model):
    """Alerts that the counter raises itself, when an order is paid."""

    _inherit = "cs.loyalty.alert.rule"

    code = fields.Selection(
        selection_add=[("counter", "A till gave a reward that the ledger would have refused")],
        ondelete={"counter": "cascade"},
    )

    def _cs_detect_counter(self, since, window):
        """Return nothing: these are raised by orders, not looked for."""
        return []
