"""200,000 open complaints beside 20,000: views, escalation, and a holiday that moves all deadlines.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import argparse
import pathlib
import sys
from contextlib import ExitStack
from statistics import median

from common import report
from common.driver import finish, in_turn, only_one, open_session, say
from complaint import scale

RATIO = 1.3
IDLE_SECONDS, IDLE_QUERIES = 0.05, 5
DUE, DUE_SECONDS = 1000, 30
HOLIDAY_SECONDS = 60
WARM_UP = 3
SIDES = ("large", "small")


def arguments():
    found = argparse.ArgumentParser(description=__doc__)
    found.add_argument("--records", type=int, default=200_000, help="open complaints, large side")
    found.add_argument("--share", type=int, default=10, help="the small side has a so many-th")
    found.add_argument("--turns", type=int, default=20, help="how often each view is opened")
    found.add_argument("--prefix", default="cs_bench_scale", help="of the names of the databases")
    found.add_argument("--keep", action="store_true", help="do not drop the databases")
    found.add_argument("--out", type=pathlib.Path, help="write the result to this file as well")
    return found.parse_args()


def prepare(options, stack):
    """Build both databases; return ``{side: Session}``."""
    only_one()
    sessions = {}
    for side, count in zip(SIDES, (options.records, options.records // options.share), strict=True):
        name = f"{options.prefix}_{side}"
        sessions[side] = open_session(
            stack, name, scale.MODULES, "complaint.scale", keep=options.keep
        )
        say(f"Filling in {count:,} open complaints…")
        sessions[side].call("prepare", count=count)
    return sessions


def measure_views(options, sessions):
    """Return ``{view: {side: [cost]}}``."""
    costs = {}
    for name in sessions["large"].call("prepare_views"):
        found = in_turn(
            options.turns + WARM_UP,
            SIDES,
            lambda side, number, name=name: sessions[side].call("view", name=name, number=number),
            name,
        )
        costs[name] = {side: found[side][WARM_UP:] for side in SIDES}
    return costs


def measure_actions(session):
    """Return the costs of the scheduled actions on the large side."""
    session.call("settle")
    idle = [session.call("escalate") for _turn in range(10)]
    session.call("make_due", count=DUE)
    due = session.call("escalate")
    say("Adding a holiday…")
    return {"idle": idle, "due": due, "holiday": session.call("holiday")}


def view_lines(costs):
    rows = []
    for name, found in costs.items():
        cells = [report.spread([c["wall"] * 1000 for c in found[side]]) for side in SIDES]
        queries = f"{report.middle(found['large'], 'queries'):.0f}"
        rows.append((name, *cells, f"×{ratio(found):.2f}", queries))
    header = ("ms: median (lowest to highest)", *SIDES, "large : small", "queries")
    return report.table(header, rows)


def ratio(found):
    """Return large : small, the median of the pairs that ran one after the other."""
    pairs = zip(found["large"], found["small"], strict=True)
    return median(large["wall"] / small["wall"] for large, small in pairs)


def verdicts(options, views, actions):
    """Return ``(line, is_kept)`` for each limit."""
    idle, due, holiday = (actions[name] for name in ("idle", "due", "holiday"))
    seconds, queries = report.middle(idle, "wall"), report.middle(idle, "queries")
    limits = [
        (f"{name}: ×{ratio(found):.2f}, at most ×{RATIO}", ratio(found) <= RATIO)
        for name, found in views.items()
    ]
    idle_most = f"{IDLE_SECONDS * 1000:.0f} ms and {IDLE_QUERIES}"
    idle_text = f"{seconds * 1000:.1f} ms and {queries:.0f} queries, at most {idle_most}"
    due_text = f"{due['wall']:.1f} s, {due['told']} rungs reached, at most {DUE_SECONDS} s"
    moved_text = f"{holiday['moved']:,} deadlines moved in {holiday['wall']:.1f} s"
    limits += [
        (
            f"escalation, nothing due: {idle_text}",
            seconds <= IDLE_SECONDS and queries <= IDLE_QUERIES,
        ),
        (
            f"escalation, {DUE} due: {due_text}",
            due["wall"] <= DUE_SECONDS and due["told"] >= DUE,
        ),
        (
            f"holiday: {moved_text}, at most {HOLIDAY_SECONDS} s",
            holiday["wall"] <= HOLIDAY_SECONDS and holiday["moved"] >= options.records * 0.9,
        ),
    ]
    return [(report.verdict(label, is_kept), is_kept) for label, is_kept in limits]


def main():
    options = arguments()
    with ExitStack() as stack:
        sessions = prepare(options, stack)
        versions = sessions["large"].call("versions")
        views = measure_views(options, sessions)
        actions = measure_actions(sessions["large"])
    kept = verdicts(options, views, actions)
    small = options.records // options.share
    lines = [
        *report.heading("Many open complaints"),
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        *(
            "",
            f"{options.records:,} open complaints (large) beside {small:,} (small), in turn,",
            f"{options.turns} times each",
        ),
        *view_lines(views),
        *("", *(line for line, _is_kept in kept)),
    ]
    return finish("\n".join(lines) + "\n", all(kept for _line, kept in kept), options.out)


if __name__ == "__main__":
    sys.exit(main())
