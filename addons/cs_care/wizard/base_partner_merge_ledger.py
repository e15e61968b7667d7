from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_loyalty_cards(self, src_partners, dst_partner):
        """Move the lots of managed cards with their expiry; Odoo would only sum the points."""
        self.env["loyalty.card"].sudo()._cs_merge_partners(src_partners, dst_partner)
        return super()._merge_loyalty_cards(src_partners, dst_partner)
