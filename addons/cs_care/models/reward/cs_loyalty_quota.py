from odoo import fields, models


class CsLoyaltyQuota(models.Model):
    """How many of a reward are taken, in all and by period; the row that takers queue for."""

    _name = "cs.loyalty.quota"
    _description = "Quota of a Reward"
    _order = "reward_id, period"
    _rec_name = "period"

    reward_id = fields.Many2one(
        comodel_name="loyalty.reward", required=True, index=True, ondelete="cascade", readonly=True
    )
    period = fields.Char(
        required=True, readonly=True, help="“total”, or the first day of the period."
    )
    used = fields.Integer(required=True, readonly=True)

    _period_uniq = models.UniqueIndex("(reward_id, period)")
    _used_positive = models.Constraint("CHECK (used >= 0)", "A quota is not used below zero.")
