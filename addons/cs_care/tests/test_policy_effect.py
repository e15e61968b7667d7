from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyEffect(PolicyCommon):
    """The treated beside those held back: counted once, when their days are over."""

    def happen(self, people, code, at, amount=0):
        self.env["cs.customer.event"]._cs_record(
            code,
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "external_id": f"{code},{partner.id},{at}",
                    "date": at,
                    "amount": amount,
                }
                for partner in people
            ],
        )

    def drawn(self, count=120, percent=50, **values):
        """Return a policy that ran in March, its treated, and its held back."""
        with freeze_time("2026-03-02 04:00:00"):
            self.create_people(count)
            policy = self.start(holdout_percent=percent, **values)
            self.run_policy(policy)
        actions = self.actions.search([("policy_id", "=", policy.id)])
        held = actions.filtered(lambda action: action.state == "holdout").partner_id
        return policy, actions.partner_id - held, held

    def test_helps(self):
        policy, treated, held = self.drawn()
        self.company.cs_care_effect_least = 30
        at = fields.Datetime.to_datetime("2026-03-10 04:00:00")
        self.happen(held[:25] | treated[:2], "service_ended", at)
        # Too early and too late: no effect of the policy
        self.happen(treated[2:30], "service_ended", at - timedelta(days=20))
        self.happen(treated[2:30], "service_ended", at + timedelta(days=40))
        with freeze_time("2026-03-20 04:00:00"):
            self.assertEqual(policy._cs_effect()["treated_count"], 0, "their days are not over")
        with freeze_time("2026-05-20 04:00:00"):
            found = policy._cs_effect()
            self.assertEqual(
                (found["treated_count"], found["control_count"]), (len(treated), len(held))
            )
            self.assertAlmostEqual(found["treated_value"], 2 / len(treated))
            self.assertAlmostEqual(found["control_value"], 25 / len(held))
            self.assertEqual(found["verdict"], "better")
            self.assertLess(found["high"], 0)
            self.assertIn("It helps", str(policy.effect_html))
            policy.with_user(self.supervisor).action_measure()
            policy.with_user(self.supervisor).action_measure()
        snapshot = policy.effect_ids
        self.assertEqual((len(snapshot), snapshot.verdict), (1, "better"))
        with self.assertRefused(UserError, "never changed"):
            snapshot.verdict = "worse"
        with self.assertRefused(UserError, "is evidence and stays"):
            snapshot.unlink()
        with self.assertRaises(AccessError):
            policy.with_user(self.agent).action_measure()
        domain = policy.with_user(self.supervisor).action_open_held_back()["domain"]
        self.assertEqual(self.actions.search(domain).partner_id, held)

    def test_days_of_both_begin_with_the_draw(self):
        """Whoever leaves while the care is put off counts as much as one who was held back."""
        policy, treated, held = self.drawn()
        drawn = fields.Datetime.to_datetime("2026-03-02 04:00:00")
        late = self.actions.search([("policy_id", "=", policy.id), ("state", "=", "done")])
        late._cs_step(date_done=drawn + timedelta(days=10))
        self.happen(treated[:20] | held[:20], "service_ended", drawn + timedelta(days=5))
        with freeze_time("2026-05-20 04:00:00"):
            found = policy._cs_effect()
        self.assertAlmostEqual(found["treated_value"], 20 / len(treated))
        self.assertAlmostEqual(found["control_value"], 20 / len(held))

    def test_few(self):
        policy, _treated, held = self.drawn(count=20)
        self.happen(held, "service_ended", fields.Datetime.to_datetime("2026-03-10 04:00:00"))
        with freeze_time("2026-05-20 04:00:00"):
            found = policy._cs_effect()
            self.assertEqual((found["verdict"], found["p_value"]), ("few", 1.0))
            self.assertIn("Not enough data", str(policy.effect_html))

    def test_points_as_a_mean(self):
        program = self.env["loyalty.program"].create(
            {"name": "Club", "program_type": "loyalty", "cs_managed": True}
        )
        policy, treated, held = self.drawn(count=60, outcome="points")
        self.company.cs_care_effect_least = 20
        with freeze_time("2026-03-10 04:00:00"):
            cards = program._cs_card_of(treated | held, create=True)
            self.env["loyalty.card"]._cs_move_many(
                [
                    {
                        "card": cards[partner.id],
                        "points": 100 + partner.id % 7 if partner in treated else 10,
                        "kind": "earn",
                        "idem_key": f"test,{partner.id}",
                        "note": "Test",
                    }
                    for partner in treated | held
                ]
            )
        with freeze_time("2026-05-20 04:00:00"):
            found = policy._cs_effect()
        self.assertAlmostEqual(found["control_value"], 10)
        self.assertGreater(found["low"], 85)
        self.assertEqual(found["verdict"], "better")

    def test_every_outcome_can_be_counted(self):
        policy = self.start()
        kind = self.env.ref("cs_base.event_kind_bill_paid")
        for outcome, _label in policy._fields["outcome"].selection:
            policy._cs_step(outcome=outcome, outcome_kind_id=kind.id)
            self.assertEqual(policy._cs_effect()["verdict"], "few")
            self.assertTrue(policy._cs_outcome_label())

    def test_monthly(self):
        policy = self.start()
        self.run_policy(policy)
        with self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_care_measure").method_direct_trigger()
        self.assertEqual(policy.effect_ids.verdict, "few")

    def test_messages(self):
        policy = self.start()
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        action.message_post(author_id=self.customer.id, body="Thanks", message_type="email")
        self.agree(self.customer2, "withdrawn")
        self.env.flush_all()
        found = self.env["cs.care.message.report"].search([("policy_id", "=", policy.id)])
        self.assertEqual(sum(found.mapped("message_count")), 2)
        rates = {row.id: (row.reply_rate, row.opt_out_rate) for row in found}
        self.assertEqual(rates[action.id], (100, 0))
        self.assertEqual(rates[self.action_of(policy, self.customer2).id], (0, 100))

    def test_on_each_event(self):
        kind = self.env.ref("cs_base.event_kind_bill_paid")
        policy = self.start(schedule="event", event_kind_ids=kind.ids, event_days=7)
        now = fields.Datetime.now() - timedelta(minutes=1)
        self.run_policy(policy)
        self.assertFalse(self.states(policy))
        for number in (1, 2):
            self.happen(self.customer, "bill_paid", now + timedelta(seconds=number))
            policy._cs_step(drawn_on=False)
            self.run_policy(policy)
            self.run_policy(policy)
            self.assertEqual(self.states(policy), {"done": number})
        self.happen(self.customer2, "bill_paid", now - timedelta(days=8))
        policy._cs_step(drawn_on=False)
        self.run_policy(policy)
        self.assertEqual(self.states(policy), {"done": 2})

    def test_chosen_by_group_and_tier(self):
        group = self.env.ref("cs_care.special_group_mobility")
        policy = self.start(special_group_ids=group.ids)
        self.assertFalse(self.env["res.partner"].search(policy._cs_audience_domain()))
