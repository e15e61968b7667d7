from odoo import fields, models

from ...core.tier import Change, rung_of


class LoyaltyCard(models.Model):
    """The tier when the cards of two customers become one."""

    _inherit = "loyalty.card"

    def _cs_merged(self, target):
        """Let the card that goes on have the best tier, and what all of them earned."""
        result = super()._cs_merged(target)
        target = target.sudo()
        target._cs_place()
        target._cs_repair_qualifying()
        (own,) = target._cs_standings()
        rungs = target.program_id._cs_rungs()
        best = own
        for row in self.sudo()._cs_standings():
            rung, known = rung_of(rungs, row.tier_id), rung_of(rungs, best.tier_id)
            if rung and (known is None or rung.rank > known.rank):
                best = row
        if best is not own:
            self._cs_apply(
                [
                    Change(
                        own,
                        best.tier_id,
                        "merged",
                        fields.Date.context_today(self),
                        best.until,
                        counted=own.points,
                        points=own.points,
                        points_then=min(best.points_then, own.points),
                        is_manual=best.is_manual,
                    )
                ]
            )
        self._cs_settle(target._cs_standings())
        return result
