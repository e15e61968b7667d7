import secrets

from odoo import api, fields, models

# Without what is taken for something else when it is read out
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 10


class LoyaltyCard(models.Model):
    """The code by which a member recommends the programme."""

    _inherit = "loyalty.card"

    cs_referral_code = fields.Char(string="Referral Code", readonly=True, copy=False)

    _cs_referral_uniq = models.UniqueIndex("(cs_referral_code) WHERE cs_referral_code IS NOT NULL")

    def _cs_get_referral_code(self):
        """Return the code of a card; made at the first time, of 50 random bits."""
        self.ensure_one()
        card = self.sudo()  # nobody may write the code
        if not card.cs_referral_code:
            card.cs_referral_code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
        return card.cs_referral_code

    @api.model
    def _cs_of_referral_code(self, code):
        """Return the card that has a code, in a programme with referrals, or none."""
        card = self.search([("cs_referral_code", "=", code.strip().upper())], limit=1)
        return card if card.program_id.cs_has_referrals else self.browse()
