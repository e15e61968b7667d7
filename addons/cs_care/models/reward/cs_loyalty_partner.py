from odoo import api, fields, models
from odoo.fields import Domain

ACTIVITY = "cs_care.mail_activity_type_stock"


class CsLoyaltyPartner(models.Model):
    """A firm whose vouchers customers get for points: contract, stock, settlement."""

    _name = "cs.loyalty.partner"
    _description = "Loyalty Partner"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Firm",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    name = fields.Char(
        compute="_compute_name", store=True, precompute=True, readonly=False, required=True
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_start = fields.Date(string="Contract From", tracking=True)
    date_end = fields.Date(string="Contract Until", tracking=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    low_level = fields.Integer(
        string="Warn Below",
        default=50,
        help="With fewer vouchers of a reward in stock the responsible user gets an activity.",
    )
    reward_ids = fields.One2many(
        comodel_name="loyalty.reward", inverse_name="cs_merchant_id", string="Rewards"
    )
    voucher_count = fields.Integer(compute="_compute_voucher_count", string="Vouchers in Stock")

    _dates_valid = models.Constraint(
        "CHECK (date_start IS NULL OR date_end IS NULL OR date_start <= date_end)",
        "The contract does not end before it begins.",
    )
    _partner_uniq = models.UniqueIndex(
        "(company_id, partner_id) WHERE active", "This firm is a partner already."
    )

    @api.depends("partner_id")
    def _compute_name(self):
        for merchant in self:
            merchant.name = merchant.name or merchant.partner_id.name

    def _compute_voucher_count(self):
        counts = dict(
            self.env["cs.loyalty.voucher"]._read_group(
                Domain("merchant_id", "in", self.ids) & Domain("state", "=", "available"),
                ["merchant_id"],
                ["__count"],
            )
        )
        for merchant in self:
            merchant.voucher_count = counts.get(merchant._origin, 0)

    def _cs_is_in_contract(self, today):
        """Tell whether the contract runs on a day."""
        self.ensure_one()
        return (not self.date_start or self.date_start <= today) and (
            not self.date_end or today <= self.date_end
        )

    def action_vouchers(self):
        """Open the vouchers of this partner."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_loyalty_voucher_action")
        action["domain"] = [("merchant_id", "=", self.id)]
        return action

    def _cron_check_stock(self):
        """Tell who is responsible that the vouchers of a reward run low; once until it is done."""
        rewards = self.env["loyalty.reward"].search([("cs_kind", "=", "voucher")])
        for merchant in rewards.cs_merchant_id:
            own = rewards.filtered(lambda reward, m=merchant: reward.cs_merchant_id == m)
            low = own.filtered(lambda reward, m=merchant: reward.cs_stock < m.low_level)
            open_ones = merchant.activity_search([ACTIVITY])
            if not low:
                open_ones.action_feedback()
            elif not open_ones:
                lines = [f"{reward.description}: {reward.cs_stock}" for reward in low]
                merchant.activity_schedule(
                    ACTIVITY,
                    user_id=(merchant.user_id or self.env.user).id,
                    note=", ".join(lines),
                )
