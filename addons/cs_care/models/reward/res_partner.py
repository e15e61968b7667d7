from odoo import models
from odoo.fields import Domain

from odoo.addons.cs_privacy.encrypted import open_for_system


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cs_household_domains(self):
        """Return domains of the persons who share e-mail, number or postal address with this one.

        One for each of them that is known; for the system's own decisions (superuser mode).
        """
        self.ensure_one()
        domains = []
        if self.email_normalized:
            domains.append(Domain("email_normalized", "=", self.email_normalized))
        if number := open_for_system(self, "cs_phone").get(self.id):
            domains.append(Domain("cs_phone", "=", number))
        if self.phone_sanitized:
            domains.append(Domain("phone_sanitized", "=", self.phone_sanitized))
        if self.street and self.city:
            domains.append(
                Domain("street", "=ilike", self.street)
                & Domain("city", "=ilike", self.city)
                & Domain("is_company", "=", False)
            )
        return domains
