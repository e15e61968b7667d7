from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .ledger_common import NOW
from .tier_common import TierCommon

CRUD = ("create", "read", "write", "unlink")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTierBenefits(TierCommon):
    """What a tier is good for, who gives one by hand, and who may not."""

    def _make_silver(self):
        self.qualify(1000, "silver")
        self.assertTier(self.silver)

    def test_earned_points_are_multiplied_qualifying_ones_are_not(self):
        self._make_silver()
        move = self.earn(101, "a", card=self.member)
        self.assertEqual(move.points, 152, "half up: 151.5")
        self.assertEqual(move.qualifying_points, 101)
        self.assertEqual(self.member.cs_qualifying_points, 1101)
        unqualified = self.earn(10, "b", card=self.member, qualifying=False)
        self.assertEqual((unqualified.points, unqualified.qualifying_points), (15, 0))

    def test_a_reversal_takes_the_bonus_back_too(self):
        self._make_silver()
        move = self.earn(100, "a", card=self.member)
        back = move._cs_reverse(idem_key="b", note="Refund")
        self.assertEqual((back.points, back.qualifying_points), (-150, -100))

    def test_only_what_is_earned_is_multiplied(self):
        self._make_silver()
        move = self.member._cs_move(100, "adjust", "a", "Goodwill")
        self.assertEqual(move.points, 100)
        self.assertEqual(self.earn(100, "c").points, 100, "a member of the lowest tier")

    def test_a_tier_opens_the_green_channel_and_closes_it(self):
        self.assertFalse(self.customer2.cs_green_channel)
        self.env["loyalty.card"]._cs_set_tier(self.member, self.gold, date(2026, 6, 30), "Test")
        self.assertTrue(self.customer2.cs_green_channel)
        self.assertEqual(
            self.customer2._cs_green_reasons(), {self.customer2.id: [("tier", "Gold")]}
        )
        levels = self.env["res.partner"]._cs_service_levels(self.customer2.ids)
        self.assertEqual(levels, {self.customer2.id: "green"})
        self.gold.green_channel = False
        self.assertFalse(self.customer2.cs_green_channel)
        self.gold.green_channel = True
        self.assertTrue(self.customer2.cs_green_channel)
        with freeze_time("2026-07-01 08:00:00"):
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.basic)
        self.assertFalse(self.customer2.cs_green_channel)

    def test_rewards_open_from_a_tier_on(self):
        plain, special = self.env["loyalty.reward"].create(
            [
                {"program_id": self.program.id, "required_points": points, "discount": 5}
                for points in (100, 200)
            ]
        )
        special.cs_tier_ids = self.silver
        both = plain | special
        self.assertEqual(both._cs_open_to(self.member), plain)
        self.assertEqual(both._cs_open_to(self.env["loyalty.card"]), plain)
        self.env["loyalty.card"]._cs_set_tier(self.member, self.gold, date(2026, 12, 31), "Test")
        self.assertEqual(both._cs_open_to(self.member), both, "higher tiers too")

    def test_progress_says_where_a_member_stands(self):
        self.qualify(250, "a")
        progress = self.customer2._cs_tier_progress(self.program)
        self.assertEqual(progress["tier"]["name"], "Basic")
        self.assertEqual(
            (progress["next"]["name"], progress["next"]["missing"], progress["next"]["percent"]),
            ("Silver", 750, 25),
        )
        self.assertEqual(self.customer2.cs_tier_progress, "750 points to Silver")
        self._make_silver()
        progress = self.customer2._cs_tier_progress(self.program)
        self.assertEqual(progress["tier"]["keep_missing"], 800)
        self.assertEqual(progress["next"]["tenure_months"], 12)
        stranger = self.env["res.partner"].create({"name": "Nobody"})
        self.assertIsNone(stranger._cs_tier_progress(self.program))

    def test_partner_shows_the_highest_of_the_programs(self):
        other = self._create_program(name="Second")
        top = self.env["cs.loyalty.tier"].create(
            {"name": "Top", "program_id": other.id, "sequence": 99}
        )
        card = other._cs_card_of(self.customer2, create=True)[self.customer2.id]
        self.env.invalidate_all()
        self.assertEqual(self.customer2.cs_loyalty_tier_id, top)
        card.active = False
        self.assertEqual(self.customer2.cs_loyalty_tier_id, self.basic)

    # By hand

    def _dialog(self, user, **vals):
        return (
            self.env["cs.loyalty.tier.set"]
            .with_user(user)
            .create(
                {
                    "card_id": self.member.id,
                    "tier_id": self.gold.id,
                    "date_until": "2026-06-30",
                    "note": "Goodwill",
                    **vals,
                }
            )
        )

    def test_manager_gives_a_tier_for_a_time_with_a_trace(self):
        action = self.member.with_user(self.manager).action_cs_set_tier()
        self.assertEqual(action["context"], {"default_card_id": self.member.id})
        self._dialog(self.manager).action_set()
        self.assertTier(self.gold, "2026-06-30")
        self.assertTrue(self.member.cs_tier_is_manual)
        self.assertRecordValues(
            self.periods()[-1],
            [{"reason": "manual", "user_id": self.manager.id, "note": "Goodwill"}],
        )
        with freeze_time("2026-07-01 08:00:00"):
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.basic, "2027-06-30")
        self.assertFalse(self.member.cs_tier_is_manual)

    def test_tier_by_hand_is_refused(self):
        with self.assertRaises(AccessError):
            self._dialog(self.supervisor)
        dialog = self._dialog(self.manager)
        with self.assertRaises(AccessError):
            dialog.with_user(self.supervisor).action_set()
        for day in ("2026-03-10", "2036-01-01"):
            dialog.date_until = day
            with self.assertRefused(UserError, "between tomorrow and three years"):
                dialog.action_set()
        dialog.date_until = "2026-06-30"
        dialog.note = "  "
        with self.assertRefused(UserError, "Give a reason"):
            dialog.action_set()
        other = self._create_program(name="Second")
        foreign = self.env["cs.loyalty.tier"].create({"name": "F", "program_id": other.id})
        with self.assertRefused(UserError, "belongs to another program"):
            self._dialog(self.manager, tier_id=foreign.id).action_set()
        self.assertTier(self.basic)

    # Notices

    def test_members_who_would_fall_are_told_in_time_and_once(self):
        with freeze_time("2026-06-15 08:00:00"):
            self.qualify(1000, "enter")
        self.customer2.lang = "en_US"
        with freeze_time("2027-05-30 08:00:00"):
            self.run_cron("ir_cron_tell_tier_notices")
            self.assertFalse(self._notices())
        with freeze_time("2027-05-31 08:00:00"):
            self.run_cron("ir_cron_tell_tier_notices")
            self.run_cron("ir_cron_tell_tier_notices")
        mail = self._notices()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.subject, "Keep your Silver level")
        self.assertIn("800", mail.body_html)
        self.assertEqual(str(self.member.cs_tier_told_on), "2027-05-31")

    def test_who_keeps_the_tier_or_objected_is_not_told(self):
        with freeze_time("2026-06-15 08:00:00"):
            self.qualify(1000, "enter")
            self.qualify(800, "keep")
        with freeze_time("2027-05-31 08:00:00"):
            self.run_cron("ir_cron_tell_tier_notices")
            self.assertFalse(self._notices())
            self.qualify(1000, "c", card=self.card)
        with freeze_time("2028-04-15 08:00:00"):
            self.env["cs.privacy.consent"]._cs_record(
                self.customer, "service", "withdrawn", how="phone", note="Said so"
            )
            self.run_cron("ir_cron_tell_tier_notices")
            self.assertFalse(self._notices())

    def _notices(self):
        return self.env["mail.mail"].search(
            [("model", "=", "loyalty.card"), ("subject", "like", "Keep your")]
        )

    # Rules

    def test_rules_of_tiers(self):
        with self.assertRefused(ValidationError, "cannot be entered with fewer points"):
            self.gold.entry_points = 10
        unmanaged = self.env["loyalty.program"].create(
            {"name": "Plain", "program_type": "loyalty", "applies_on": "both"}
        )
        with self.assertRefused(ValidationError, "Only managed programs have tiers"):
            self.env["cs.loyalty.tier"].create({"name": "X", "program_id": unmanaged.id})
        foreign = unmanaged.reward_ids[:1] or self.env["loyalty.reward"].create(
            {"program_id": unmanaged.id}
        )
        with self.assertRefused(ValidationError, "rewards of its own program"):
            self.silver.reward_ids = foreign
        with self.assertRefused(UserError, "has 1 members"):
            self.basic.active = False
        with self.assertRefused(UserError, "stands in the history"):
            self.basic.unlink()
        self.assertEqual(self.basic.member_count, 1)
        self.assertEqual(
            self.env["loyalty.card"].search(self.basic.action_view_members()["domain"]),
            self.member,
        )

    def test_history_is_evidence(self):
        period = self.periods()
        for user in (self.agent, self.manager):
            with self.assertRefused(UserError, "evidence and cannot be changed"):
                period.with_user(user).write({"qualifying_points": 1})
        with self.assertRefused(UserError, "evidence and cannot be changed"):
            period.sudo().write({"note": "x"})
        with self.assertRefused(UserError, "evidence and cannot be deleted"):
            period.sudo().unlink()
        with self.assertRefused(AccessError, "kept by the system alone"):
            period.sudo().with_context(cs_tier_door=True).create(
                {
                    "card_id": self.member.id,
                    "program_id": self.program.id,
                    "date_from": "2026-01-01",
                    "reason": "manual",
                    "movement": "up",
                }
            )

    def test_clients_cannot_forge_tiers(self):
        for name, value in (
            ("cs_tier_id", self.gold.id),
            ("cs_qualifying_points", 9999),
            ("cs_tier_until", "2099-01-01"),
            ("cs_referral_code", "AAAA"),
        ):
            with self.assertRefused(AccessError, "Tiers follow from qualifying points"):
                self.member.with_user(self.manager).write({name: value})
        stranger = self.env["res.partner"].create({"name": "S"})
        card = (
            self.env["loyalty.card"]
            .with_user(self.agent)
            .with_context(default_cs_tier_id=self.gold.id, default_cs_qualifying_points=9999)
            .create({"program_id": self.program.id, "partner_id": stranger.id})
        )
        self.assertEqual(card.sudo().cs_tier_id, self.basic)
        self.assertFalse(card.sudo().cs_qualifying_points)
        with self.assertRefused(AccessError, "follows from the customer's loyalty cards"):
            stranger.with_user(self.manager).cs_loyalty_tier_id = self.gold
        with self.assertRefused(AccessError, "follows from the customer's loyalty cards"):
            stranger.with_user(self.manager).create(
                {"name": "T", "cs_loyalty_tier_id": self.gold.id}
            )
        with self.assertRefused(AccessError, "counted by the system"):
            self.program.with_user(self.manager).cs_event_given = 5

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_roles(self):
        portal = new_test_user(self.env, login="cs_tier_portal", groups="base.group_portal")
        expected = {
            "cs.loyalty.tier": ("r", "r", "crwu"),
            "cs.loyalty.tier.period": ("r", "r", "r"),
            "cs.loyalty.tier.set": ("", "", "crwu"),
            "cs.loyalty.event.rule": ("r", "r", "crwu"),
            "cs.loyalty.event.award": ("r", "r", "r"),
            "cs.loyalty.referral": ("r", "r", "r"),
            "cs.loyalty.enrol": ("crwu", "crwu", "crwu"),
        }
        for model, rights in expected.items():
            for user, letters in zip(
                (self.agent, self.supervisor, self.manager), rights, strict=True
            ):
                self._assert_rights(model, user, letters)
            for user in (self.plain, portal, self.env.ref("base.public_user")):
                self._assert_rights(model, user, "")

    def _assert_rights(self, model, user, letters):
        records = self.env[model].with_user(user)
        may = "".join(operation[0] for operation in CRUD if records.has_access(operation))
        with self.subTest(model=model, user=user.login):
            self.assertEqual(may, letters)

    def test_companies_see_their_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.program.company_id = other
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.gold.with_user(self.manager).has_access("read"))
