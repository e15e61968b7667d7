"""Which words come up more often lately (no ORM).

A complaint counts once for each of its terms: words of alphabetic languages, and pairs of signs of
Chinese, which needs no dictionary that way. Pairs that rise together are joined to the phrase that
they come from.
"""

import re
from collections import namedtuple
from math import log

# The likelihood ratio that chance alone exceeds once in a thousand terms (chi-squared, 1 degree)
CRITICAL = 10.83
# Fewer complaints than these are no topic, however new they are; they might also name a person.
LEAST = 5
GROWTH = 1.5
TOGETHER = 0.8

_WORD = re.compile(r"[^\W\d_]{3,}")
_SIGNS = re.compile(r"[\u3400-\u9fff]+")
_STOP_WORDS = frozenset(
    [
        "about",
        "after",
        "again",
        "all",
        "also",
        "and",
        "any",
        "are",
        "because",
        "been",
        "before",
        "being",
        "but",
        "can",
        "cannot",
        "could",
        "did",
        "does",
        "doing",
        "done",
        "don",
        "each",
        "even",
        "for",
        "from",
        "get",
        "got",
        "had",
        "has",
        "have",
        "having",
        "her",
        "here",
        "him",
        "his",
        "how",
        "into",
        "its",
        "just",
        "like",
        "made",
        "make",
        "more",
        "most",
        "much",
        "must",
        "not",
        "now",
        "off",
        "one",
        "only",
        "other",
        "our",
        "out",
        "over",
        "own",
        "please",
        "said",
        "same",
        "say",
        "says",
        "she",
        "should",
        "since",
        "some",
        "still",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "too",
        "two",
        "under",
        "until",
        "very",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
        "hello",
        "thank",
        "thanks",
        "dear",
        "company",
        "service",
        "customer",
        "complaint",
    ]
)
# Signs that only hold a sentence together; a pair with one of them says nothing.
_STOP_SIGNS = frozenset(
    "的了是在我你您他她它們们這这那個个也都就還还又才和與与及或但而且把被給给對对從从到嗎吗呢吧啊"
    "為为因所以如果請请說说已經经將将會会可能要想去來来有沒没之其此次每很太更最只就麼么什怎"
)

Rise = namedtuple("Rise", "term recent before growth score")
"""A term that rises: complaints with it lately and before, quotient of the shares, likelihood."""


def terms(text):
    """Return the set of terms of a text.

    >>> sorted(terms("Signal lost in the lift, signal 5 bars ***1234"))
    ['bars', 'lift', 'lost', 'signal']
    >>> sorted(terms("大樓的訊號很差")), sorted(terms("訊號差")), terms("")
    (['大樓', '訊號'], ['號差', '訊號'], set())
    """
    text = (text or "").lower()
    found = set()
    for run in _SIGNS.findall(text):
        found.update(
            run[at : at + 2]
            for at in range(len(run) - 1)
            if not _STOP_SIGNS.intersection(run[at : at + 2])
        )
    words = _WORD.findall(_SIGNS.sub(" ", text))
    found.update(word for word in words if word not in _STOP_WORDS)
    return found


def likelihood(recent, recent_total, before, before_total):
    """Return how unlikely it is that a term is as frequent lately as before (Dunning's G²).

    >>> round(likelihood(10, 100, 10, 100), 2), round(likelihood(20, 100, 20, 400), 1)
    (0.0, 19.9)
    >>> likelihood(5, 5, 5, 5) == 0
    True
    """
    rows = ((recent, recent_total - recent), (before, before_total - before))
    total = recent_total + before_total
    columns = [rows[0][side] + rows[1][side] for side in (0, 1)]
    score = 0.0
    for row, row_total in zip(rows, (recent_total, before_total), strict=True):
        for observed, column in zip(row, columns, strict=True):
            if observed:
                score += observed * log(observed * total / (row_total * column))
    return max(2 * score, 0.0)


def rise(term, recent, recent_total, before, before_total):
    """Return the :class:`Rise` of a term, or ``None`` when it does not rise.

    >>> rise("outage", 12, 100, 5, 400)
    Rise(term='outage', recent=12, before=5, growth=9.6, score=21.2)
    >>> rise("bill", 12, 100, 48, 400), rise("rare", 4, 100, 0, 400)
    (None, None)
    >>> rise("new", 9, 100, 0, 400).growth
    72.0
    """
    if recent < LEAST or not recent_total or not before_total:
        return None
    # What was never heard of before counts as half a complaint, for nothing can be divided by zero.
    growth = (recent / recent_total) / (max(before, 0.5) / before_total)
    score = likelihood(recent, recent_total, before, before_total)
    if growth < GROWTH or score < CRITICAL:
        return None
    return Rise(term, recent, before, round(growth, 1), round(score, 1))


def rising(recent, recent_total, before, before_total):
    """Return the terms that rise, the surest first.

    :param dict recent: ``{term: complaints}`` of the last days
    :param dict before: the same of the time before

    >>> [found.term for found in rising({"a": 9, "b": 30, "c": 20}, 100, {"b": 10, "c": 80}, 400)]
    ['b', 'a']
    """
    found = (
        rise(term, count, recent_total, before.get(term, 0), before_total)
        for term, count in recent.items()
    )
    return sorted(filter(None, found), key=lambda r: (-r.score, r.term))


def phrases(rises):
    """Join pairs of Chinese signs that rise together; return ``[(phrase, its rises), …]``.

    Whether the phrase really occurs as often as its pairs is for the caller to look up.

    >>> pairs = [Rise("訊號", 12, 1, 9, 30), Rise("號差", 11, 1, 9, 28), Rise("基站", 9, 0, 9, 20),
    ...          Rise("outage", 8, 0, 9, 19), Rise("差別", 5, 0, 9, 11)]
    >>> [phrase for phrase, _rises in phrases(pairs)]
    ['訊號差', '基站', 'outage', '差別']
    """
    left = {found.term: found for found in rises}
    joined = []
    for found in rises:
        if left.pop(found.term, None) is None:
            continue
        phrase, parts = found.term, [found]
        if _SIGNS.fullmatch(phrase):
            phrase, parts = _extend(phrase, parts, left)
        joined.append((phrase, parts))
    return joined


def _extend(phrase, parts, left):
    """Lengthen ``phrase`` at both ends by pairs in ``left`` that are about as frequent."""

    def fits(found):
        counts = [found.recent, *(part.recent for part in parts)]
        return min(counts) >= TOGETHER * max(counts)

    while True:
        after = next(
            (t for t in left if t[0] == phrase[-1] and len(t) == 2 and fits(left[t])), None
        )
        if after:
            phrase += after[1]
            parts.append(left.pop(after))
            continue
        first = next(
            (t for t in left if t[-1] == phrase[0] and len(t) == 2 and fits(left[t])), None
        )
        if not first:
            return phrase, parts
        phrase = first[0] + phrase
        parts.append(left.pop(first))
