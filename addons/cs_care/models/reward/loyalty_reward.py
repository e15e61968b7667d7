from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# States of a redemption that used up quota and customer's share
USED = ("held", "redeemed", "delivered")


class LoyaltyReward(models.Model):
    """Rewards beside orders: top-ups, goods, vouchers of partners; with quota and limits (7.1)."""

    _inherit = "loyalty.reward"

    cs_kind = fields.Selection(
        selection=[
            ("order", "On an order"),
            ("topup", "Airtime or data"),
            ("goods", "Goods"),
            ("voucher", "Voucher of a partner"),
        ],
        string="Kind",
        required=True,
        default="order",
        help="What is not given on an order is redeemed from the catalogue.",
    )
    cs_date_from = fields.Date(string="Offered From")
    cs_date_to = fields.Date(string="Offered Until")
    cs_quota_total = fields.Integer(string="Quota in All", help="0: any number.")
    cs_quota_period = fields.Integer(string="Quota per Period", help="0: any number.")
    cs_period = fields.Selection(
        selection=[("day", "Day"), ("week", "Week"), ("month", "Month")],
        string="Period",
        default="month",
        required=True,
    )
    cs_customer_limit = fields.Integer(
        string="Times per Customer", help="Within the period of the reward; 0: any number."
    )
    cs_merchant_id = fields.Many2one(
        comodel_name="cs.loyalty.partner",
        string="Partner",
        index="btree_not_null",
        ondelete="restrict",
    )
    cs_settlement_price = fields.Float(
        string="Price per Voucher",
        digits=(16, 2),
        help="What the partner is paid for a voucher that was handed out.",
    )
    cs_voucher_ids = fields.One2many(
        comodel_name="cs.loyalty.voucher", inverse_name="reward_id", string="Vouchers"
    )
    cs_stock = fields.Integer(string="Vouchers in Stock", compute="_compute_cs_stock")
    cs_used = fields.Integer(string="Redeemed", compute="_compute_cs_used")
    cs_terms = fields.Text(string="Conditions", translate=True, help="Shown to the customer.")

    _cs_limits_valid = models.Constraint(
        "CHECK (cs_quota_total >= 0 AND cs_quota_period >= 0 AND cs_customer_limit >= 0 AND"
        " cs_settlement_price >= 0)",
        "Quotas, limits and prices are not negative.",
    )
    _cs_dates_valid = models.Constraint(
        "CHECK (cs_date_from IS NULL OR cs_date_to IS NULL OR cs_date_from <= cs_date_to)",
        "A reward is not offered until a day before it begins.",
    )

    @api.constrains("cs_kind", "cs_merchant_id", "program_id")
    def _check_cs_kind(self):
        for reward in self.filtered(lambda reward: reward.cs_kind != "order"):
            if not reward.program_id.cs_managed:
                raise ValidationError(
                    self.env._(
                        "%(program)s has no points ledger: its rewards are given on orders only.",
                        program=reward.program_id.name,
                    )
                )
            if reward.cs_kind == "voucher" and not reward.cs_merchant_id:
                raise ValidationError(self.env._("Say which partner the voucher is of."))

    def _compute_cs_stock(self):
        counts = dict(
            self.env["cs.loyalty.voucher"]
            .sudo()
            ._read_group(
                Domain("reward_id", "in", self.ids) & Domain("state", "=", "available"),
                ["reward_id"],
                ["__count"],
            )
        )
        for reward in self:
            reward.cs_stock = counts.get(reward._origin, 0)

    def _compute_cs_used(self):
        counts = dict(
            self.env["cs.loyalty.redemption"]
            .sudo()
            ._read_group(
                Domain("reward_id", "in", self.ids) & Domain("state", "in", USED),
                ["reward_id"],
                ["__count"],
            )
        )
        for reward in self:
            reward.cs_used = counts.get(reward._origin, 0)

    def _create_missing_discount_line_products(self):
        """What is not given on an order needs no product that makes an order cheaper."""
        orders = self.filtered(lambda reward: reward.cs_kind == "order")
        return super(LoyaltyReward, orders)._create_missing_discount_line_products()

    def write(self, vals):
        if {"cs_quota_total", "cs_quota_period", "cs_period"}.intersection(vals):
            # What was taken is counted anew by whoever takes the next one.
            self.env["cs.loyalty.quota"].sudo().search([("reward_id", "in", self.ids)]).unlink()
        return super().write(vals)

    # Redeeming

    def _cs_offered_domain(self, today):
        """Return the domain of what the catalogue offers on a day, without regard to quotas."""
        return (
            Domain("cs_kind", "!=", "order")
            & (Domain("cs_date_from", "=", False) | Domain("cs_date_from", "<=", today))
            & (Domain("cs_date_to", "=", False) | Domain("cs_date_to", ">=", today))
        )

    def _cs_catalogue(self, card):
        """Return the rewards that the catalogue shows to the holder of ``card``.

        By dates and tier; quota and balance are checked when one is redeemed.
        """
        program = card.sudo().program_id
        # sudo: customers see the catalogue of their program and nothing else of it
        rewards = self.sudo().search(
            self._cs_offered_domain(program._cs_today()) & Domain("program_id", "=", program.id)
        )
        return rewards.filtered(lambda reward: reward._cs_is_for(card))

    def _cs_is_for(self, card):
        """Tell whether the tier of ``card`` opens this reward. A hook for further conditions."""
        self.ensure_one()
        return bool(self._cs_open_to(card))

    def _cs_check_redeem(self, card):
        """Refuse what the holder of ``card`` may not redeem now; a hook. The card is locked.

        :raise UserError: the rule, and what helps
        """
        self.ensure_one()
        program, today = self.program_id, self.program_id._cs_today()
        if self.cs_kind == "order" or card.program_id != program or not program.cs_managed:
            raise UserError(
                self.env._(
                    "%(reward)s is not in the catalogue of this card.", reward=self.description
                )
            )
        is_offered = self.active and self.filtered_domain(self._cs_offered_domain(today))
        if not is_offered or not (
            self.cs_kind != "voucher" or self.cs_merchant_id._cs_is_in_contract(today)
        ):
            raise UserError(self.env._("%(reward)s is not offered today.", reward=self.description))
        if not self._cs_is_for(card):
            raise UserError(
                self.env._("%(reward)s is for members of another tier.", reward=self.description)
            )
        if card.points < self.required_points:
            raise UserError(
                self.env._(
                    "%(reward)s costs %(cost)g points; the card has %(points)g.",
                    reward=self.description,
                    cost=self.required_points,
                    points=card.points,
                )
            )
        self._cs_check_customer_limit(card)

    def _cs_check_customer_limit(self, card):
        if not self.cs_customer_limit:
            return
        used = self.env["cs.loyalty.redemption"].search_count(
            [
                ("card_id", "=", card.id),
                ("reward_id", "=", self.id),
                ("period", "=", self._cs_period_key()),
                ("state", "in", USED),
            ]
        )
        if used >= self.cs_customer_limit:
            raise UserError(
                self.env._(
                    "%(reward)s can be redeemed %(limit)s times per customer, and that is reached "
                    "for this period.",
                    reward=self.description,
                    limit=self.cs_customer_limit,
                )
            )

    def _cs_period_key(self):
        """Return the name of the current period: its first day."""
        today = self.program_id._cs_today()
        if self.cs_period == "week":
            today -= timedelta(days=today.weekday())
        elif self.cs_period == "month":
            today = today.replace(day=1)
        return today.isoformat()

    def _cs_take_quota(self, count=1):
        """Take one of the quotas, of the whole and of the period.

        A row is *changed* for each taker, not only locked: under repeatable read whoever waited for
        it is refused by PostgreSQL and repeated by the framework, and never counts an old state.

        :raise UserError: nothing is left
        """
        self.ensure_one()
        limits = {"total": self.cs_quota_total, self._cs_period_key(): self.cs_quota_period}
        for period, limit in limits.items():
            if limit and not self._cs_count_quota(period, count, limit):
                raise UserError(
                    self.env._(
                        "%(reward)s has been given away completely%(when)s.",
                        reward=self.description,
                        when="" if period == "total" else self.env._(" for this period"),
                    )
                )

    def _cs_give_back_quota(self, period):
        """Give one back that had been taken in ``period``."""
        for key, limit in (("total", self.cs_quota_total), (period, self.cs_quota_period)):
            if limit:
                self._cs_count_quota(key, -1, limit)

    def _cs_count_quota(self, period, count, limit):
        self.env.cr.execute(
            SQL(
                "INSERT INTO cs_loyalty_quota (reward_id, period, used)"
                " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                self.id,
                period,
                self._cs_used_before(period),
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE cs_loyalty_quota SET used = GREATEST(used + %(count)s, 0)"
                " WHERE reward_id = %(reward)s AND period = %(period)s"
                " AND (%(count)s < 0 OR used + %(count)s <= %(limit)s)",
                count=count,
                reward=self.id,
                period=period,
                limit=limit,
            )
        )
        return bool(self.env.cr.rowcount)

    def _cs_used_before(self, period):
        """Return how many were redeemed before this reward had a quota."""
        domain = Domain("reward_id", "=", self.id) & Domain("state", "in", USED)
        if period != "total":
            domain &= Domain("period", "=", period)
        quotas = self.env["cs.loyalty.quota"].sudo()
        if quotas.search_count([("reward_id", "=", self.id), ("period", "=", period)], limit=1):
            return 0  # the row exists, so that this figure is not used
        return self.env["cs.loyalty.redemption"].sudo().search_count(domain)

    def _cs_take_voucher(self):
        """Reserve the voucher that expires first; others in the same moment get other ones.

        :raise UserError: none is left
        """
        self.ensure_one()
        vouchers = self.env["cs.loyalty.voucher"].sudo()
        vouchers.flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM cs_loyalty_voucher"
                " WHERE reward_id = %s AND state = 'available'"
                " AND (date_expiry IS NULL OR date_expiry >= %s)"
                " ORDER BY date_expiry, id LIMIT 1 FOR UPDATE SKIP LOCKED",
                self.id,
                self.program_id._cs_today(),
            )
        )
        found = self.env.cr.fetchone()
        if not found:
            raise UserError(
                self.env._(
                    "No voucher for %(reward)s is left. Choose another reward.",
                    reward=self.description,
                )
            )
        voucher = vouchers.browse(found[0])
        voucher.write({"state": "reserved"})
        return voucher
