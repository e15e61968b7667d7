from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError


class CsLoyaltyRedeem(models.TransientModel):
    """An agent redeems points for a customer who asks for it."""

    _name = "cs.loyalty.redeem"
    _description = "Redeem Points"

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        ondelete="cascade",
        domain="[('program_id.cs_managed', '=', True)]",
    )
    balance = fields.Float(related="card_id.points")
    offered_ids = fields.Many2many(
        comodel_name="loyalty.reward", compute="_compute_offered_ids", string="Catalogue"
    )
    reward_id = fields.Many2one(
        comodel_name="loyalty.reward",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', offered_ids)]",
    )
    cost = fields.Float(related="reward_id.required_points", string="Costs")
    cs_terms = fields.Text(related="reward_id.cs_terms")
    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        required=True,
        default=lambda self: self.env["cs.channel"]._cs_get("phone"),
    )
    # One press, one redemption: the second press of the button sends the same key.
    idem_key = fields.Char(default=lambda self: f"desk,{uuid4()}", readonly=True, required=True)

    @api.depends("card_id")
    def _compute_offered_ids(self):
        for dialog in self:
            rewards = self.env["loyalty.reward"]
            card = dialog.card_id
            dialog.offered_ids = rewards._cs_catalogue(card) if card else rewards

    def action_redeem(self):
        """Redeem and open the redemption. May be called twice."""
        self.ensure_one()
        if not self.env.user.has_group("cs_care.group_cs_care_agent"):
            raise AccessError(self.env._("Points are redeemed by agents of customer care."))
        self.card_id.check_access("read")
        if self.card_id.sudo().partner_id & self.env.user._cs_own_circle():
            raise AccessError(
                self.env._(
                    "This card is your own, or of your family or firm. Somebody else has to "
                    "redeem for it."
                )
            )
        redemption = self.card_id._cs_redeem(self.reward_id, self.idem_key, self.channel_id)
        return redemption.sudo(False)._get_records_action()
