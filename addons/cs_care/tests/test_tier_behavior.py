from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .ledger_common import NOW
from .tier_common import TierCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTierBehavior(TierCommon):
    """Points for what customers do: events, rules, limits; anniversaries and birthday months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paid = cls.env.ref("cs_base.event_kind_bill_paid")
        cls.rule = cls.env["cs.loyalty.event.rule"].create(
            {
                "name": "Bill paid",
                "program_id": cls.program.id,
                "kind_id": cls.paid.id,
                "mode": "amount",
                "points": 1,
                "step": 10,
                "date_from": "2026-03-01",
            }
        )
        cls._agree(cls.customer2, "loyalty")

    @classmethod
    def _agree(cls, partners, purpose):
        cls.env["cs.privacy.consent"]._cs_record(
            partners, purpose, "given", how="phone", note="Said yes"
        )

    def event(self, key, amount=0, code="bill_paid", partner=None, date=None):
        (event_id,) = self.env["cs.customer.event"]._cs_record(
            code,
            [
                {
                    "partner_id": (partner or self.customer2).id,
                    "company_id": self.company.id,
                    "external_id": key,
                    "amount": amount,
                    **({"date": datetime.fromisoformat(date)} if date else {}),
                }
            ],
        )
        return self.env["cs.customer.event"].browse(event_id)

    def consume(self):
        self.run_cron("ir_cron_consume_events")

    def awards(self):
        return self.env["cs.loyalty.event.award"].search([]).sorted("id")

    def test_paid_bill_earns_by_its_amount_once(self):
        event = self.event("a", 255)
        self.consume()
        self.consume()
        self.assertRecordValues(
            self.awards(),
            [
                {
                    "rule_id": self.rule.id,
                    "event_id": event.id,
                    "outcome": "given",
                    "points": 26,
                    "card_id": self.member.id,
                }
            ],
        )
        move = self.awards().move_id
        self.assertEqual(move.idem_key, f"event.rule,{self.rule.id},{event.id}")
        self.assertEqual((move.kind, move.note, move.qualifying_points), ("earn", "Bill paid", 0))
        self.assertBooks(self.member, 26)
        self.assertEqual(self.rule.given_points, 26)

    def test_bill_of_a_month_is_credited_on_the_15th_of_the_next(self):
        self.rule.credit_day = 15
        self.event("a", 100)
        self.consume()
        self.assertBooks(self.member, 0, pending=10)
        lot = self.awards().move_id.line_ids.lot_id
        self.assertEqual(str(lot.date_available), "2026-04-15")

    def test_tier_multiplies_and_qualifying_is_optional(self):
        self.rule.is_qualifying = True
        self.qualify(1000, "silver")
        self.event("a", 100)
        self.consume()
        move = self.awards().move_id
        self.assertEqual((move.points, move.qualifying_points), (15, 10))

    def test_limit_per_customer_and_period(self):
        self.rule.write({"customer_cap": 25, "cap_period": "month"})
        for key in "abc":
            self.event(key, 100)
        self.event("d", 100)
        with freeze_time("2026-04-02 08:00:00"):
            self.event("e", 100)
            self.consume()
        self.assertEqual(
            [(award.outcome, award.points) for award in self.awards()],
            [("given", 10), ("given", 10), ("cut", 5), ("cap", 0), ("given", 10)],
        )
        with freeze_time("2026-04-03 08:00:00"):
            self.event("f", 1000)
            self.consume()
        self.assertEqual(self.awards()[-1].points, 15, "what was given before counts")

    def test_budget_of_the_rule_and_of_the_program(self):
        self.rule.budget_points = 15
        self.event("a", 100)
        self.consume()
        self.event("b", 100)
        self.event("c", 100)
        self.consume()
        self.assertEqual(self.awards().mapped("outcome"), ["given", "cut", "budget"])
        self.assertEqual(self.rule.given_points, 15)
        self.rule.budget_points = 0
        self.program.cs_event_budget = 20
        self.event("d", 100)
        self.consume()
        self.assertEqual((self.awards()[-1].outcome, self.awards()[-1].points), ("cut", 5))
        self.assertEqual((self.program.cs_event_given, self.program.cs_event_year), (20, 2026))
        with freeze_time("2027-01-02 08:00:00"):
            self.event("e", 100)
            self.consume()
        self.assertEqual(self.awards()[-1].points, 10, "a new year, a new budget")

    def test_conditions_say_why_nothing_was_given(self):
        self.rule.write({"minimum_amount": 50})
        self.event("a", 49)
        self.consume()
        self.rule.write({"minimum_amount": 0, "tier_ids": self.gold.ids})
        self.event("b", 100)
        self.consume()
        self.rule.write({"tier_ids": False, "min_tenure_months": 12})
        self.event("c", 100)
        self.consume()
        self.env["cs.privacy.consent"]._cs_record(
            self.customer2, "loyalty", "withdrawn", how="phone", note="Said no"
        )
        self.rule.min_tenure_months = 0
        self.event("d", 100)
        self.consume()
        self.assertEqual(self.awards().mapped("outcome"), ["amount", "tier", "tenure", "consent"])
        self.assertBooks(self.member, 0)

    def test_only_members_and_only_since_they_are(self):
        stranger = self.env["res.partner"].create({"name": "S"})
        self._agree(stranger, "loyalty")
        self.event("a", 100, partner=stranger)
        self.event("b", 100, date="2026-03-05 10:00:00")
        self.consume()
        self.assertFalse(self.awards())
        with freeze_time("2026-03-11 08:00:00"):
            self.program._cs_card_of(stranger, create=True)
            self.event("c", 100, partner=stranger)
            self.consume()
        self.assertEqual(self.awards().partner_id, stranger)
        self.assertEqual(len(self.awards()), 1)

    def test_validity_of_a_rule(self):
        self.rule.date_to = "2026-03-31"
        with freeze_time("2026-04-01 08:00:00"):
            self.event("late", 100)
            in_time = self.event("in time", 100, date="2026-03-31 10:00:00")
            self.consume()
        self.assertEqual(self.awards().event_id, in_time)

    def test_looks_back_no_further_than_it_has_seen(self):
        self.consume()
        self.assertEqual(str(self.rule.date_consumed), "2026-03-09 04:00:00")
        self.event("a", 100)
        self.consume()
        self.assertEqual(len(self.awards()), 1)
        self.rule.with_user(self.manager).date_from = "2026-02-01"
        self.assertFalse(self.rule.date_consumed, "events from before may count now")

    def test_one_bad_event_stops_nobody(self):
        self.event("a", 100)
        bad = self.event("b", 100, partner=self.customer)
        self._agree(self.customer, "loyalty")
        take = type(self.rule)._cs_take

        def fail(rule, events):
            if any(event.event_id == bad.id for event in events):
                raise ValueError("broken")
            return take(rule, events)

        self.patch(type(self.rule), "_cs_take", fail)
        with mute_logger("odoo.addons.cs_care.models.tier.cs_loyalty_event_rule_run"):
            self.consume()
        self.assertEqual(self.awards().partner_id, self.customer2)
        self.assertFalse(self.rule.date_consumed)
        self.patch(type(self.rule), "_cs_take", take)
        self.consume()
        self.assertEqual(len(self.awards()), 2)

    def test_queries_do_not_grow_with_the_events(self):
        for number in range(45):
            self.event(f"e{number}", 100)
        events = self.rule._cs_waiting_events()
        few = self._count(lambda: self.rule._cs_decide(events[:5]))
        many = self._count(lambda: self.rule._cs_decide(events[5:]))
        self.assertLessEqual(many, few)

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    # What time makes

    def _rule_of(self, code, **vals):
        return self.env["cs.loyalty.event.rule"].create(
            {
                "name": code,
                "program_id": self.program.id,
                "kind_id": self.env.ref(f"cs_care.event_kind_{code}").id,
                "points": 100,
                "date_from": "2026-03-01",
                **vals,
            }
        )

    def test_anniversaries_of_service(self):
        self.env["cs.service.number"].create(
            [
                {"number": number, "partner_id": self.customer2.id, "date_start": start}
                for number, start in (
                    ("+85261234567", "2023-03-12"),
                    ("+85261234568", "2025-03-12"),
                )
            ]
        )
        three = self._rule_of("tenure", tenure_years=3)
        self._rule_of("tenure", tenure_years=5)
        self.run_cron("ir_cron_make_occasions")
        with freeze_time("2026-03-14 04:00:00"):
            self.run_cron("ir_cron_make_occasions")
            self.run_cron("ir_cron_make_occasions")
            self.consume()
        event = self.env["cs.customer.event"].search([("kind_id.code", "=", "tenure")])
        self.assertRecordValues(event, [{"partner_id": self.customer2.id, "amount": 3}])
        self.assertEqual(str(event.date.date()), "2026-03-12", "of the day that was missed")
        self.assertEqual(self.awards().rule_id, three)
        self.assertEqual(self.awards().points, 100)

    def test_birthday_month_is_found_sealed(self):
        self._rule_of("birthday")
        with self.assertRefused(UserError, "agree"):
            self.customer2.with_user(self.manager).cs_birthday_month = "03"
        self._agree(self.customer2, "birthday")
        self.customer2.cs_birthday_month = "03"
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT cs_birthday_month FROM res_partner WHERE id = %s", [self.customer2.id]
        )
        self.assertNotEqual(self.env.cr.fetchone()[0], "03")
        self.assertEqual(str(self.customer2.cs_birthday_month), "********")
        self.run_cron("ir_cron_make_occasions")
        self.run_cron("ir_cron_make_occasions")
        self.consume()
        self.assertEqual(self.awards().points, 100)
        with freeze_time("2026-04-01 04:00:00"):
            self.customer2.cs_birthday_month = "04"
            self.run_cron("ir_cron_make_occasions")
            self.consume()
        self.assertEqual(len(self.awards()), 1, "once a year, whatever month is told")
        with freeze_time("2027-04-01 04:00:00"):
            self.run_cron("ir_cron_make_occasions")
            self.consume()
        self.assertEqual(len(self.awards()), 2)

    def test_withdrawn_birthday_is_not_used(self):
        self._rule_of("birthday")
        self._agree(self.customer2, "birthday")
        self.customer2.cs_birthday_month = "03"
        with self.assertRefused(ValidationError, "from 01 to 12"):
            self.customer2.cs_birthday_month = "13"
        self.env["cs.privacy.consent"]._cs_record(
            self.customer2, "birthday", "withdrawn", how="phone", note="Said no"
        )
        self.run_cron("ir_cron_make_occasions")
        self.assertFalse(self.env["cs.customer.event"].search([("kind_id.code", "=", "birthday")]))

    # Rules and evidence

    def test_rules_and_evidence(self):
        self.event("a", 100)
        self.consume()
        award = self.awards()
        for call in (lambda: award.write({"points": 1}), award.sudo().unlink):
            with self.assertRefused(UserError, "evidence"):
                call()
        with self.assertRefused(AccessError, "recorded by the system alone"):
            award.sudo().with_context(cs_award_door=1).create({"rule_id": self.rule.id})
        with self.assertRefused(AccessError, "set by the system only"):
            self.rule.with_user(self.manager).given_points = 0
        with self.assertRefused(UserError, "has given points"):
            self.rule.unlink()
        unmanaged = self.env["loyalty.program"].create(
            {"name": "Plain", "program_type": "loyalty", "applies_on": "both"}
        )
        with self.assertRefused(ValidationError, "with a points ledger only"):
            self.rule.copy({"program_id": unmanaged.id})
        other = self._create_program(name="Second")
        with self.assertRefused(ValidationError, "tiers of its own program"):
            self.rule.copy({"program_id": other.id, "tier_ids": self.gold.ids})
        action = self.rule.action_view_awards()
        self.assertEqual(self.env["cs.loyalty.event.award"].search(action["domain"]), award)
