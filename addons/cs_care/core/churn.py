"""The risk that a customer leaves, and whether the list of those at risk was right (no ORM)."""

from dataclasses import dataclass


def fall(before, after):
    """Return by how many per cent something fell; ``None`` when there was nothing before.

    >>> fall(300, 180), fall(300, 450), fall(0, 50)
    (40, -50, None)
    """
    return round(100 * (before - after) / before) if before else None


def risk_of(points):
    """Return the risk 0 to 100: the points of the signals that hold, added.

    >>> risk_of([]), risk_of([25, 30]), risk_of([60, 70])
    (0, 55, 100)
    """
    return min(sum(points), 100)


@dataclass(frozen=True)
class Rate:
    """How many of a group left, in per cent, with the 95 % interval of Wilson."""

    rate: float
    low: float
    high: float


def rate(left, total):
    """Return the :class:`Rate`; zeros for an empty group.

    >>> rate(5, 50)
    Rate(rate=10.0, low=4.3, high=21.4)
    >>> rate(0, 0)
    Rate(rate=0.0, low=0.0, high=0.0)
    """
    from scipy.stats import binomtest

    if not total:
        return Rate(0.0, 0.0, 0.0)
    interval = binomtest(left, total).proportion_ci(0.95, method="wilson")
    return Rate(
        *(round(100 * float(share), 1) for share in (left / total, interval.low, interval.high))
    )


def lift(listed_left, listed, other_left, other):
    """Return how many times as often the listed left as the others; 0 when it cannot be said.

    >>> lift(10, 50, 40, 1000), lift(3, 10, 0, 90)
    (5.0, 0.0)
    """
    if not (listed and other and other_left):
        return 0.0
    return round((listed_left / listed) / (other_left / other), 2)


def chance_p(listed_left, listed, other_left, other):
    """Return the p-value (Fisher, two-sided) of "listed or not made no difference".

    >>> round(chance_p(10, 50, 40, 1000), 5), chance_p(0, 0, 4, 10)
    (6e-05, 1.0)
    """
    from scipy.stats import fisher_exact

    table = [[listed_left, listed - listed_left], [other_left, other - other_left]]
    return float(fisher_exact(table).pvalue)
