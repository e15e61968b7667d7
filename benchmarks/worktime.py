"""Measure deadlines in working time: 20,000 by day and hour, in one batch and one by one.

Run in an Odoo shell on a database with cs_base; nothing is kept::

    scripts/odoo shell -d DB --log-level=warn < benchmarks/worktime.py
"""

import random
import time
from datetime import date, datetime, timedelta

COUNT = 20_000
ROUNDS = 5


def build_calendar(env):
    """Six-day week with lunch breaks, a half Saturday, twelve holidays, two make-up days."""
    calendar = env["resource.calendar"].create({"name": "Benchmark", "tz": "Asia/Shanghai"})
    calendar.attendance_ids.unlink()
    spans = [(d, *span) for d in range(5) for span in ((9, 12), (14, 18))] + [(5, 9, 13)]
    env["resource.calendar.attendance"].create(
        [
            {
                "name": "x",
                "calendar_id": calendar.id,
                "dayofweek": str(day),
                "hour_from": start,
                "hour_to": stop,
            }
            for day, start, stop in spans
        ]
    )
    first = date(2026, 1, 1)
    for month in range(12):
        day = first + timedelta(days=29 * month)
        env["resource.calendar.leaves"].with_context(default_calendar_id=calendar.id).create(
            {"name": "x", "date_from": f"{day} 00:00:00", "date_to": f"{day} 15:59:59"}
        )
    env["cs.makeup.day"].create(
        [{"name": "x", "calendar_id": calendar.id, "date": d} for d in ("2026-02-15", "2026-03-01")]
    )
    env.flush_all()
    return calendar


def timed(function):
    """Return the seconds a call takes, as (wall, CPU of this process)."""
    wall, cpu = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - wall, time.process_time() - cpu


def report(label, function, rounds=ROUNDS):
    runs = sorted(timed(function) for _round in range(rounds))
    wall, cpu = runs[len(runs) // 2]
    spread = f"{runs[0][0] * 1000:.0f} to {runs[-1][0] * 1000:.0f}"
    print(f"{label:46} {wall * 1000:8.1f} ms wall  {cpu * 1000:8.1f} ms CPU  ({spread})")


def main(env):
    calendar = build_calendar(env)
    rng = random.Random(20261124)
    start = datetime.fromisoformat("2026-01-01")
    items = [
        (start + timedelta(minutes=rng.randrange(525_600)), rng.choice((3, 5, 10)), unit)
        for unit in ("day", "hour")
        for _n in range(COUNT // 2)
    ]
    report(
        "build the table (two years), first deadline", lambda: calendar._cs_deadlines(items[:1]), 1
    )
    report("20,000 deadlines, one batch", lambda: calendar._cs_deadlines(items))
    report("20,000 deadlines, one call each", lambda: [calendar._cs_deadline(*i) for i in items])
    agent = calendar.with_user(env.ref("base.user_admin"))
    report(
        "20,000 deadlines, one call each, a user", lambda: [agent._cs_deadline(*i) for i in items]
    )
    pairs = [(item[0], item[0] + timedelta(days=9)) for item in items]
    report("20,000 remaining times", lambda: [calendar._cs_remaining(*p) for p in pairs])
    few = [item for item in items if item[2] == "hour"][:200]
    report(
        "200 x core plan_hours",
        lambda: [calendar.plan_hours(n, s, compute_leaves=True) for s, n, _unit in few],
        1,
    )
    same = sum(
        calendar.plan_hours(n, s, compute_leaves=True)
        == calendar._cs_deadline(s, n, "hour").replace(tzinfo=None)
        for s, n, _unit in few
    )
    print(f"equal to plan_hours: {same} of {len(few)}")
    env.cr.rollback()


main(env)  # noqa: F821 - the shell gives env
