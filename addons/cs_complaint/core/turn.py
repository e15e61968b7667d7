"""Who gets which of the complaints that wait."""

import heapq


def share_out(items, members, last=None, load=None):
    """Return ``({member: [items]}, who was the last)``.

    :param items: what there is to give, the most urgent first
    :param members: ids, in the order of their turns; not empty
    :param last: whose turn was last; the next after that member begins
    :param dict load: how much each has already; then who has least gets the next, and of two who
        have equally much the one whose turn comes first. ``None``: strictly in turn.

    >>> share_out("abcde", [1, 2, 3], last=1)
    ({2: ['a', 'd'], 3: ['b', 'e'], 1: ['c']}, 3)
    >>> share_out("ab", [1, 2, 3], last=9)
    ({1: ['a'], 2: ['b']}, 2)
    >>> share_out("abcd", [1, 2, 3], last=3, load={1: 4, 2: 1, 3: 2})
    ({2: ['a', 'b', 'd'], 3: ['c']}, 2)
    >>> share_out("abc", [1, 2], last=1, load={})
    ({2: ['a', 'c'], 1: ['b']}, 2)
    >>> share_out("", [1], last=1)
    ({}, 1)
    """
    after = [member for member in members if last is not None and member > last]
    turns = after + [member for member in members if member not in set(after)]
    heap = [
        ((load or {}).get(member, 0) if load is not None else 0, place, member)
        for place, member in enumerate(turns)
    ]
    heapq.heapify(heap)
    shares = {}
    for item in items:
        has, place, member = heapq.heappop(heap)
        shares.setdefault(member, []).append(item)
        last = member
        heapq.heappush(heap, (has + 1, place, member))
    return shares, last
