from odoo import models


class CsServiceNumber(models.Model):
    """Anniversaries are found by the first day of service."""

    _inherit = "cs.service.number"

    _cs_date_start_idx = models.Index("(date_start) WHERE status <> 'ended'")
