from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_privacy.encrypted import EncryptedChar, open_for_system

CHUNK = 1000
LENGTH = 100


class CsLoyaltyVoucher(models.Model):
    """A code of a partner. Sealed like a telephone number: it is money to whoever reads it.

    Staff see a mask, whether the voucher is handed out or not, and nobody reveals it. The customer
    sees it once, see :meth:`cs.loyalty.redemption._cs_show_code`.
    """

    _name = "cs.loyalty.voucher"
    _description = "Voucher of a Partner"
    _inherit = ["cs.privacy.guard", "cs.privacy.mixin"]
    _order = "id desc"
    _rec_name = "reward_id"

    _cs_protected = frozenset(
        {"code", "reward_id", "state", "batch", "date_expiry", "redemption_id"}
    )

    code = EncryptedChar(kind="free", exact=True, unique=True, required=True, readonly=True)
    reward_id = fields.Many2one(
        comodel_name="loyalty.reward", required=True, readonly=True, ondelete="restrict"
    )
    merchant_id = fields.Many2one(
        related="reward_id.cs_merchant_id",
        string="Partner",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        related="merchant_id.company_id", store=True, precompute=True, index=True
    )
    batch = fields.Char(string="Delivery", readonly=True)
    date_expiry = fields.Date(string="Valid Until", readonly=True)
    # Reserved: a redemption holds it. Handed out: the customer has seen the code.
    state = fields.Selection(
        selection=[
            ("available", "In stock"),
            ("reserved", "Reserved"),
            ("handed_out", "Handed out"),
            ("void", "Void"),
        ],
        required=True,
        default="available",
        readonly=True,
    )
    redemption_id = fields.Many2one(
        comodel_name="cs.loyalty.redemption",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )

    _stock_idx = models.Index("(reward_id, date_expiry, id) WHERE state = 'available'")
    _reward_idx = models.Index("(reward_id, state)")

    def _cs_check_reveal(self, field_names, purpose, reason):
        raise AccessError(
            self.env._("Codes of vouchers are shown to the customer only, when they are redeemed.")
        )

    def action_void(self):
        """Take codes out of stock that the partner called back. May be called twice."""
        if not self.env.user.has_group("cs_care.group_cs_care_manager"):
            raise AccessError(self.env._("Vouchers are taken out of stock by a manager."))
        self.check_access("read")
        # sudo: the right has been checked; state is the server's
        locked = self.sudo().filtered(lambda voucher: voucher.state == "available")
        locked = locked.try_lock_for_update()
        locked.filtered(lambda voucher: voucher.state == "available").write({"state": "void"})
        return True

    @api.model
    def _cs_take_in(self, reward, codes, batch, date_expiry=None):
        """Put codes into stock; those that are known, or twice in the list, are left out.

        :param codes: an iterable of texts; empty ones are skipped
        :return: ``(taken in, known before, unusable)``, how many each
        """
        # sudo: stock is the server's to write; the caller has checked the right
        vouchers = self.sudo()
        clean = [code.strip() for code in codes if code and code.strip()]
        unusable = [code for code in clean if len(code) > LENGTH]
        unique = list(dict.fromkeys(code for code in clean if len(code) <= LENGTH))
        taken = 0
        for start in range(0, len(unique), CHUNK):
            chunk = unique[start : start + CHUNK]
            known = set(open_for_system(vouchers.search([("code", "in", chunk)]), "code").values())
            fresh = [code for code in chunk if code not in known]
            vouchers.create(
                [
                    {
                        "code": code,
                        "reward_id": reward.id,
                        "batch": batch,
                        "date_expiry": date_expiry,
                    }
                    for code in fresh
                ]
            )
            taken += len(fresh)
        return taken, len(clean) - len(unusable) - taken, len(unusable)

    def _cs_release(self):
        """Put reserved vouchers back into stock; what a customer has seen stays handed out."""
        self.filtered(lambda voucher: voucher.state == "reserved").write(
            {"state": "available", "redemption_id": False}
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Vouchers are settled with the partner and stay. Void them."))
