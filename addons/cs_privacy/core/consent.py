"""What a person said about a purpose, and what holds of it: the last word counts (no ORM).

A word is about one channel or about all of them. A later word about all channels overrides an
earlier one about a single channel, and the other way round.

>>> from datetime import datetime
>>> june, july = datetime(2026, 6, 1), datetime(2026, 7, 1)
>>> words = [Word(1, "given"), Word(2, "withdrawn", "sms"), Word(3, "given", "email", june)]
>>> [standing(words, channel, july) for channel in (None, "phone", "sms", "email")]
['given', 'given', 'withdrawn', 'expired']
>>> standing([*words, Word(4, "withdrawn")], "phone", july), standing([], "sms", july)
('withdrawn', 'none')
>>> standing([Word(5, "given", text_version=1)], None, july, version_min=2)
'outdated'
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Word:
    """One thing a person said about one purpose.

    ``id`` grows in the order of time; ``channel`` is a channel's code, or ``None`` for all.
    """

    id: int
    event: str
    channel: str | None = None
    expiry: datetime | None = None
    text_version: int = 0


def last_word(words, channel):
    """Return the :class:`Word` that counts for ``channel`` (``None``: use without a channel)."""
    about = (word for word in words if word.channel is None or word.channel == channel)
    return max(about, key=lambda word: word.id, default=None)


def standing(words, channel, now, version_min=0):
    """Return what holds: ``given``, ``withdrawn``, ``expired``, ``outdated`` or ``none``.

    ``outdated``: given to a text that another one has replaced since, so that it must be renewed.
    """
    word = last_word(words, channel)
    if word is None:
        return "none"
    if word.event != "given":
        return "withdrawn"
    if word.expiry is not None and word.expiry <= now:
        return "expired"
    if word.text_version < version_min:
        return "outdated"
    return "given"
