"""Which targets count for a complaint, and when the rungs of the ladder are reached."""

from collections import namedtuple

Target = namedtuple(
    "Target", "policy response_amount response_unit resolve_amount resolve_unit pause_days"
)
"""The targets of one complaint.

``policy`` is the id of the policy they come from, ``None`` for the company's own figures; units are
``day`` and ``hour``, ``pause_days`` the working days that waiting for the customer may take in all.
"""

Rule = namedtuple("Rule", "sequence severity complaint_class level target")
"""A policy: conditions (``None`` for any) and the targets it gives."""


def best(rules, severity, complaint_class, level):
    """Return the target of the rule that says most about such a complaint, or ``None``.

    Of two rules that say equally much the one with the lower sequence counts.

    >>> rule = lambda sequence, name, *conditions: Rule(sequence, *conditions, name)
    >>> rules = [rule(1, "any", None, None, None), rule(2, "major", "major", None, None),
    ...          rule(3, "priority", None, None, "priority"),
    ...          rule(9, "both", "major", None, "priority")]
    >>> [best(rules, *case) for case in (("ordinary", "service", "normal"),
    ...     ("major", "service", "normal"), ("ordinary", "policy", "priority"),
    ...     ("major", "policy", "priority"))]
    ['any', 'major', 'priority', 'both']
    >>> best(rules[1:2], "ordinary", "service", "normal")
    """
    asked = (severity, complaint_class, level)
    fitting = [
        (-sum(condition is not None for condition in rule[1:4]), rule.sequence, index, rule.target)
        for index, rule in enumerate(rules)
        if all(
            condition in (None, value) for condition, value in zip(rule[1:4], asked, strict=True)
        )
    ]
    return min(fitting)[3] if fitting else None


Case = namedtuple("Case", "severity start response_due resolve_due responded")
"""What the ladder has to know of a complaint; moments naive in UTC."""


def rung_moment(worked_after, worked_between, start, due, basis, amount):
    """Return the moment at which a rung is reached, in worked time.

    :param worked_after: function of ``(moment, seconds)``: the moment so much worked time later,
        or earlier when negative
    :param worked_between: function of two moments: worked seconds from one to the other
    :param str basis: ``share`` (per cent of the time from ``start`` to ``due``), ``before`` or
        ``after`` (worked hours before or after ``due``)

    >>> plain = (lambda at, seconds: at + seconds, lambda one, two: two - one, 1000, 11000)
    >>> rung_moment(*plain, "share", 80), rung_moment(*plain, "before", 1)
    (9000.0, 7400)
    >>> rung_moment(*plain, "after", 0), rung_moment(*plain, "share", 100)
    (11000, 11000)
    """
    if basis == "share":
        if amount == 100:
            return due
        return worked_after(start, worked_between(start, due) * amount / 100)
    seconds = amount * 3600
    if not seconds:
        return due
    return worked_after(due, -seconds if basis == "before" else seconds)


def pending_rungs(ladder, case, told, worked_after, worked_between):
    """Return ``[(moment, rung, deadline), …]`` that are still to be reached.

    A rung that was reached for an earlier deadline comes again when the deadline has moved so far
    that it lies after the moment at which people were told.

    :param ladder: ``[(rung, severity or None, target, basis, amount), …]``
    :param Case case: the complaint
    :param dict told: ``{rung: {deadline it was reached for: when people were told}}``

    >>> case = Case("major", 0, 500, 10000, False)
    >>> ladder = [(1, None, "resolve", "share", 80), (2, "ordinary", "resolve", "share", 50),
    ...           (3, None, "response", "share", 100), (4, "major", "resolve", "after", 1)]
    >>> plain = (lambda at, seconds: at + seconds, lambda one, two: two - one)
    >>> pending_rungs(ladder, case, {}, *plain)
    [(8000.0, 1, 10000), (500, 3, 500), (13600, 4, 10000)]
    >>> done = {3: {500: 501}, 4: {10000: 14000}}
    >>> pending_rungs(ladder, case, {1: {9000: 7200}, **done}, *plain)
    [(8000.0, 1, 10000)]
    >>> pending_rungs(ladder, case, {1: {9000: 8100}, **done}, *plain)
    []
    """
    pending = []
    for rung, severity, target, basis, amount in ladder:
        due = case.resolve_due if target == "resolve" else case.response_due
        earlier = told.get(rung, {})
        if (
            severity not in (None, case.severity)
            or not due
            or due in earlier
            or (target == "response" and case.responded)
        ):
            continue
        at = rung_moment(worked_after, worked_between, case.start, due, basis, amount)
        if not earlier or at > max(earlier.values()):
            pending.append((at, rung, due))
    return pending
