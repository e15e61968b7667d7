from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let the last decision of the merged persons count, and keep all of them.

        Without this the unique index of last decisions would make the core delete some.
        """
        self.env["cs.privacy.consent"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_privacy_consent consent SET is_current = FALSE
                 WHERE is_current AND partner_id IN %(partners)s AND EXISTS (
                       SELECT 1 FROM cs_privacy_consent later
                        WHERE later.is_current AND later.partner_id IN %(partners)s
                          AND later.purpose_id = consent.purpose_id
                          AND COALESCE(later.channel_id, 0) = COALESCE(consent.channel_id, 0)
                          AND later.id > consent.id)
                """,
                partners=(*src_partners.ids, dst_partner.id),
            )
        )
        self.env["cs.privacy.consent"].invalidate_model(["is_current"], flush=False)
        return super()._update_foreign_keys(src_partners, dst_partner)

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
