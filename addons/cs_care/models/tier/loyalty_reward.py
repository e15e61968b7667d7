from odoo import fields, models


class LoyaltyReward(models.Model):
    """Rewards that open with a tier."""

    _inherit = "loyalty.reward"

    cs_tier_ids = fields.Many2many(
        comodel_name="cs.loyalty.tier",
        relation="cs_loyalty_tier_reward_rel",
        column1="reward_id",
        column2="tier_id",
        string="From Tier",
        domain="[('program_id', '=', program_id)]",
        help="Open to members of this tier and of higher ones. Empty: to everybody. "
        "With several the lowest counts.",
    )

    def _cs_open_to(self, card):
        """Return those of these rewards that the tier of a card opens.

        For every place that offers rewards (portal, counter, sale), and for the claim itself.

        :param card: one ``loyalty.card``, or an empty recordset for a customer without one
        """
        level = card.sudo().cs_tier_id.sequence if card.sudo().cs_tier_id else None
        return self.filtered(
            lambda reward: (
                not reward.sudo().cs_tier_ids
                or (
                    level is not None and min(reward.sudo().cs_tier_ids.mapped("sequence")) <= level
                )
            )
        )
