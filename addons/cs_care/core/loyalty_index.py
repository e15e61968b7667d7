"""The loyalty index of one customer out of its parts, and what changed since last month (no ORM).

A part is a fact on a line: ``zero_at`` gives 0, ``full_at`` gives 100; either may be the larger.
What is not known does not count, neither for nor against the customer.

>>> parts = {"tenure": Part(30, 24), "complaints": Part(10, 1)}
>>> combine(parts, {"tenure": 60, "complaints": 100}, known_at_least=50)
70
"""

from dataclasses import dataclass

BANDS = (("high", 80), ("good", 60), ("fair", 40), ("low", 0))
MOVED = 5


@dataclass(frozen=True)
class Part:
    """One known part: its weight and its fact, in the unit of the part."""

    weight: float
    fact: float


def on_line(fact, zero_at, full_at):
    """Return the 0 to 100 of a fact on the line from ``zero_at`` to ``full_at``.

    >>> on_line(24, 0, 60), on_line(90, 0, 60)
    (40, 100)
    >>> on_line(1, 4, 0), on_line(9, 4, 0)  # the fewer the better
    (75, 0)
    """
    share = (fact - zero_at) / (full_at - zero_at)
    # Half up, as everybody rounds who checks it on paper
    return int(min(max(share, 0.0), 1.0) * 100 + 0.5)


def combine(parts, scores, known_at_least, total=None):
    """Return the index: the mean of the known parts by weight, or ``None`` for too little data.

    :param dict parts: ``{code: Part}`` of what is known
    :param dict scores: ``{code: 0 to 100}`` of the same
    :param known_at_least: per cent of all weights that have to be known
    :param total: sum of all weights, known or not; default: the known ones

    >>> combine({"tenure": Part(20, 60)}, {"tenure": 100}, known_at_least=50, total=100)
    >>> combine({}, {}, known_at_least=0, total=0)
    >>> combine({"a": Part(1, 0), "b": Part(1, 0)}, {"a": 50, "b": 51}, 0)
    51
    """
    known = sum(part.weight for part in parts.values())
    if not known or known * 100 < known_at_least * (known if total is None else total):
        return None
    return int(sum(part.weight * scores[code] for code, part in parts.items()) / known + 0.5)


def band_of(score):
    """Return the band of an index.

    >>> [band_of(score) for score in (None, 0, 39, 40, 60, 100)]
    ['unknown', 'low', 'low', 'fair', 'good', 'high']
    """
    if score is None:
        return "unknown"
    return next(band for band, least in BANDS if score >= least)


def movement_of(score, before):
    """Return how an index moved since the month before; small changes are none.

    >>> [movement_of(*pair) for pair in ((70, 60), (57, 60), (40, 60), (40, None), (None, 60))]
    ['up', 'same', 'down', 'new', 'unknown']
    """
    if score is None:
        return "unknown"
    if before is None:
        return "new"
    if abs(score - before) < MOVED:
        return "same"
    return "up" if score > before else "down"
