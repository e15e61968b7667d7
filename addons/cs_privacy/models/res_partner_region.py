from odoo import models


class ResPartner(models.Model):
    """A company that moves to another country reads telephone numbers in another way."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "country_id" in vals:
            company_partner_ids = self.env["res.company"]._cs_company_partner_ids()
            if not company_partner_ids.isdisjoint(self._ids):
                self.env.registry.clear_cache()
        return result
