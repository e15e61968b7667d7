from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsLoyaltyRedemption(models.Model):
    """Points given for a reward of the catalogue: held, redeemed, delivered (clause 7.1).

    Made by :meth:`loyalty.card._cs_redeem` and changed by its buttons alone.
    """

    _name = "cs.loyalty.redemption"
    _description = "Redemption"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin", "mail.thread"]
    _order = "id desc"

    _cs_scanned = ("reason", "delivery_reference", "place")

    name = fields.Char(string="Number", required=True, readonly=True)
    card_id = fields.Many2one(
        comodel_name="loyalty.card", required=True, index=True, ondelete="restrict", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, index=True, readonly=True
    )
    program_id = fields.Many2one(comodel_name="loyalty.program", required=True, readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    reward_id = fields.Many2one(
        comodel_name="loyalty.reward", required=True, ondelete="restrict", readonly=True
    )
    kind = fields.Selection(related="reward_id.cs_kind", store=True)
    period = fields.Char(readonly=True)
    points = fields.Float(required=True, readonly=True, digits=(16, 2))
    # Held: points and stock are taken, the customer has still to confirm. Redeemed: confirmed.
    # Delivered: the customer has it. Expired: not confirmed in time, all was given back.
    state = fields.Selection(
        selection=[
            ("held", "Held"),
            ("redeemed", "Redeemed"),
            ("delivered", "Delivered"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        required=True,
        default="held",
        readonly=True,
        tracking=True,
        index=True,
    )
    idem_key = fields.Char(string="Key", required=True, readonly=True)
    channel_id = fields.Many2one(comodel_name="cs.channel", readonly=True, index=True)
    place = fields.Char(readonly=True, help="Counter or page.")
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, index=True, readonly=True
    )
    date_held = fields.Datetime(string="Date", required=True, readonly=True)
    date_hold_until = fields.Datetime(string="Held Until", readonly=True)
    date_redeemed = fields.Datetime(string="Redeemed On", readonly=True)
    date_delivered = fields.Datetime(string="Delivered On", readonly=True)
    date_ended = fields.Datetime(string="Given Back On", readonly=True)
    delivery_reference = fields.Char(readonly=True)
    reason = fields.Char(string="Why Given Back", readonly=True)
    move_id = fields.Many2one(
        comodel_name="cs.loyalty.move", string="Entry", index="btree_not_null", readonly=True
    )
    voucher_id = fields.Many2one(
        comodel_name="cs.loyalty.voucher", index="btree_not_null", readonly=True
    )
    merchant_id = fields.Many2one(
        comodel_name="cs.loyalty.partner", string="Partner", index="btree_not_null", readonly=True
    )
    settlement_amount = fields.Monetary(
        string="To Settle",
        readonly=True,
        help="What the partner is owed, at the price of the day of the redemption.",
    )

    _key_uniq = models.UniqueIndex("(card_id, idem_key)", "This has been redeemed already.")
    _hold_idx = models.Index("(date_hold_until, id) WHERE state = 'held'")
    _reward_idx = models.Index("(reward_id, period, state)")
    _card_date_idx = models.Index("(card_id, date_held)")
    _merchant_date_idx = models.Index("(merchant_id, date_redeemed) WHERE merchant_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_server()
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) - {"message_main_attachment_id"}:
            self._cs_check_server()
        return super().write(vals)

    def _cs_check_server(self):
        if not self._cs_is_trusted():
            raise AccessError(
                self.env._(
                    "Redemptions are made from the catalogue and changed by their buttons only."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Redemptions are evidence and stay. Cancel instead."))
