from odoo import api, models


class CsPrivacyConsent(models.Model):
    """Who has decided about the use of their information is a protected customer."""

    _inherit = "cs.privacy.consent"

    @api.model_create_multi
    def create(self, vals_list):
        consents = super().create(vals_list)
        consents.partner_id._cs_protect()
        return consents
