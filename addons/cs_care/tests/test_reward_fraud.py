from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .ledger_common import NOW
from .reward_common import RewardCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRewardFraud(RewardCommon):
    @classmethod
    def _limit(cls, kind, amount, response="refuse", **values):
        return cls.env["cs.loyalty.limit"].create(
            {"kind": kind, "amount": amount, "response": response, **values}
        )

    def _alerts(self, code=None):
        domain = [("rule_id.code", "=", code)] if code else [("id", ">", 0)]
        return self.env["cs.loyalty.alert"].search(domain)

    def _detect(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_alert_detect").method_direct_trigger()

    # Limits

    def test_earning_is_cut(self):
        self._limit("earn_day", 100, "cut")
        rows = [
            {"card": self.card, "points": 60, "kind": "earn", "idem_key": key, "note": "n"}
            for key in ("a", "b", "c")
        ]
        self.env["loyalty.card"]._cs_move_many(rows)
        self.assertBooks(self.card, 100)
        self.assertEqual(len(self._alerts("limit")), 1)
        self.assertIn("cut to the limit", self.card.cs_move_ids[0].note)
        with freeze_time("2026-03-11 04:00:00"):
            self.earn(60, "d")
        self.assertBooks(self.card, 160)

    def test_earning_is_refused_by_month_and_program(self):
        self._limit("earn_month", 1000, "alert")
        self._limit("earn_month", 100, program_id=self.program.id)
        self.earn(100, "a")
        with freeze_time("2026-03-20 04:00:00"):
            with self.assertRefused(UserError, "At most 100 points"):
                self.earn(1, "b")
        with freeze_time("2026-04-01 04:00:00"):
            self.earn(1, "b")
        with self.assertRefused(ValidationError, "Only earned points can be cut"):
            self._limit("redeem_day", 1, "cut")

    def test_redemptions_adjustments_and_enrolments_of_a_day(self):
        self._limit("redeem_day", 1)
        self._limit("adjust_day", 1)
        self._limit("enrol_day", 1)
        self.earn(1000, "e")
        reward = self._create_reward()
        self.card._cs_redeem(reward, "a", "phone")
        with self.assertRefused(UserError, "has redeemed 1 times today"):
            self.card._cs_redeem(reward, "b", "phone")
        self._adjustment().action_request()
        with self.assertRefused(UserError, "You have asked for 1 adjustments today"):
            self._adjustment().action_request()
        partners = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        cards = self.env["loyalty.card"].with_user(self.agent)
        cards.create({"program_id": self.program.id, "partner_id": partners[0].id})
        with self.assertRefused(UserError, "You have enrolled 1 members today"):
            cards.create({"program_id": self.program.id, "partner_id": partners[1].id})
        program = self.program.with_user(self.agent).sudo()
        self.assertEqual(
            program._cs_enrol(partners[0]).partner_id, partners[0], "a member stays one"
        )
        with self.assertRefused(UserError, "You have enrolled 1 members today"):
            program._cs_enrol(partners[1])

    # Blocking

    def test_blocked_card(self):
        self.earn(500, "a")
        with self.assertRefused(AccessError, "by a supervisor"):
            self.card.with_user(self.agent).action_cs_block("x")
        card = self.card.with_user(self.supervisor)
        self.assertEqual(card.action_cs_block()["res_model"], "cs.loyalty.card.block")
        self.env["cs.loyalty.card.block"].with_user(self.supervisor).create(
            {"card_ids": card.ids, "reason": "Strange"}
        ).action_go()
        card.action_cs_block("again")
        self.assertEqual(self.card.cs_block_reason, "Strange")
        self.assertEqual(self.card.cs_blocked_by_id, self.supervisor)
        with self.assertRefused(UserError, "The card is blocked"):
            self.spend(200, "s")
        with self.assertRefused(UserError, "The card is blocked"):
            self.card._cs_redeem(self._create_reward(), "k", "phone")
        self.earn(50, "b")
        self.assertBooks(self.card, 500, pending=50)
        card.action_cs_unblock("Cleared up")
        card.action_cs_unblock("Cleared up")
        self.assertBooks(self.card, 550)
        lot = self.card.cs_lot_ids.filtered(lambda lot: lot.points == 50)
        self.assertEqual(lot.date_expiry, self.program._cs_expiry(self.program._cs_today()))
        self.spend(200, "s")
        self.assertBooks(self.card, 350)

    def test_block_is_not_forged(self):
        for values in ({"cs_date_blocked": False}, {"cs_block_reason": "x"}):
            with self.assertRefused(AccessError, "by their buttons only"):
                self.card.with_user(self.manager).write(values)
        self.customer.email = self.supervisor.email
        with self.assertRefused(AccessError, "your own, or of your family"):
            self.card.with_user(self.supervisor).action_cs_block("x")

    # Patterns

    def test_velocity(self):
        rule = self.env.ref("cs_care.cs_loyalty_alert_rule_velocity")
        rule.write({"count": 3, "owner_id": self.supervisor.id})
        self.earn(1, "a")
        self.earn(1, "b")
        self._detect()
        self.assertFalse(self._alerts("velocity"))
        self.earn(1, "c")
        self._detect()
        self._detect()
        alert = self._alerts("velocity")
        self.assertEqual(len(alert), 1)
        self.assertEqual(alert.card_id, self.card)
        self.assertEqual(len(alert.move_ids), 3)
        self.assertEqual(alert.activity_ids.user_id, self.supervisor)

    def test_same_staff_is_who_asked(self):
        self.env.ref("cs_care.cs_loyalty_alert_rule_same_staff").count = 2
        for _index in range(2):
            adjustment = self._adjustment()
            adjustment.action_request()
            adjustment.with_user(self.supervisor).action_approve()
        self._detect()
        alert = self._alerts("same_staff")
        self.assertEqual((alert.card_id, alert.user_id), (self.card, self.agent))

    def test_enrolled_credited_spent(self):
        self.env.cr.execute(
            "UPDATE loyalty_card SET create_date = %s WHERE id IN %s",
            [NOW, tuple((self.card | self.card2).ids)],
        )
        self.earn(600, "a")
        self.earn(600, "a", card=self.card2)
        self.spend(550, "b")
        self.spend(100, "b", card=self.card2)
        self._detect()
        self.assertEqual(self._alerts("enrol_spend").card_id, self.card)

    def test_reversals(self):
        self.env.ref("cs_care.cs_loyalty_alert_rule_reversals").count = 2
        for key in "ab":
            move = self.earn(10, key)
            self.env["cs.loyalty.move"].with_user(self.agent).browse(move.id)._cs_reverse(
                idem_key=f"back {key}", note="x"
            )
        self._detect()
        self.assertEqual(self._alerts("reversals").user_id, self.agent)

    def test_one_number_many_cards(self):
        partners = self.env["res.partner"].create(
            [{"name": f"N{index}", "cs_phone": "13812345678"} for index in range(3)]
        )
        cards = self.program._cs_card_of(partners, create=True)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE loyalty_card SET create_date = %s WHERE id IN %s",
            [NOW, tuple(card.id for card in cards.values())],
        )
        self._detect()
        alert = self._alerts("same_number")
        self.assertEqual(alert.card_id.id, min(card.id for card in cards.values()))
        self.assertNotIn("138", alert.name)

    def test_verdict(self):
        self.env.ref("cs_care.cs_loyalty_alert_rule_velocity").count = 1
        self.earn(1, "a")
        self._detect()
        alert = self._alerts("velocity")
        with self.assertRaises(AccessError):
            alert.with_user(self.agent).action_take()
        mine = alert.with_user(self.supervisor)
        mine.action_take()
        mine.action_take()
        self.assertEqual((alert.state, alert.owner_id), ("review", self.supervisor))
        self.assertEqual(mine.action_confirm()["res_model"], "cs.loyalty.alert.verdict")
        self.env["cs.loyalty.alert.verdict"].with_user(self.supervisor).create(
            {"alert_id": alert.id, "state": "dismissed", "verdict": "A campaign"}
        ).action_decide()
        self.assertEqual((alert.state, alert.verdict), ("dismissed", "A campaign"))
        with self.assertRefused(UserError, "has been decided already"):
            mine.action_confirm("after all")
        for user in (self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                alert.with_user(user).write({"state": "new"})
        with self.assertRefused(UserError, "Alerts are evidence"):
            alert.unlink()
        self.assertEqual(mine.action_block_card()["res_model"], "cs.loyalty.card.block")

    def test_nobody_judges_himself(self):
        rule = self.env.ref("cs_care.cs_loyalty_alert_rule_velocity")
        alert = self.env["cs.loyalty.alert"]._cs_raise(
            rule, [{"key": "x", "name": "n", "user_id": self.supervisor.id}]
        )
        self.assertFalse(
            self.env["cs.loyalty.alert"].with_user(self.supervisor).search([("id", "=", alert.id)])
        )
        with self.assertRaises(AccessError):
            alert.with_user(self.supervisor).action_take()
        alert.with_user(self.manager).action_take()
        self.assertEqual(alert.owner_id, self.manager)
