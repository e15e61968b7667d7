"""Shares, means and net promoter scores of samples, with their intervals (no ORM).

All functions take plain numbers and give shares between 0 and 1 (NPS between -1 and 1). Weighted
counts need not be whole: ``n`` is then the effective size of the sample.
"""

from collections import namedtuple
from math import sqrt

CONFIDENCE = 0.95

Interval = namedtuple("Interval", "value low high")
"""An estimate with its bounds."""


def critical(confidence=CONFIDENCE):
    """Return the two-sided quantile of the normal distribution.

    >>> round(critical(), 3)
    1.96
    """
    from scipy.stats import norm

    return float(norm.ppf((1 + confidence) / 2))


def effective(n, population=None):
    """Return the size of a sample that would tell as much of an endless population.

    A sample that is a large part of a finite population is surer than its size says (finite
    population correction). A census has no error of sampling at all: None.

    >>> effective(200), round(effective(200, 1000)), effective(200, 200) is None
    (200, 250, True)
    """
    if not population or population <= 1 or n <= 0:
        return n
    if n >= population:
        return None
    return n * (population - 1) / (population - n)


def wilson(successes, n, population=None, confidence=CONFIDENCE):
    """Return the share with Wilson's interval, or None of an empty sample.

    >>> tuple(round(part, 3) for part in wilson(170, 200))
    (0.85, 0.794, 0.893)
    >>> wilson(0, 0) is None, wilson(5, 5, population=5)
    (True, Interval(value=1.0, low=1.0, high=1.0))
    """
    if n <= 0:
        return None
    share = min(max(successes / n, 0.0), 1.0)
    size = effective(n, population)
    if size is None:
        return Interval(share, share, share)
    z = critical(confidence)
    spread = 1 + z * z / size
    centre = (share + z * z / (2 * size)) / spread
    half = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size)) / spread
    return Interval(share, max(centre - half, 0.0), min(centre + half, 1.0))


def net_promoter(promoters, passives, detractors, population=None, confidence=CONFIDENCE):
    """Return the net promoter score with its adjusted Wald interval, or None of an empty sample.

    Three answers are added, a quarter, a half and a quarter of them, before the bounds are
    computed: plain Wald bounds are too narrow for few answers or one-sided ones (Rocks 2016,
    The American Statistician 70:4).

    >>> tuple(round(part, 2) for part in net_promoter(50, 30, 20))
    (0.3, 0.14, 0.44)
    >>> net_promoter(0, 0, 0) is None
    True
    """
    n = promoters + passives + detractors
    if n <= 0:
        return None
    score = (promoters - detractors) / n
    size = effective(n, population)
    if size is None:
        return Interval(score, score, score)
    total = size + 3
    up = (promoters * size / n + 0.75) / total
    down = (detractors * size / n + 0.75) / total
    half = critical(confidence) * sqrt(max(up + down - (up - down) ** 2, 0.0) / total)
    return Interval(score, max(up - down - half, -1.0), min(up - down + half, 1.0))


def mean(n, total, squares, scale, population=None, confidence=CONFIDENCE):
    """Return the mean with its interval by Student's t, from a count and two sums.

    The bounds stay on the ``scale`` (lowest, highest). One answer alone has no bounds: None.

    >>> tuple(round(part, 2) for part in mean(8, 32, 132, (1, 5)))
    (4.0, 3.37, 4.63)
    >>> mean(2, 6, 26, (1, 5))
    Interval(value=3.0, low=1, high=5)
    >>> mean(1, 5, 25, (1, 5)), mean(0, 0, 0, (1, 5)) is None
    (Interval(value=5.0, low=None, high=None), True)
    """
    if n <= 0:
        return None
    average = total / n
    if n < 2:
        return Interval(average, None, None)
    variance = max(squares - n * average * average, 0.0) / (n - 1)
    size = effective(n, population)
    if size is None:
        return Interval(average, average, average)
    from scipy.stats import t

    # Weights may leave less than two answers' worth: the degrees of freedom stay positive.
    half = float(t.ppf((1 + confidence) / 2, max(n - 1, 1))) * sqrt(variance / size)
    return Interval(average, max(average - half, scale[0]), min(average + half, scale[1]))


def weighted(groups):
    """Return ``(effective size, factor)`` of answers with unequal weights.

    ``groups`` is ``[(weight, answers), …]``; a weight is how many customers an answer stands for.
    The effective size is Kish's: what unequal weights lose is taken off. Weights times the factor
    add up to the effective size.

    >>> size, factor = weighted([(900 / 50, 50), (100 / 50, 50)])
    >>> round(size, 1), round(18 * factor * 50 + 2 * factor * 50, 1)
    (61.0, 61.0)
    >>> weighted([(25.0, 20), (25.0, 20)]), weighted([(25.0, 0)])
    ((40.0, 0.04), (0.0, 0.0))
    """
    total = sum(weight * answers for weight, answers in groups)
    squares = sum(weight * weight * answers for weight, answers in groups)
    if not squares:
        return 0.0, 0.0
    size = total * total / squares
    return size, size / total
