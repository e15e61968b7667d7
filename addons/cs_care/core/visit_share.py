"""Who gets which of the visits that wait."""

import heapq


def share_visits(visits, members, load=None, booked=None, capacity=0):
    """Return ``{visit: member}``; visits for whom nobody has room are left out.

    Who knows the customer gets the visit; else who has the fewest, and of two who have equally
    many the one who comes first.

    :param visits: ``(visit, day, preferred member or None)``, the most urgent first
    :param members: ids; may be empty
    :param dict load: how many open visits each has
    :param dict booked: ``{(member, day): visits due on that day}``
    :param int capacity: most visits due per member and day; 0: no limit

    >>> share_visits([("a", 1, None), ("b", 1, None), ("c", 1, 7)], [7, 8])
    {'a': 7, 'b': 8, 'c': 7}
    >>> share_visits([("a", 1, None), ("b", 1, None)], [7, 8], load={7: 5, 8: 1})
    {'a': 8, 'b': 8}
    >>> share_visits([("a", 1, 7), ("b", 1, 7), ("c", 2, 7)], [7], capacity=1)
    {'a': 7, 'c': 7}
    >>> share_visits([("a", 1, 9)], [])
    {}
    """
    load, booked = dict(load or {}), dict(booked or {})
    places = {member: place for place, member in enumerate(members)}
    heap = [(load.get(member, 0), place, member) for member, place in places.items()]
    heapq.heapify(heap)
    given = {}

    def has_room(member, day):
        return not capacity or booked.get((member, day), 0) < capacity

    for visit, day, preferred in visits:
        if preferred in places and has_room(preferred, day):
            member = preferred
        else:
            member = _least_loaded(heap, load, lambda one, on=day: has_room(one, on))
        if member is None:
            continue
        given[visit] = member
        load[member] = load.get(member, 0) + 1
        booked[member, day] = booked.get((member, day), 0) + 1
        heapq.heappush(heap, (load[member], places[member], member))
    return given


def _least_loaded(heap, load, has_room):
    """Return the member with the fewest visits who has room; entries that are out of date go."""
    full, found = [], None
    while heap and found is None:
        count, place, member = heapq.heappop(heap)
        if count != load.get(member, 0):
            continue
        if has_room(member):
            found = member
        else:
            full.append((count, place, member))
    for entry in full:
        heapq.heappush(heap, entry)
    return found
