from odoo import models


class ResPartnerPoints(models.Model):
    """Points, tier and catalogue of a customer at the counter (clause 7.3.3)."""

    _inherit = "res.partner"

    def _cs_pos_profile_parts(self):
        return {**super()._cs_pos_profile_parts(), "loyalty": self._cs_pos_profile_loyalty}

    def _cs_pos_profile_loyalty(self, config):
        """Return ``{cards, programs}``: memberships, and the programs that could be joined."""
        programs = config._cs_pos_programs()
        cards = self.env["loyalty.card"].search(
            [("partner_id", "=", self.id), ("program_id", "in", programs.ids)], order="id"
        )
        lots, held = cards._cs_pos_lots(), cards._cs_pos_held()
        return {
            "cards": [card._cs_pos_row(lots.get(card, []), held.get(card, ())) for card in cards],
            "programs": [
                {"id": program.id, "name": program.name} for program in programs - cards.program_id
            ],
        }
