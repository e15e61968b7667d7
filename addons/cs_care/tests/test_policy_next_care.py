from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.care_signal import stored, tell
from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyNextCare(PolicyCommon):
    """What should be done for a customer next: found, shown, taken, declined (7.1.3(1))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people.phone = "+886912555101"
        cls.rules = cls.env["cs.care.suggestion.rule"]
        cls.suggestions = cls.env["cs.care.suggestion"]
        cls.program = cls.env["loyalty.program"].create(
            {"name": "Club", "program_type": "loyalty", "cs_managed": True}
        )

    def rule(self, signal, policy=None, **values):
        policy = policy or self.start(
            name=f"Care for {signal}", schedule="suggestion", kind="visit", call_reason="Ask"
        )
        return self.rules.with_user(self.manager).create(
            {"name": f"Advice {signal}", "signal": signal, "policy_id": policy.id, **values}
        )

    def complain(self, partner, days=3):
        return self.env["cs.contact"].create(
            {
                "name": "Slow line",
                "kind": "complaint",
                "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                "partner_id": partner.id,
                "date_arrived": fields.Datetime.now() - timedelta(days=days),
            }
        )

    def test_shown_taken_and_left_alone(self):
        rule = self.rule("complaint_open")
        self.complain(self.customer)
        partner = self.customer.with_user(self.agent)
        self.assertIn("A complaint has been open since", str(partner.cs_next_care_html))
        self.assertFalse(self.customer2.with_user(self.agent).cs_next_care_html)
        action = partner.action_cs_next_care()
        partner.action_cs_next_care()
        suggestion = self.suggestions.with_user(self.agent).search(action["domain"])
        self.assertEqual((len(suggestion), suggestion.rule_id), (1, rule))
        told = suggestion.action_take()
        suggestion.action_take()
        self.assertEqual(told["params"]["type"], "success")
        self.assertEqual((suggestion.state, suggestion.user_id), ("taken", self.agent))
        visit = self.env["cs.visit"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((len(visit), visit.reason), (1, "Ask"))
        self.assertEqual(rule.policy_id.used_actions, 1)
        self.assertFalse(self.customer._cs_next_care(), "not again for a while")
        with freeze_time(fields.Datetime.now() + timedelta(days=91)):
            self.assertTrue(self.customer._cs_next_care())

    def test_declined(self):
        self.rule("complaint_open", declined_days=10)
        self.complain(self.customer)
        suggestion = self.suggestions._cs_suggest(self.customer).with_user(self.agent)
        wizard = self.env["cs.care.decline"].with_user(self.agent)
        with self.assertRefused(UserError, "Say why"):
            suggestion.sudo(False)._cs_decline(" ")
        context = suggestion.action_decline()["context"]
        wizard.with_context(**context).create({"reason": "Called already"}).action_confirm()
        self.assertEqual((suggestion.state, suggestion.reason), ("declined", "Called already"))
        self.assertFalse(self.customer._cs_next_care())
        with freeze_time(fields.Datetime.now() + timedelta(days=11)):
            self.assertTrue(self.customer._cs_next_care())

    def test_no_longer_called_for(self):
        self.rule("complaint_open")
        contact = self.complain(self.customer)
        suggestion = self.suggestions._cs_suggest(self.customer)
        contact.unlink()
        self.assertFalse(self.suggestions._cs_suggest(self.customer))
        self.assertEqual(suggestion.state, "expired")

    def test_points(self):
        policy = self.start(
            schedule="suggestion",
            kind="points",
            program_id=self.program.id,
            points=50,
            max_points=60,
        )
        self.rule("complaint_open", policy=policy)
        self.program._cs_card_of(self.people, create=True)
        self.complain(self.customer)
        self.complain(self.customer2)
        first, second = self.suggestions._cs_suggest(self.people)
        first.with_user(self.agent).action_take()
        self.assertEqual(first.action_id.state, "done")
        move = self.env["cs.loyalty.move"].search([("res_id", "=", first.action_id.id)])
        self.assertEqual((move.points, move.partner_id), (50, first.partner_id))
        with self.assertRefused(UserError, "its budget is used up"):
            second.with_user(self.agent).action_take()
        self.assertEqual(second.state, "open")

    def test_signals(self):
        today = fields.Date.context_today(self.customer)
        codes = [signal.code for signal in self.env["res.partner"]._cs_care_signals()]
        card = self.program._cs_card_of(self.customer, create=True)[self.customer.id]
        card._cs_move(30, "earn", "test,1", "Test", date_expiry=today + timedelta(days=10))
        self.customer.cs_birthday_month = f"{today.month:02}"
        self.agree(self.customer, purpose="birthday")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=400), self.customer2.id),
        )
        self.complain(self.customer)
        found = {
            signal.code: set(signal.find(self.people.sudo()))
            for signal in self.env["res.partner"]._cs_care_signals()
        }
        self.assertEqual(set(found), set(codes))
        for code in ("complaint_open", "points_expire", "birthday"):
            self.assertEqual(found[code], {self.customer.id}, code)
        self.assertEqual(found["no_contact"], {self.customer2.id})
        self.agree(self.customer, "withdrawn", purpose="birthday")
        self.assertFalse(self.people.sudo()._cs_signal_birthday())

    def test_signals_of_tier_score_group_and_anniversary(self):
        today = fields.Date.context_today(self.customer)
        self.env["cs.loyalty.tier"].create(
            {"program_id": self.program.id, "name": "Gold", "sequence": 1, "entry_points": 100}
        )
        card = self.program._cs_card_of(self.customer, create=True)[self.customer.id]
        card._cs_move(85, "earn", "test,2", "Test", qualifying=True)
        card.invalidate_recordset()
        self.assertEqual(
            self.people.sudo()._cs_signal_tier(), {self.customer.id: "15 points to Gold."}
        )
        group = self.env.ref("cs_care.special_group_mobility")
        self.agree(self.customer2, purpose=group.purpose_id)
        member = self.env["cs.special.group.member"].create(
            {
                "partner_id": self.customer2.id,
                "group_id": group.id,
                "proof_kind": "seen",
                "proof_note": "Card seen",
            }
        )
        member.action_verify()
        self.env.flush_all()
        self.assertEqual(set(self.people.sudo()._cs_signal_group()), {self.customer2.id})
        self.env["cs.visit"]._cs_plan_visit(self.customer2, "Ask", "test")
        self.env.flush_all()
        self.assertFalse(self.people.sudo()._cs_signal_group())
        start = today + timedelta(days=3)
        start = start.replace(year=start.year - 4, day=min(start.day, 28))
        with (
            freeze_time(fields.Datetime.to_datetime(start.replace(year=start.year + 4))),
            patch.object(
                type(self.people), "_cs_tenure_starts", return_value={self.customer.id: start}
            ),
        ):
            found = self.people.sudo()._cs_signal_anniversary()
        self.assertIn("years as a customer: 4.", found[self.customer.id])

    def test_list_of_the_day(self):
        rule = self.rule("complaint_open", most_open=3)
        for partner in self.create_people(5):
            self.complain(partner)
        with self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_care_suggest").method_direct_trigger()
        self.assertEqual(rule.open_count, 3)

    def test_reasons_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.rule("complaint_open")
        self.complain(self.customer)
        partner = self.customer.with_user(self.agent)
        suggestion = self.suggestions.search(partner.action_cs_next_care()["domain"])
        english = suggestion.with_context(lang="en_US").why
        chinese = suggestion.with_context(lang="zh_TW").why
        self.assertIn("A complaint has been open since", english)
        self.assertRegex(chinese, r"投訴.*202\d")
        self.assertNotIn("open since", chinese)

    def test_reasons_of_add_ons_that_give_plain_text(self):
        self.assertEqual(tell(self.env, stored("Asked for it")), "Asked for it")

    def test_a_paused_policy_suggests_nothing(self):
        rule = self.rule("complaint_open")
        self.complain(self.customer)
        self.assertTrue(self.customer._cs_next_care())
        rule.policy_id.with_user(self.manager).action_pause()
        self.assertFalse(self.customer._cs_next_care())

    def test_rights(self):
        self.rule("complaint_open")
        self.complain(self.customer)
        suggestion = self.suggestions._cs_suggest(self.customer)
        for user in (self.plain,):
            with self.assertRaises(AccessError):
                suggestion.with_user(user).action_take()
            with self.assertRaises(AccessError):
                self.customer.with_user(user).action_cs_next_care()
        with self.assertRefused(UserError, "take or decline them instead"):
            suggestion.with_env(self.env(su=False, user=self.manager)).write({"state": "taken"})
        with self.assertRefused(UserError, "is evidence and stays"):
            suggestion.unlink()

    def test_queries_do_not_grow(self):
        for signal in ("complaint_open", "points_expire", "no_contact", "anniversary", "at_risk"):
            self.rule(signal)
        counts = []
        for size in (5, 50):
            people = self.create_people(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            people._cs_next_care()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 5, counts)
