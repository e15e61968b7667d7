"""Which topics a text speaks of, by key words (no ORM)."""

import re
from functools import lru_cache

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")


def keywords(text):
    """Return the key words of a field: one a line, or separated by commas.

    >>> keywords("Signal, no bars\\n訊號、收訊")
    ('signal', 'no bars', '訊號', '收訊')
    """
    parts = re.split(r"[\n,;，；、]+", text or "")
    return tuple(dict.fromkeys(part.strip().lower() for part in parts if part.strip()))


@lru_cache(maxsize=512)
def _pattern(words):
    # Chinese has no spaces: a run of signs is found anywhere. Other words are found from their
    # beginning, so that "bill" finds "billing" but "ill" does not find "bill".
    parts = [re.escape(word) if _CJK.search(word) else rf"\b{re.escape(word)}" for word in words]
    return re.compile("|".join(parts), re.IGNORECASE)


def matching(text, topics):
    """Return the keys of the topics of which ``text`` speaks.

    :param topics: ``{key: tuple of key words}``

    >>> topics = {1: ("signal", "訊號"), 2: ("bill", "帳單"), 3: ("ill",)}
    >>> matching("The Billing was wrong", topics), matching("大樓的訊號很差", topics)
    ([2], [1])
    >>> matching("", topics), matching(None, topics)
    ([], [])
    """
    if not text:
        return []
    return [key for key, words in topics.items() if words and _pattern(words).search(text)]
