"""The ledger against a model in plain Python: whatever happens, in whatever order, they agree."""

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .ledger_common import NOW, LedgerCommon

START = date(2026, 3, 10)
POINTS = st.integers(min_value=1, max_value=300)


class Model:
    """A card as a list of ``[remaining, last day, first day]`` and a debt."""

    def __init__(self):
        self.lots, self.debt, self.total = [], 0, 0

    def due(self, today):
        for lot in self.lots:
            if lot[1] < today:
                self.total -= lot[0]
                lot[0] = 0

    def available(self, today):
        return sum(lot[0] for lot in self.lots if lot[2] <= today)

    def put(self, points, expiry, available):
        paid = min(points, self.debt)
        self.debt -= paid
        self.total += points
        self.lots.append([points - paid, expiry, available])

    def take(self, points, today):
        self.total -= points
        for lot in sorted(self.lots, key=lambda lot: (lot[2] > today, lot[1], lot[2])):
            part = min(points, lot[0])
            lot[0] -= part
            points -= part
        self.debt += points


class LedgerMachine(RuleBasedStateMachine):
    """Random days of two customers' cards, until they become one."""

    test = None

    @initialize()
    def begin(self):
        self.savepoint = self.test.cr.savepoint()
        self.today, self.key, self.merged = START, 0, False
        partners = self.test.customer | self.test.customer2
        by_partner = self.test.program._cs_card_of(partners, create=True)
        self.cards = [by_partner[partner.id] for partner in partners]
        self.models = [Model(), Model()]
        self.earned, self.spent = [], []

    def teardown(self):
        if hasattr(self, "savepoint"):
            self.test.env.flush_all()
            self.savepoint.rollback()
            self.savepoint.close(rollback=False)
            self.test.env.invalidate_all()

    def at(self):
        return freeze_time(f"{self.today} 12:00:00")

    def new_key(self):
        self.key += 1
        return f"k{self.key}"

    def side(self, number):
        return 0 if self.merged else number

    @rule(number=st.integers(0, 1), points=POINTS, days=st.integers(1, 60), wait=st.integers(0, 5))
    def earn(self, number, points, days, wait):
        side = self.side(number)
        first = self.today + timedelta(days=wait)
        last = first + timedelta(days=days)
        self.models[side].due(self.today)
        self.models[side].put(points, last, first)
        key = self.new_key()
        with self.at():
            for _again in range(2):
                move = self.test.earn(
                    points, key, self.cards[side], date_available=first, date_expiry=last
                )
        self.earned.append([move, points])

    @rule(number=st.integers(0, 1), points=POINTS)
    def spend(self, number, points):
        side = self.side(number)
        model = self.models[side]
        model.due(self.today)
        with self.at():
            if model.available(self.today) < points:
                try:
                    with self.test.cr.savepoint():
                        self.test.spend(points, self.new_key(), self.cards[side])
                except UserError:
                    # Refused as a whole: what had become due is booked with the next entry.
                    self.cards[side]._cs_expire_due()
                else:
                    raise AssertionError("More was spent than there is")
            else:
                self.test.spend(points, self.new_key(), self.cards[side])
                model.take(points, self.today)

    @rule(number=st.integers(0, 1), points=POINTS, sign=st.sampled_from((1, -1)))
    def adjust(self, number, points, sign):
        side = self.side(number)
        model, last = self.models[side], self.today + timedelta(days=90)
        model.due(self.today)
        if sign > 0:
            model.put(points, last, self.today)
        else:
            model.take(points, self.today)
        with self.at():
            self.cards[side]._cs_move(
                sign * points,
                "adjust",
                self.new_key(),
                "Adjusted",
                date_expiry=last,
                may_owe=sign < 0,
            )

    @precondition(lambda self: self.earned)
    @rule(data=st.data())
    def reverse_earning(self, data):
        entry = data.draw(st.sampled_from(self.earned))
        if not entry[1]:
            return
        points = data.draw(st.integers(1, entry[1]))
        entry[1] -= points
        side = 0 if self.merged else self.cards.index(entry[0].card_id)
        before = self.total_of(side)
        self.models[side].due(self.today)
        expired = before - self.models[side].total
        with self.at():
            entry[0]._cs_reverse(points, self.new_key(), "Reversed")
        # Which lot it comes from follows the entry, not the order of expiry: take over the lots,
        # and hold the ledger to the total.
        self.models[side].total -= points
        self.adopt(side)
        self.test.assertAlmostEqual(self.total_of(side), before - expired - points)

    def total_of(self, side):
        return self.models[side].total

    def adopt(self, side):
        """Take the lots over from the ledger; the total stays the model's own."""
        self.test.env.invalidate_all()
        model, card = self.models[side], self.cards[side]
        lots = self.test.env["cs.loyalty.lot"].search([("card_id", "=", card.id)])
        model.lots = [[lot.remaining, lot.date_expiry, lot.date_available] for lot in lots]
        model.debt = card.cs_debt_points

    @rule(days=st.integers(1, 20))
    def days_pass(self, days):
        self.today += timedelta(days=days)

    @rule()
    def expire(self):
        with self.at():
            for side, model in enumerate(self.models):
                model.due(self.today)
                self.test.program._cs_release_batch(None, 100)
                self.test.program._cs_expire_batch(None, 100)
                self.cards[side]._cs_expire_due()

    @precondition(lambda self: not self.merged)
    @rule()
    def merge(self):
        kept, gone = self.models
        for model in self.models:
            model.due(self.today)
        with self.at():
            self.cards[1]._cs_continue_on(self.cards[0], "Merged")
        self.merged = True
        kept.total += gone.total
        gone.lots, gone.debt, gone.total = [], 0, 0
        self.adopt(0)
        self.test.assertEqual(
            sum(lot[0] for lot in kept.lots) - kept.debt, kept.total, "a point was lost by merging"
        )

    @invariant()
    def agree(self):
        if not hasattr(self, "cards"):
            return
        env = self.test.env
        env.flush_all()
        env.invalidate_all()
        for card, model in zip(self.cards, self.models, strict=True):
            balance = card.points + card.cs_pending_points - card.cs_debt_points
            lots = env["cs.loyalty.lot"].search([("card_id", "=", card.id)])
            assert balance == sum(card.cs_move_ids.mapped("points"))
            # What became due is booked with the next entry or by the scheduled action.
            waiting = sum(lot[0] for lot in model.lots if lot[1] < self.today)
            assert balance == model.total, (balance, model.total, waiting)
            assert card.cs_debt_points == model.debt
            assert all(lot.remaining >= 0 for lot in lots)
            held = sorted(lot[0] for lot in model.lots if lot[0])
            assert sorted(lot.remaining for lot in lots if lot.remaining) == held
        assert not env["cs.loyalty.check"]._cs_differences(self.cards[0] | self.cards[1])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLedgerProperty(LedgerCommon):
    def test_random_days(self):
        machine = type("Machine", (LedgerMachine,), {"test": self})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=25,
                stateful_step_count=20,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
