import base64
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .ledger_common import NOW
from .reward_common import RewardCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRewardRedemption(RewardCommon):
    def setUp(self):
        super().setUp()
        self.earn(1000, "start")

    def test_redeemed_once_per_key(self):
        reward = self._create_reward()
        first = self.card._cs_redeem(reward, "k1", "phone")
        again = self.card._cs_redeem(reward, "k1", "phone")
        self.assertEqual(first, again)
        self.assertEqual(first.state, "redeemed")
        self.assertEqual(first.channel_id.code, "phone")
        self.assertBooks(self.card, 900)
        self.assertEqual((first.move_id.kind, first.move_id.points), ("spend", -100))
        other = self._create_reward(description="Mug", cs_kind="goods")
        with self.assertRefused(UserError, "Another reward has been redeemed with this key"):
            self.card._cs_redeem(other, "k1", "phone")

    def test_held_confirmed_delivered(self):
        redemption = self.card._cs_redeem(self._create_reward(), "k", "store", hold=True)
        self.assertEqual(redemption.state, "held")
        self.assertBooks(self.card, 900)
        desk = redemption.with_user(self.agent)
        desk.action_confirm()
        desk.action_confirm()
        desk.action_deliver("T-1")
        desk.action_deliver("T-2")
        self.assertEqual((redemption.state, redemption.delivery_reference), ("delivered", "T-1"))
        with self.assertRefused(UserError, "has been delivered"):
            redemption.with_user(self.supervisor).action_cancel("x")

    def test_hold_is_given_back_in_time(self):
        reward = self._create_voucher_reward(["A-1"], cs_quota_total=5)
        redemption = self.card._cs_redeem(reward, "k", "store", hold=True)
        self.assertEqual(redemption.voucher_id.state, "reserved")
        cron = self.env.ref("cs_care.ir_cron_release_holds")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=14)):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(redemption.state, "held")
        with freeze_time(fields.Datetime.now() + timedelta(minutes=16)):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.assertEqual(redemption.state, "expired")
        self.assertBooks(self.card, 1000)
        self.assertEqual(redemption.voucher_id.state, "available")
        self.assertEqual(
            self.env["cs.loyalty.quota"].search([("reward_id", "=", reward.id)]).used, 0
        )
        with self.assertRefused(UserError, "was given back"):
            redemption.with_user(self.agent).action_confirm()

    def test_confirmed_is_cancelled_by_a_supervisor_with_reason(self):
        redemption = self.card._cs_redeem(self._create_reward(), "k", "phone")
        with self.assertRefused(AccessError, "Ask a supervisor"):
            redemption.with_user(self.agent).action_cancel("changed her mind")
        dialog = redemption.with_user(self.supervisor).action_cancel()
        self.assertEqual(dialog["res_model"], "cs.loyalty.redemption.cancel")
        self.env["cs.loyalty.redemption.cancel"].with_user(self.supervisor).create(
            {"redemption_id": redemption.id, "reason": "changed her mind"}
        ).action_cancel()
        self.assertEqual((redemption.state, redemption.reason), ("cancelled", "changed her mind"))
        self.assertBooks(self.card, 1000)

    def test_what_is_refused(self):
        reward = self._create_reward(required_points=2000)
        with self.assertRefused(UserError, "costs 2000 points; the card has 1000"):
            self.card._cs_redeem(reward, "k", "phone")
        reward = self._create_reward(cs_date_from="2026-04-01")
        with self.assertRefused(UserError, "is not offered today"):
            self.card._cs_redeem(reward, "k", "phone")
        on_order = self._create_reward(cs_kind="order")
        with self.assertRefused(UserError, "is not in the catalogue"):
            self.card._cs_redeem(on_order, "k", "phone")
        self.merchant.date_end = "2026-01-01"
        reward = self._create_voucher_reward(["A"])
        with self.assertRefused(UserError, "is not offered today"):
            self.card._cs_redeem(reward, "k", "phone")
        self.assertBooks(self.card, 1000)

    def test_quota_and_customer_limit(self):
        reward = self._create_reward(cs_quota_total=3, cs_quota_period=2, cs_customer_limit=1)
        self.card._cs_redeem(reward, "a", "phone")
        with self.assertRefused(UserError, "1 times per customer"):
            self.card._cs_redeem(reward, "b", "phone")
        self.earn(1000, "start", card=self.card2)
        self.card2._cs_redeem(reward, "a", "phone")
        reward.cs_customer_limit = 0
        with self.assertRefused(UserError, "given away completely for this period"):
            self.card._cs_redeem(reward, "b", "phone")
        with freeze_time("2026-04-02 04:00:00"):
            self.card._cs_redeem(reward, "b", "phone")
            with self.assertRefused(UserError, "given away completely."):
                self.card._cs_redeem(reward, "c", "phone")
        reward.cs_quota_total = 4
        with freeze_time("2026-04-02 04:00:00"):
            self.card._cs_redeem(reward, "c", "phone")
            with self.assertRefused(UserError, "given away completely"):
                self.card._cs_redeem(reward, "d", "phone")
        self.assertEqual(reward.cs_used, 4)

    def test_catalogue_is_apart_from_orders(self):
        reward = self._create_reward()
        self.program.invalidate_recordset()
        self.assertNotIn(reward, self.program.reward_ids)
        self.assertIn(reward, self.program.cs_reward_ids)
        self.assertFalse(reward.discount_line_product_id)
        plain = self._create_program(cs_managed=False)
        with self.assertRefused(ValidationError, "has no points ledger"):
            self._create_reward(program_id=plain.id)
        with self.assertRefused(ValidationError, "Say which partner"):
            self._create_reward(cs_kind="voucher")
        late = self._create_reward(cs_date_to="2026-03-09")
        self.assertEqual(self.env["loyalty.reward"]._cs_catalogue(self.card), reward)
        self.assertNotIn(late, self.env["loyalty.reward"]._cs_catalogue(self.card))

    def test_voucher_codes(self):
        taken = self.env["cs.loyalty.voucher"]._cs_take_in(
            self._create_voucher_reward(["A-1", "A-2"]), ["A-2", "A-3", "A-3", " ", "x" * 101], "D2"
        )
        self.assertEqual(taken, (1, 2, 1))
        reward = self.env["loyalty.reward"].search([("cs_merchant_id", "=", self.merchant.id)])
        self.assertEqual(reward.cs_stock, 3)
        self.env.cr.execute("SELECT code FROM cs_loyalty_voucher WHERE reward_id = %s", [reward.id])
        self.assertTrue(all("A-" not in row[0] for row in self.env.cr.fetchall()))
        vouchers = self.env["cs.loyalty.voucher"].with_user(self.manager)
        vouchers = vouchers.search([("reward_id", "=", reward.id)])
        self.assertFalse({"A-1", "A-2", "A-3"}.intersection(map(str, vouchers.mapped("code"))))
        self.manager.group_ids |= self.env.ref("cs_privacy.group_cs_privacy_reveal")
        with self.assertRefused(AccessError, "shown to the customer only"):
            vouchers._cs_check_reveal(["code"], None, "x")
        with self.assertRaises(AccessError):
            vouchers.write({"state": "handed_out"})
        redemption = self.card._cs_redeem(reward, "k", "portal")
        self.assertEqual(redemption._cs_show_code(), "A-1")
        self.assertEqual(redemption.state, "delivered")
        self.assertEqual(redemption.voucher_id.state, "handed_out")
        self.assertEqual(redemption.settlement_amount, 1.5)
        with self.assertRefused(UserError, "is shown once only"):
            redemption._cs_show_code()
        with self.assertRefused(AccessError, "by a manager"):
            vouchers.with_user(self.supervisor).action_void()
        vouchers.action_void()
        self.assertEqual(sorted(vouchers.mapped("state")), ["handed_out", "void", "void"])
        with self.assertRefused(UserError, "No voucher for"):
            self.card._cs_redeem(reward, "k2", "portal")
        with self.assertRefused(UserError, "are settled with the partner"):
            vouchers.sudo().unlink()

    def test_code_at_the_counter(self):
        redemption = self.card._cs_redeem(self._create_voucher_reward(["A-1"]), "k", "store")
        action = redemption.with_user(self.agent).action_show_code()
        self.assertEqual(action["params"]["message"], "A-1")
        self.assertNotIn("A-1", "".join(redemption.message_ids.mapped("body")))
        with self.assertRefused(UserError, "no code to show"):
            self.card._cs_redeem(self._create_reward(), "m", "store")._cs_show_code()

    def test_import_of_a_file(self):
        reward = self._create_voucher_reward()
        content = base64.b64encode(b"code;value\nB-1;5\nB-2;5\nB-1;5\n")
        dialog = self.env["cs.loyalty.voucher.import"].with_user(self.manager)
        dialog = dialog.create(
            {"reward_id": reward.id, "batch": "D", "file": content, "has_header": True}
        )
        message = dialog.action_import()["params"]["message"]
        self.assertEqual(message, "2 codes taken in, 1 known before, 0 unusable.")
        self.assertFalse(dialog.exists())
        self.assertEqual(reward.cs_stock, 2)
        broken = self.env["cs.loyalty.voucher.import"].create(
            {"reward_id": reward.id, "batch": "D", "file": base64.b64encode(b"\xff\xfe\xff")}
        )
        with self.assertRefused(UserError, "cannot be read"):
            broken.action_import()
        with self.assertRaises(AccessError):
            self.env["cs.loyalty.voucher.import"].with_user(self.supervisor).create(
                {"reward_id": reward.id, "batch": "D", "file": content}
            )

    def test_low_stock_is_told_once(self):
        self._create_voucher_reward(["A"])
        cron = self.env.ref("cs_care.ir_cron_check_stock")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        activity = self.merchant.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.merchant.low_level = 1
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(self.merchant.activity_ids)

    def test_dialog_of_the_agent(self):
        reward = self._create_reward()
        dialog = self.env["cs.loyalty.redeem"].with_user(self.agent)
        dialog = dialog.create({"card_id": self.card.id, "reward_id": reward.id})
        self.assertIn(reward, dialog.offered_ids)
        action = dialog.action_redeem()
        dialog.action_redeem()
        self.assertBooks(self.card, 900)
        redemption = self.env["cs.loyalty.redemption"].browse(action["res_id"])
        self.assertEqual(redemption.user_id, self.agent)
        self.customer.email = self.agent.email
        with self.assertRefused(AccessError, "This card is your own"):
            dialog.create({"card_id": self.card.id, "reward_id": reward.id}).action_redeem()

    def test_forged(self):
        reward = self._create_reward()
        redemption = self.card._cs_redeem(reward, "k", "phone")
        model = self.env["cs.loyalty.redemption"]
        for user in (self.agent, self.supervisor, self.manager, self.plain):
            with self.assertRaises(AccessError):
                redemption.with_user(user).write({"state": "delivered"})
            with self.assertRaises(AccessError):
                model.with_user(user).create({"card_id": self.card.id, "reward_id": reward.id})
            with self.assertRaises(AccessError):
                redemption.with_user(user).unlink()
        with self.assertRefused(UserError, "Redemptions are evidence"):
            redemption.unlink()
        portal = new_test_user(self.env, "cs_care_portal_r", groups="base.group_portal")
        own = model.with_user(portal)
        self.assertFalse(own.search([("id", "=", redemption.id)]))
        redemption.sudo().partner_id = portal.partner_id
        self.assertEqual(own.search([("id", "=", redemption.id)]), redemption)
        with self.assertRaises(AccessError):
            redemption.with_user(portal).action_confirm()

    def test_settlement(self):
        reward = self._create_voucher_reward(["A", "B", "C"])
        for key in "ab":
            self.card._cs_redeem(reward, key, "portal")
        held = self.card._cs_redeem(reward, "c", "portal", hold=True)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_care.cs_loyalty_redemption_action_settlement"
        )
        domain = [("merchant_id", "!=", False), ("state", "in", ["redeemed", "delivered"])]
        self.assertEqual(action["domain"].replace(" ", ""), str(domain).replace(" ", ""))
        self.env.flush_all()
        [(_merchant, amount, count)] = self.env["cs.loyalty.redemption"]._read_group(
            domain, ["merchant_id"], ["settlement_amount:sum", "__count"]
        )
        self.assertEqual((amount, count), (3.0, 2))
        self.assertEqual(held.state, "held")


