from odoo import models

from odoo.addons.cs_privacy.encrypted import open_for_system


class ResPartner(models.Model):
    """Recommending the programme to others."""

    _inherit = "res.partner"

    def _cs_referral_url(self, program):
        """Return the link by which this member recommends a programme, or ``False``.

        ``False`` for who is no member, and where the programme has no referrals. The caller has
        checked that it may be shown to whoever asks.
        """
        self.ensure_one()
        card = program._cs_card_of(self).get(self.id)
        if not card or not program.sudo().cs_has_referrals:
            return False
        return f"{self.get_base_url()}/loyalty/recommended/{card._cs_get_referral_code()}"

    def _cs_same_household(self, other):
        """Whether two customers share their person, number, e-mail, document or address."""
        self.ensure_one()
        mine, others = self.sudo(), other.sudo()  # compared by the system, shown to nobody
        if mine.commercial_partner_id == others.commercial_partner_id:
            return True
        if mine.email_normalized and mine.email_normalized == others.email_normalized:
            return True
        if mine._cs_household_address() and (
            mine._cs_household_address() == others._cs_household_address()
        ):
            return True
        return bool(mine._cs_household_numbers() & others._cs_household_numbers())

    def _cs_household_address(self):
        """Return the address in a form in which two spellings of it are the same, or None."""
        if not self.street:
            return None
        parts = (self.street, self.street2, self.zip or self.city)
        text = "".join(part for part in parts if part)
        return "".join(letter for letter in text.casefold() if letter.isalnum()) or None

    def _cs_household_numbers(self):
        """Return the telephone and document numbers of a person, for a comparison only."""
        services = self.cs_service_number_ids.filtered(lambda number: number.status != "ended")
        return {
            *open_for_system(self, "cs_phone").values(),
            *open_for_system(self, "cs_id_number").values(),
            *open_for_system(services, "number").values(),
            *([self.phone_sanitized] if self.phone_sanitized else []),
        }
