"""Did it help? The treated beside the held back, with an interval and a verdict (no ORM).

Shares: Newcombe's hybrid score interval of the difference, and a test of independence (chi-square,
or Fisher's where counts are small). Means: Welch's interval and test. Both compare persons as they
were drawn, whatever reached them (intention to treat).
"""

from dataclasses import dataclass
from math import sqrt

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Sample:
    """A group: how many persons, the mean of the outcome, and its standard deviation."""

    count: int
    mean: float
    deviation: float = 0.0


@dataclass(frozen=True)
class Effect:
    """Difference treated minus held back, its interval, and the chance of it by luck alone."""

    difference: float
    low: float
    high: float
    p_value: float


def wilson(share, count, confidence=CONFIDENCE):
    """Return Wilson's score interval of a share.

    >>> [round(bound, 4) for bound in wilson(0.5, 100)]
    [0.4038, 0.5962]
    >>> [round(bound, 4) for bound in wilson(0.0, 20)]
    [0.0, 0.1611]
    """
    from scipy.stats import norm

    z = float(norm.ppf((1 + confidence) / 2))
    centre = share + z * z / (2 * count)
    spread = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    width = 1 + z * z / count
    return max((centre - spread) / width, 0.0), min((centre + spread) / width, 1.0)


def of_shares(treated, control):
    """Return the :class:`Effect` on a share. Newcombe's example of 1998 (56/70 against 48/80):

    >>> effect = of_shares(Sample(70, 56 / 70), Sample(80, 48 / 80))
    >>> round(effect.difference, 4), round(effect.low, 4), round(effect.high, 4)
    (0.2, 0.0524, 0.3339)
    >>> effect.p_value < 0.01
    True
    >>> of_shares(Sample(40, 0.0), Sample(40, 0.0)).p_value
    1.0
    """
    difference = treated.mean - control.mean
    low_t, high_t = wilson(treated.mean, treated.count)
    low_c, high_c = wilson(control.mean, control.count)
    low = difference - sqrt((treated.mean - low_t) ** 2 + (high_c - control.mean) ** 2)
    high = difference + sqrt((high_t - treated.mean) ** 2 + (control.mean - low_c) ** 2)
    return Effect(difference, low, high, _p_of_shares(treated, control))


def _p_of_shares(treated, control):
    from scipy.stats import chi2_contingency, fisher_exact

    table = []
    for group in (treated, control):
        hits = round(group.mean * group.count)
        table.append([hits, group.count - hits])
    columns = [sum(column) for column in zip(*table, strict=True)]
    if 0 in columns:
        return 1.0
    total = sum(columns)
    smallest = min(sum(row) * column / total for row in table for column in columns)
    if smallest < 5:
        return float(fisher_exact(table).pvalue)
    return float(chi2_contingency(table, correction=False).pvalue)


def of_means(treated, control):
    """Return the :class:`Effect` on a mean.

    >>> effect = of_means(Sample(50, 12.0, 4.0), Sample(50, 10.0, 5.0))
    >>> round(effect.low, 3), round(effect.high, 3), round(effect.p_value, 4)
    (0.202, 3.798, 0.0296)
    >>> [of_means(Sample(9, mean), Sample(9, 1.0)).p_value for mean in (1.0, 2.0)]
    [1.0, 0.0]
    """
    from scipy.stats import t

    difference = treated.mean - control.mean
    parts = [group.deviation**2 / group.count for group in (treated, control)]
    error = sqrt(sum(parts))
    if not error:
        return Effect(difference, difference, difference, 0.0 if difference else 1.0)
    freedom = error**4 / sum(
        part**2 / (group.count - 1) for part, group in zip(parts, (treated, control), strict=True)
    )
    half = float(t.ppf((1 + CONFIDENCE) / 2, freedom)) * error
    p_value = 2 * t.sf(abs(difference) / error, freedom)
    return Effect(difference, difference - half, difference + half, float(p_value))


def verdict(effect, is_more_better):
    """Return ``better``, ``worse`` or ``unclear``: the interval has to keep clear of zero.

    >>> verdict(Effect(-0.05, -0.08, -0.02, 0.001), is_more_better=False)
    'better'
    >>> verdict(Effect(-0.05, -0.08, -0.02, 0.001), is_more_better=True)
    'worse'
    >>> verdict(Effect(0.01, -0.01, 0.03, 0.3), is_more_better=True)
    'unclear'
    """
    if effect.low <= 0 <= effect.high:
        return "unclear"
    return "better" if (effect.low > 0) == is_more_better else "worse"
