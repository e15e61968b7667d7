from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Take ID numbers off the partners that go, before the one that stays gets one of them.

        A number that has to be unique would be refused otherwise. The mask keeps the value.
        """
        every = (dst_partner | src_partners).sudo()
        holder = next((partner for partner in every if partner.cs_id_number), None)
        if holder is None or holder == dst_partner:
            return super()._update_values(src_partners, dst_partner)
        kept = {"cs_id_type": holder.cs_id_type, "cs_id_number": holder.cs_id_number}
        src_partners.sudo().write({"cs_id_number": False})
        result = super()._update_values(src_partners, dst_partner)
        dst_partner.sudo().write(kept)
        return result
