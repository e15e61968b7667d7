from .ledger_common import LedgerCommon


class TierCommon(LedgerCommon):
    """A program with three tiers; the first customer is a member since the frozen day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tiers = cls.env["cs.loyalty.tier"]
        cls.basic, cls.silver, cls.gold = tiers.create(
            [
                {"name": "Basic", "program_id": cls.program.id, "sequence": 10},
                {
                    "name": "Silver",
                    "program_id": cls.program.id,
                    "sequence": 20,
                    "entry_points": 1000,
                    "keep_points": 800,
                    "multiplier": 1.5,
                },
                {
                    "name": "Gold",
                    "program_id": cls.program.id,
                    "sequence": 30,
                    "entry_points": 5000,
                    "keep_points": 4000,
                    "min_tenure_months": 12,
                    "multiplier": 2.0,
                    "green_channel": True,
                },
            ]
        )
        cls.member = cls.program._cs_card_of(cls.customer2, create=True)[cls.customer2.id]

    # UTILS

    def run_cron(self, name):
        """Run a scheduled action as the server does."""
        cron = self.env.ref(f"cs_care.{name}")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def qualify(self, points, key, card=None):
        """Earn qualifying points without the multiplier of the tier."""
        return self.earn(points, key, card=card or self.member, multiplied=True)

    def periods(self, card=None):
        return (card or self.member).cs_tier_period_ids.sorted("id")

    # ASSERTS

    def assertTier(self, tier, until=None, card=None):
        card = card or self.member
        self.env.invalidate_all()
        self.assertEqual(card.cs_tier_id, tier)
        self.assertEqual(card.partner_id.cs_loyalty_tier_id, tier)
        self.assertEqual(self.periods(card)[-1].tier_id, tier)
        if until:
            self.assertEqual(str(card.cs_tier_until), until)
