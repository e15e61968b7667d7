from odoo import api, models
from odoo.fields import Domain

from ..encrypted import open_for_system
from ..sms_door import clear_or_none


class ResPartner(models.Model):
    """The blacklist of telephone numbers, for customers whose number is sealed."""

    _inherit = "res.partner"

    @api.depends("cs_phone", "cs_is_protected")
    def _compute_blacklisted(self):
        protected = self.filtered("cs_is_protected")
        result = super(ResPartner, self - protected)._compute_blacklisted()
        listed = self.env["phone.blacklist"]._cs_sealed_among(protected.mapped("cs_phone"))
        for partner in protected:
            is_listed = bool(partner.cs_phone) and clear_or_none(partner.cs_phone) in listed
            partner.phone_sanitized_blacklisted = partner.phone_blacklisted = is_listed
        return result

    @api.model
    def _search_phone_sanitized_blacklisted(self, operator, value):
        domain = super()._search_phone_sanitized_blacklisted(operator, value)
        if domain is NotImplemented:
            return domain
        entries = self.env["phone.blacklist"].sudo().search([("cs_number", "!=", False)])
        numbers = list(open_for_system(entries, "cs_number").values())
        listed = self.env["res.partner"].sudo().search([("cs_phone", "in", numbers)])
        ours = Domain("id", "in", listed.ids)
        return Domain(domain) | ours if operator == "in" else Domain(domain) & ~ours

    def _phone_set_blacklisted(self):
        return self.env["phone.blacklist"].sudo()._add(self._cs_blacklist_numbers())

    def _phone_reset_blacklisted(self):
        return self.env["phone.blacklist"].sudo()._remove(self._cs_blacklist_numbers())

    def _cs_blacklist_numbers(self):
        return [
            partner.cs_phone if partner.cs_is_protected else partner.phone_sanitized
            for partner in self
        ]

    def phone_action_blacklist_remove(self):
        """Hand the label on, for the number is not to be read."""
        action = super().phone_action_blacklist_remove()
        if len(self) == 1 and self.cs_is_protected and self.cs_phone:
            numbers = list(open_for_system(self, "cs_phone").values())
            entry = (
                self.env["phone.blacklist"].sudo().search([("cs_number", "in", numbers)], limit=1)
            )
            action["context"] = {"default_phone": entry.number}
        return action
