"""Who is held back from a policy, so that its effect can be measured (no ORM).

The draw depends on policy and person alone: whoever is held back stays held back, in every period
and on every server. PostgreSQL draws the same way; see ``cs.care.policy``.
"""

from hashlib import md5

STEPS = 10_000


def draw(policy_id, partner_id):
    """Return a number in [0, 10000) that is as good as random and always the same.

    >>> draw(7, 42) == draw(7, 42), draw(7, 42) == draw(8, 42)
    (True, False)
    >>> held = sum(is_held_back(1, person, 10.0) for person in range(20_000))
    >>> 1_850 < held < 2_150
    True
    """
    text = f"{policy_id}:{partner_id}".encode()
    return int(md5(text, usedforsecurity=False).hexdigest()[:8], 16) % STEPS


def is_held_back(policy_id, partner_id, percent):
    """Tell whether this person is one of the ``percent`` that a policy leaves alone.

    >>> is_held_back(1, 1, 0.0), is_held_back(1, 1, 100.0)
    (False, True)
    """
    return draw(policy_id, partner_id) < round(percent * STEPS / 100)
