from odoo.tests import freeze_time

from .ledger_common import NOW, LedgerCommon


@freeze_time(NOW)
class RewardCommon(LedgerCommon):
    """The ledger's program and card, a second card, rewards of the catalogue and a partner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card2 = cls.program._cs_card_of(cls.customer2, create=True)[cls.customer2.id]
        cls.reason = cls.env.ref("cs_care.cs_loyalty_reason_outage")
        cls.env["cs.loyalty.limit"].search([("amount", ">", 0)]).active = False
        cls.firm = cls.env["res.partner"].create({"name": "Tea House", "is_company": True})
        cls.merchant = cls.env["cs.loyalty.partner"].create(
            {"partner_id": cls.firm.id, "low_level": 2, "user_id": cls.manager.id}
        )

    # DATA

    @classmethod
    def _create_reward(cls, **values):
        return cls.env["loyalty.reward"].create(
            {
                "description": "1 GB for a day",
                "program_id": cls.program.id,
                "cs_kind": "topup",
                "required_points": 100,
                **values,
            }
        )

    @classmethod
    def _create_voucher_reward(cls, codes=(), **values):
        reward = cls._create_reward(
            description="Cup of tea",
            cs_kind="voucher",
            cs_merchant_id=cls.merchant.id,
            cs_settlement_price=1.5,
            **values,
        )
        if codes:
            cls.env["cs.loyalty.voucher"]._cs_take_in(reward, codes, "D1")
        return reward

    def _adjustment(self, points=50, user=None, **values):
        """Fill in a request for the first card as ``user`` (default: the agent)."""
        return (
            self.env["cs.loyalty.adjustment"]
            .with_user(user or self.agent)
            .create(
                {
                    "card_id": self.card.id,
                    "program_id": self.program.id,
                    "points": points,
                    "reason_id": self.reason.id,
                    **values,
                }
            )
        )
