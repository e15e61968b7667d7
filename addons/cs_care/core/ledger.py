"""The arithmetic of points: rounding, expiry, and which lots an entry touches. No ORM.

Points are counted in *units* of a hundredth, as whole numbers: sums of floats drift, and an
auditor adds them up. A :class:`Purse` is one card: its lots and its debt. Every method that moves
points returns *lines*, ``[(lot or None, units)]``, which add up to what was moved; ``None`` is the
debt.

* Points come in: debt is paid first, the rest goes into a lot.
* Points go out: from the lot that expires first, then from the one credited first.
* Taking back more than is there (a refund of points already spent) leaves a debt; a lot is never
  below zero.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

UNIT = 100
# Months of the period whose end a lot's expiry is moved to
PERIODS = {"month": 1, "quarter": 3, "year": 12}

# Carried in the context by the ledger's own writes. An object cannot travel over RPC, so no client
# can claim to be the ledger.
LEDGER = object()


class Shortfall(Exception):
    """More points were asked for than may be spent; ``available`` tells how many units may."""

    def __init__(self, available):
        super().__init__(available)
        self.available = available


def to_units(points, decimals=2):
    """Return ``points`` in units, rounded half up (away from zero) to ``decimals`` places.

    >>> to_units(12.5, 0), to_units(-12.5, 0), to_units(2.675), to_units(0.1 + 0.2, 1)
    (1300, -1300, 268, 30)
    """
    step = Decimal(1).scaleb(-decimals)
    return int(Decimal(repr(float(points))).quantize(step, ROUND_HALF_UP) * UNIT)


def to_points(units):
    """Return units as points.

    >>> to_points(1234)
    12.34
    """
    return units / UNIT


def expiry_date(start, months, rounding=None):
    """Return the last day on which points credited on ``start`` may be spent, or None: never.

    >>> expiry_date(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    >>> expiry_date(date(2026, 3, 10), 36, "month"), expiry_date(date(2026, 3, 10), 36, "quarter")
    (datetime.date(2029, 3, 31), datetime.date(2029, 3, 31))
    >>> expiry_date(date(2026, 4, 1), 12, "quarter"), expiry_date(date(2026, 4, 1), 12, "year")
    (datetime.date(2027, 6, 30), datetime.date(2027, 12, 31))
    >>> expiry_date(date(2026, 4, 1), 0)
    """
    if not months:
        return None
    end = start + relativedelta(months=months)
    if not rounding:
        return end
    length = PERIODS[rounding]
    month = (end.month - 1) // length * length + length
    return date(end.year, month, calendar.monthrange(end.year, month)[1])


def portions(taken, returned, units):
    """Return which parts of an entry come back when ``units`` of it are reversed.

    What was taken last comes back first.

    :param taken: the entry's ``[(key, units taken)]`` in the order in which they were taken
    :param int returned: units that came back before
    :return: ``[(key, units)]``

    >>> portions([("a", 30), ("b", 50)], 0, 60)
    [('b', 50), ('a', 10)]
    >>> portions([("a", 30), ("b", 50)], 40, 30)
    [('b', 10), ('a', 20)]
    """
    parts = []
    for key, amount in reversed(taken):
        skipped = min(returned, amount)
        part = min(amount - skipped, units)
        returned -= skipped
        units -= part
        if part:
            parts.append((key, part))
    return parts


@dataclass(eq=False)
class Lot:
    """Points credited together; ``pending`` ones may not be spent yet."""

    remaining: int = 0
    expiry: date | None = None
    available: date | None = None
    pending: bool = False
    id: int | None = None
    points: int = 0
    origin: int | None = None

    @property
    def order(self):
        """Earliest expiry first, then earliest credit."""
        return (self.expiry or date.max, self.available or date.min, self.id or float("inf"))


class Purse:
    """The lots and the debt of one card.

    >>> purse = Purse([Lot(5000, date(2027, 1, 31)), Lot(5000, date(2026, 6, 30))])
    >>> [units for _lot, units in purse.take(6000)]
    [-5000, -1000]
    >>> purse.take(6000, may_owe=True)[-1]
    (None, -2000)
    >>> purse.put(3000, Lot())[0], purse.debt, purse.balance
    ((None, 2000), 0, 1000)
    """

    def __init__(self, lots=(), debt=0):
        self.lots = list(lots)
        self.debt = debt

    @property
    def available(self):
        """Units that may be spent now."""
        return sum(lot.remaining for lot in self.lots if not lot.pending)

    @property
    def pending(self):
        """Units that are earned but may not be spent yet."""
        return sum(lot.remaining for lot in self.lots if lot.pending)

    @property
    def balance(self):
        """The sum of all entries: what is in lots, pending or not, less the debt."""
        return sum(lot.remaining for lot in self.lots) - self.debt

    def put(self, units, lot):
        """Let ``units`` come in: into the debt, and the rest into ``lot``, which may be new."""
        paid = min(self.debt, units)
        self.debt -= paid
        lines = [(None, paid)] if paid else []
        if rest := units - paid:
            lot.remaining += rest
            if lot.id is None:
                lot.points += rest
            if lot not in self.lots:
                self.lots.append(lot)
            lines.append((lot, rest))
        return lines

    def take(self, units, first=(), may_owe=False):
        """Let ``units`` go out, from the lots ``first`` and then from those that expire first.

        :param bool may_owe: take pending points too, and leave a debt when all that is not enough
        :raise Shortfall: without ``may_owe``, when there is not enough; nothing was taken
        """
        if not may_owe and units > self.available:
            raise Shortfall(self.available)
        rest = [lot for lot in self.lots if may_owe or not lot.pending]
        lines = []
        for lot in [*first, *sorted(rest, key=lambda lot: (lot.pending, lot.order))]:
            if part := min(lot.remaining, units):
                lot.remaining -= part
                units -= part
                lines.append((lot, -part))
        if units:
            self.debt += units
            lines.append((None, -units))
        return lines

    def expired(self, today):
        """Return the lots whose last day is over."""
        return [lot for lot in self.lots if lot.remaining and lot.expiry and lot.expiry < today]


@dataclass(frozen=True)
class Booking:
    """For whom a core path of Odoo changes points; a bridge passes it on in the context.

    An object cannot travel over RPC, so no client can claim to be a bridge. Put it into the context
    as ``cs_booking``, around the core method that writes ``loyalty.card.points``. With ``follow``
    what it writes is left out: the bridge books by itself what the document says.
    """

    note: str
    record: object = None
    kind: str | None = None
    follow: bool = False
