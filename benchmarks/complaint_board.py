"""The live board and the dashboards over many complaints.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import argparse
import pathlib
import sys
from contextlib import ExitStack
from statistics import median

from common import report
from common.driver import finish, only_one, open_session, say

MODULES = ["cs_complaint"]
# At most so many ms of CPU for the board, and for each count of a dashboard; so many queries for
# the board
MOST_MS = 300
MOST_QUERIES = 5
ROUNDS = 7


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=200_000, help="open complaints for the board")
    parser.add_argument("--database", default="cs_bench_board", help="made for the run")
    parser.add_argument("--keep", action="store_true", help="do not drop the database")
    parser.add_argument("--out", type=pathlib.Path, help="write the result to this file as well")
    return parser.parse_args()


def measure(session, function, **arguments):
    """Return the costs of ``ROUNDS`` calls after one that warms up."""
    session.call(function, **arguments)
    return [session.call(function, **arguments) for _round in range(ROUNDS)]


def both(session, function, **arguments):
    """Return the costs as they are, and those without helpers of PostgreSQL, for the CPU time."""
    return (
        measure(session, function, **arguments),
        measure(session, function, is_alone=True, **arguments),
    )


def middle_ms(costs, key):
    return median(cost[key] for cost in costs) * 1000


def row(label, costs):
    shared, alone = costs
    wall = report.spread([cost["wall"] * 1000 for cost in shared], 0)
    return label, wall, f"{middle_ms(alone, 'cpu'):.0f}", max(cost["queries"] for cost in shared)


def result(options, versions, board, counts):
    """Return the result as text and whether the limits were kept."""
    worst = max(middle_ms(alone, "cpu") for _shared, alone in counts.values())
    slow = middle_ms(board[1], "cpu")
    queries = max(cost["queries"] for cost in board[0])
    kept = [
        (f"board: {slow:.0f} ms of CPU, at most {MOST_MS}", slow <= MOST_MS),
        (f"board: {queries} queries, at most {MOST_QUERIES}", queries <= MOST_QUERIES),
        (f"slowest count: {worst:.0f} ms of CPU, at most {MOST_MS}", worst <= MOST_MS),
    ]
    header = ("median (lowest to highest) of the calls", "wall, ms", "CPU, ms", "queries")
    table = [row("board, all open", board), *(row(name, costs) for name, costs in counts.items())]
    lines = [
        *report.heading("Live board and dashboards"),
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        "",
        f"{options.open:,} complaints; for the dashboards nine of ten are answered or closed",
        *report.table(header, table, 18),
        "",
        *(report.verdict(label, is_kept) for label, is_kept in kept),
    ]
    return "\n".join(lines) + "\n", all(is_kept for _label, is_kept in kept)


def main():
    options = arguments()
    only_one()
    with ExitStack() as stack:
        session = open_session(
            stack, options.database, MODULES, "complaint.board", keep=options.keep
        )
        versions = session.call("versions")
        say(f"Filling in {options.open:,} open complaints…")
        session.call("prepare", count=options.open)
        board = both(session, "board")
        say("Closing nine of ten…")
        session.call("close_most")
        counts = {}
        for dashboard, source, label in session.call("counts"):
            costs = both(session, "count", dashboard=dashboard, source=source)
            counts[f"{dashboard}: {label}"[:46]] = costs
    return finish(*result(options, versions, board, counts), options.out)


if __name__ == "__main__":
    sys.exit(main())
