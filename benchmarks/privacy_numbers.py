"""The exact search among a million encrypted service numbers, beside a plain indexed column.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import sys
from contextlib import ExitStack
from statistics import median

from common import report
from common.driver import finish, in_turn, say
from privacy.bench import SIDES, open_bench, parser, ratios

# Encrypted to plain, at most
RATIO = 1.2
BATCH = 50
WARM_UP = 4
AGENT = 10


def arguments():
    found = parser(__doc__)
    found.add_argument("--numbers", type=int, default=1_000_000)
    found.add_argument("--look-ups", type=int, default=2000, help="for each side")
    return found.parse_args()


def measure(options, session):
    """Return ``{side: [cost of a batch]}``, that of an agent under ``agent``."""
    of = options.numbers

    def one(side, number):
        return session.call("look_up", side=side, count=BATCH, of=of, seed=number)

    found = in_turn(options.look_ups // BATCH + WARM_UP, SIDES, one, "look-ups")
    costs = {side: found[side][WARM_UP:] for side in SIDES}
    costs["agent"] = [
        session.call("look_up_as_agent", count=BATCH, of=of, seed=-number - 1)
        for number in range(AGENT)
    ]
    return costs


def cost_lines(costs):
    def cells(key):
        return [
            report.spread([cost[key] / BATCH * 1e6 for cost in costs[side]])
            for side in (*SIDES, "agent")
        ]

    header = ("a search, µs: median (lowest to highest)", *SIDES, "sealed, user, logged")
    return report.table(header, [("wall", *cells("wall")), ("CPU", *cells("cpu"))], 26)


def result(options, versions, costs, plans, sizes):
    """Return the result as text and whether the limits were kept."""
    found = ratios(costs)
    by_index = any("Index Scan" in line for line in plans["sealed"])
    kept = [
        (f"search: ×{report.spread(found, 2)}, at most ×{RATIO}", median(found) <= RATIO),
        ("search: by an index", by_index),
    ]
    size_lines = [
        f"{side}: {value:.0f} bytes a value, table {table / 1e6:.0f} MB, index {index / 1e6:.0f} MB"
        for side, (value, table, index) in sizes.items()
    ]
    number_of = f"{options.numbers:,} numbers a side; {options.look_ups} searches a side for one"
    lines = [
        *report.heading("Exact search among encrypted service numbers"),
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        *("", f"{number_of} random number each, the sides in turn by {BATCH}"),
        *cost_lines(costs),
        *("", *size_lines),
        *("", "encrypted:", *plans["sealed"], "plain:", *plans["plain"]),
        *("", "encrypted : plain, batch by batch, wall: median (lowest to highest)"),
        *(report.verdict(label, is_kept) for label, is_kept in kept),
    ]
    return "\n".join(lines) + "\n", all(is_kept for _label, is_kept in kept)


def main():
    options = arguments()
    with ExitStack() as stack:
        session = open_bench(stack, options, "privacy.numbers")
        versions = session.call("versions")
        say(f"Filling in {options.numbers:,} numbers a side…")
        session.call("prepare", count=options.numbers)
        costs = measure(options, session)
        plans = {side: session.call("plan", side=side, of=options.numbers) for side in SIDES}
        sizes = {side: session.call("sizes", side=side) for side in SIDES}
    return finish(*result(options, versions, costs, plans, sizes), options.out)


if __name__ == "__main__":
    sys.exit(main())
