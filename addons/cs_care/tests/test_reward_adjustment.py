from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .ledger_common import NOW
from .reward_common import RewardCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRewardAdjustment(RewardCommon):
    def test_asked_approved_booked_once(self):
        adjustment = self._adjustment()
        adjustment.action_request()
        adjustment.action_request()
        self.assertEqual(adjustment.state, "requested")
        self.assertBooks(self.card, 0)
        activity = adjustment.sudo().activity_ids
        self.assertEqual(len(activity), 1)
        self.assertTrue(activity.user_id.has_group("cs_care.group_cs_care_supervisor"))
        decision = adjustment.with_user(self.supervisor)
        self.assertTrue(decision.can_decide)
        decision.action_approve()
        decision.action_approve()
        self.assertBooks(self.card, 50)
        self.assertEqual(adjustment.state, "done")
        self.assertEqual(adjustment.decider_id, self.supervisor)
        move = adjustment.line_ids.move_id
        self.assertEqual((move.kind, move.reason, move.res_id), ("adjust", "outage", adjustment.id))
        self.assertEqual(move.qualifying_points, 0)
        self.assertFalse(adjustment.sudo().activity_ids)

    def test_form_of_core_opens_ours(self):
        action = self.card.with_user(self.agent).action_loyalty_update_balance()
        self.assertEqual(action["res_model"], "cs.loyalty.adjustment")
        form = Form(
            self.env["cs.loyalty.adjustment"]
            .with_user(self.agent)
            .with_context(**action["context"])
        )
        form.points = 10
        form.reason_id = self.reason
        adjustment = form.save()
        self.assertEqual(adjustment.program_id, self.program)
        self.assertEqual(adjustment.user_id, self.agent)
        self.assertNotEqual(adjustment.name, "New")

    def test_maker_is_not_checker(self):
        adjustment = self._adjustment(user=self.supervisor)
        adjustment.action_request()
        self.assertFalse(adjustment.can_decide)
        with self.assertRefused(AccessError, "You asked for this yourself"):
            adjustment.action_approve()
        with self.assertRefused(AccessError, "You asked for this yourself"):
            adjustment.action_refuse("no")
        self.assertBooks(self.card, 0)

    def test_limit_of_role(self):
        adjustment = self._adjustment(points=5001)
        adjustment.action_request()
        self.assertTrue(
            adjustment.sudo().activity_ids.user_id.has_group("cs_care.group_cs_care_manager")
        )
        with self.assertRefused(AccessError, "more than you may decide about"):
            adjustment.with_user(self.supervisor).action_approve()
        adjustment.with_user(self.manager).action_approve()
        self.assertBooks(self.card, 5001)

    def test_agent_decides_nothing(self):
        adjustment = self._adjustment()
        adjustment.action_request()
        with self.assertRaises(AccessError):
            adjustment.with_user(self.agent2).action_approve()

    def test_own_card_family_and_firm(self):
        self.customer.email = self.agent.email
        with self.assertRefused(AccessError, "your own, or of your family"):
            self._adjustment().action_request()
        self.customer.email = "mei@customer.example"
        adjustment = self._adjustment()
        adjustment.action_request()
        self.supervisor.partner_id.write({"street": "Main 1", "city": "Taipei"})
        self.customer.write({"street": "main 1", "city": "Taipei"})
        with self.assertRefused(AccessError, "your own, or of your family"):
            adjustment.with_user(self.supervisor).action_approve()

    def test_refused_with_reason(self):
        adjustment = self._adjustment()
        adjustment.action_request()
        decision = adjustment.with_user(self.supervisor)
        self.assertEqual(decision.action_refuse()["res_model"], "cs.loyalty.adjustment.refuse")
        self.env["cs.loyalty.adjustment.refuse"].with_user(self.supervisor).create(
            {"adjustment_id": adjustment.id, "reason": "No outage there"}
        ).action_refuse()
        self.assertEqual((adjustment.state, adjustment.refusal), ("refused", "No outage there"))
        with self.assertRefused(UserError, "decided or taken back already"):
            decision.action_approve()
        self.assertBooks(self.card, 0)

    def test_taken_back(self):
        adjustment = self._adjustment()
        adjustment.action_request()
        with self.assertRefused(AccessError, "Only who made the request"):
            adjustment.with_user(self.supervisor).action_cancel()
        adjustment.action_cancel()
        adjustment.action_cancel()
        self.assertEqual(adjustment.state, "cancelled")
        self.assertFalse(adjustment.sudo().activity_ids)

    def test_what_is_missing(self):
        with self.assertRefused(UserError, "Enter the points to give"):
            self._adjustment(points=0).action_request()
        misuse = self.env.ref("cs_care.cs_loyalty_reason_misuse")
        with self.assertRefused(UserError, "is not for this direction"):
            self._adjustment(reason_id=misuse.id).action_request()
        with self.assertRefused(UserError, "needs an explanation"):
            self._adjustment(points=-5, reason_id=misuse.id).action_request()
        bulk = self._adjustment(card_id=False)
        with self.assertRefused(UserError, "Choose the card"):
            bulk.action_request()

    def test_no_more_than_there_is(self):
        adjustment = self._adjustment(
            points=-5, reason_id=self.env.ref("cs_care.cs_loyalty_reason_correction").id, note="x"
        )
        adjustment.action_request()
        with self.assertRefused(UserError, "less than the"):
            adjustment.with_user(self.supervisor).action_approve()
        self.earn(10, "e1")
        adjustment.with_user(self.supervisor).action_approve()
        self.assertBooks(self.card, 5)

    def test_nothing_changes_after_asking(self):
        adjustment = self._adjustment()
        adjustment.action_request()
        with self.assertRefused(UserError, "has been asked for already"):
            adjustment.points = 5000
        with self.assertRefused(UserError, "stays as it is"):
            adjustment.unlink()
        with self.assertRefused(UserError, "has been asked for already"):
            adjustment.line_ids.action_remove()

    def test_forged(self):
        for values in ({"state": "approved"}, {"user_id": self.agent2.id}, {"line_ids": []}):
            with self.assertRefused(AccessError, "set by the system only"):
                self._adjustment(**values)
        adjustment = self._adjustment()
        with self.assertRefused(AccessError, "set by the system only"):
            adjustment.write({"state": "approved"})
        forged = (
            self.env["cs.loyalty.adjustment"]
            .with_user(self.agent)
            .with_context(default_state="approved", default_user_id=self.agent2.id)
            .create({"card_id": self.card.id, "program_id": self.program.id})
        )
        self.assertEqual((forged.state, forged.user_id), ("draft", self.agent))
        line = self.env["cs.loyalty.adjustment.line"].with_user(self.agent)
        with self.assertRaises(AccessError):
            line.create({"adjustment_id": adjustment.id, "card_id": self.card.id})

    def test_many_cards_with_one_that_fails(self):
        self.earn(100, "e1")
        cards = self.card | self.card2
        action = cards.with_user(self.agent).action_cs_adjust()
        adjustment = self.env["cs.loyalty.adjustment"].browse(action["res_id"])
        adjustment = adjustment.with_user(self.agent)
        reason = self.env.ref("cs_care.cs_loyalty_reason_correction")
        adjustment.write({"points": -20, "reason_id": reason.id, "note": "booked twice"})
        self.assertEqual(adjustment.card_count, 2)
        self.assertEqual(adjustment.points_total, -40)
        self.assertEqual(sorted(adjustment.line_ids.mapped("balance_after")), [-20, 80])
        adjustment.action_request()
        adjustment.with_user(self.supervisor).action_approve()
        self.assertEqual(adjustment.state, "done")
        self.assertEqual((adjustment.booked_count, adjustment.failed_count), (1, 1))
        failed = adjustment.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.card_id, self.card2)
        self.assertIn("less than the", failed.error)
        self.assertBooks(self.card, 80)

    def test_total_counts_for_the_limit(self):
        adjustment = self._adjustment(points=26000, card_id=False)
        adjustment._cs_add_cards([])
        self.assertEqual(adjustment.card_count, 2)
        limit = self.env.ref("cs_care.cs_loyalty_adjustment_limit_supervisor")
        limit.write({"points": 30000, "total": 50000})
        adjustment.action_request()
        with self.assertRefused(AccessError, "more than you may decide about"):
            adjustment.with_user(self.supervisor).action_approve()

    def test_filter_and_batches(self):
        partners = self.env["res.partner"].create([{"name": f"P{i}"} for i in range(60)])
        self.program._cs_card_of(partners, create=True)
        adjustment = self._adjustment(points=5, card_id=False)
        dialog = (
            self.env["cs.loyalty.adjustment.fill"]
            .with_user(self.agent)
            .create(
                {"adjustment_id": adjustment.id, "domain": "[('partner_id.name', 'like', 'P')]"}
            )
        )
        found = self.env["loyalty.card"].search_count(
            [("program_id", "=", self.program.id), ("partner_id.name", "like", "P")]
        )
        self.assertEqual(dialog.card_count, found)
        dialog.action_fill()
        dialog.action_fill()
        self.assertEqual(adjustment.card_count, found)
        dialog.domain = "__import__('os')"
        with self.assertRefused(UserError, "This filter cannot be read"):
            dialog.action_fill()
        adjustment.line_ids[:1].action_remove()
        adjustment.action_request()
        adjustment.with_user(self.supervisor).action_approve()
        self.assertEqual(adjustment.state, "approved")
        with self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_adjustment_book").method_direct_trigger()
        self.assertEqual(adjustment.state, "done")
        self.assertEqual(adjustment.booked_count, found - 1)
        moves = self.env["cs.loyalty.move"].search(
            [("idem_key", "=", f"adjustment,{adjustment.id}")]
        )
        self.assertEqual(len(moves), found - 1)

    def test_roles(self):
        adjustment = self._adjustment()
        self.assertFalse(
            self.env["cs.loyalty.adjustment"]
            .with_user(self.agent2)
            .search([("id", "=", adjustment.id)])
        )
        with self.assertRaises(AccessError):
            adjustment.with_user(self.supervisor).write({"note": "x"})
        for user in (self.plain,):
            with self.assertRaises(AccessError):
                self.env["cs.loyalty.adjustment"].with_user(user).search([("id", ">", 0)])
        with self.assertRaises(AccessError):
            self._adjustment(user=self.plain)
        limit = self.env.ref("cs_care.cs_loyalty_adjustment_limit_supervisor")
        with self.assertRaises(AccessError):
            limit.with_user(self.supervisor).points = 10**6
        limit.with_user(self.manager).points = 6000
        with self.assertRaises(AccessError):
            self.reason.with_user(self.supervisor).name = "x"

    def test_numbers_in_texts_are_hidden(self):
        adjustment = self._adjustment(note="call 13812345678 back")
        self.assertNotIn("13812345678", adjustment.note)

    def test_files(self):
        file = (
            self.env["ir.attachment"].with_user(self.agent).create({"name": "a.txt", "raw": b"x"})
        )
        adjustment = self._adjustment(attachment_ids=[Command.set(file.ids)])
        self.assertEqual(adjustment.attachment_ids, file)