@tagged("post_install", "-at_install")
class TestRewardConcurrency(RewardCommon):
    """Two transactions that really run at once, on rows that are really stored."""

    def _stored(self):
        """Return the id of a reward with a quota of one and two vouchers, which is committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            program = env["loyalty.program"].create(
                {
                    "name": "Concurrent",
                    "program_type": "loyalty",
                    "applies_on": "both",
                    "cs_managed": True,
                }
            )
            firm = env["res.partner"].create({"name": "Concurrent firm", "is_company": True})
            merchant = env["cs.loyalty.partner"].create({"partner_id": firm.id})
            reward = env["loyalty.reward"].create(
                {
                    "description": "One",
                    "program_id": program.id,
                    "cs_kind": "voucher",
                    "cs_merchant_id": merchant.id,
                    "required_points": 1,
                    "cs_quota_total": 1,
                }
            )
            env["cs.loyalty.voucher"]._cs_take_in(reward, ["only", "second"], "D")
            self.addCleanup(self._remove, program.id, reward.id, merchant.id, firm.id)
            return reward.id

    def _remove(self, program_id, reward_id, merchant_id, firm_id):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM cs_loyalty_voucher WHERE reward_id = %s", [reward_id])
            cr.execute("DELETE FROM loyalty_reward WHERE id = %s", [reward_id])
            cr.execute("DELETE FROM loyalty_program WHERE id = %s", [program_id])
            cr.execute("DELETE FROM cs_loyalty_partner WHERE id = %s", [merchant_id])
            cr.execute("DELETE FROM res_partner WHERE id = %s", [firm_id])

    def test_last_place_goes_once(self):
        reward_id = self._stored()
        with self.registry.cursor() as first, self.registry.cursor() as second:
            mine, other = (
                api.Environment(cr, SUPERUSER_ID, {})["loyalty.reward"].browse(reward_id)
                for cr in (first, second)
            )
            # Both transactions have begun when the first takes the place.
            self.assertEqual(mine.cs_quota_total + other.cs_quota_total, 2)
            mine._cs_take_quota()
            first.commit()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                other._cs_take_quota()
            second.rollback()
            with self.assertRefused(UserError, "given away completely"):
                other._cs_take_quota()

    def test_two_get_two_vouchers(self):
        reward_id = self._stored()
        with self.registry.cursor() as first, self.registry.cursor() as second:
            mine, other = (
                api.Environment(cr, SUPERUSER_ID, {})["loyalty.reward"].browse(reward_id)
                for cr in (first, second)
            )
            taken = mine._cs_take_voucher(), other._cs_take_voucher()
            self.assertNotEqual(taken[0].id, taken[1].id)
            with self.assertRefused(UserError, "No voucher for"):
                other._cs_take_voucher()
            first.rollback()
            second.rollback()
