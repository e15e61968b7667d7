from odoo import api, fields, models
from odoo.fields import Domain


class LoyaltyReward(models.Model):
    """Tills offer what is given on an order; the catalogue is asked from the server."""

    _inherit = "loyalty.reward"

    cs_pos_level = fields.Integer(
        string="Lowest Tier Level",
        compute="_compute_cs_pos_level",
        compute_sudo=True,
        help="Level of the lowest tier that this reward is for; 0: for everybody.",
    )

    @api.depends("cs_tier_ids.sequence")
    def _compute_cs_pos_level(self):
        for reward in self:
            reward.cs_pos_level = min(reward.cs_tier_ids.mapped("sequence"), default=0)

    @api.model
    def _load_pos_data_domain(self, data, config):
        return Domain(super()._load_pos_data_domain(data, config)) & Domain("cs_kind", "=", "order")

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "cs_pos_level"]

    @api.model
    def _load_pos_data_read(self, records, config):
        # sudo: settings of the program; the till gets no reward that the ledger would refuse
        spendable = records.filtered(
            lambda reward: (
                not reward.sudo().program_id.cs_managed
                or reward.clear_wallet
                or reward.required_points >= reward.sudo().program_id.cs_minimum_spend
            )
        )
        return super()._load_pos_data_read(spendable, config)
