from odoo import models


class CsServiceNumberRights(models.Model):
    _inherit = "cs.service.number"

    # Retention looks for persons whose service is over; those who are erased have left the index.
    _ended_idx = models.Index(
        "(company_id, partner_id, date_end) WHERE status = 'ended' AND number IS NOT NULL"
    )
