"""What encryption costs: two plain against two encrypted fields of ``res.partner``.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import sys
from contextlib import ExitStack
from statistics import median

from common import report
from common.driver import finish, in_turn, say
from privacy.bench import SIDES, open_bench, parser, ratios

# Encrypted to plain, at most
LIMITS = {"create": 1.15, "write": 1.5, "read": 1.8, "search": 1.2}
# Batches that warm up and do not count
WARM_UP = 2
# Reading is so fast that all rows are read more than once.
ROUNDS = {"create": 1, "write": 1, "read": 4, "search": 1}


def arguments():
    found = parser(__doc__)
    found.add_argument("--records", type=int, default=20_000, help="partners for each side")
    found.add_argument("--batch", type=int, default=500)
    return found.parse_args()


def measure(options, session):
    """Return ``{operation: {side: [cost of a batch]}}``."""
    size = options.batch
    batches = options.records // size + WARM_UP
    costs = {}
    for operation, rounds in ROUNDS.items():

        def one(side, number, operation=operation):
            first = number % batches * size
            return session.call(operation, side=side, first=first, count=size)

        found = in_turn(batches * rounds, SIDES, one, operation)
        costs[operation] = {side: found[side][WARM_UP:] for side in SIDES}
        session.call("analyze")
    right, expected = session.call("check"), 2 * batches * size
    if right != expected:
        raise SystemExit(f"{right} values are right instead of {expected}")
    return costs


def cost_lines(costs, size):
    rows = []
    for operation, found in costs.items():
        for label, key in (("wall", "wall"), ("CPU", "cpu")):
            cells = [
                report.spread([cost[key] / size * 1e6 for cost in found[side]]) for side in SIDES
            ]
            rows.append((f"{operation}, {label}", *cells))
        cells = [f"{report.middle(found[side], 'queries') / size:.2f}" for side in SIDES]
        rows.append((f"{operation}, queries", *cells))
    return report.table(("a record, µs: median (lowest to highest)", *SIDES), rows, 30)


def verdicts(costs):
    """Return ``(line, is_kept)`` for each limit."""
    lines = []
    for operation, most in LIMITS.items():
        found = ratios(costs[operation])
        label = f"{operation}: ×{report.spread(found, 2)}, at most ×{most}"
        lines.append((report.verdict(label, median(found) <= most), median(found) <= most))
    return lines


def size_lines(sizes):
    lines = []
    for side in SIDES:
        columns, index = sizes[side]
        bytes_each = " and ".join(f"{size:.0f}" for size in columns)
        lines.append(f"{side}: {bytes_each} bytes a value, index {index / 1e6:.1f} MB")
    return lines


def result(options, versions, costs, sizes):
    """Return the result as text and whether every limit was kept."""
    kept = verdicts(costs)
    sizes_of = f"{options.records} partners a side in batches of {options.batch}"
    lines = [
        *report.heading("Encrypted fields"),
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        "",
        f"{sizes_of}, the sides in turn, one process, garbage collector off",
        "two fields a side: a mobile number (indexed, blind index) and a document number",
        *cost_lines(costs, options.batch),
        *("", *size_lines(sizes)),
        *("", "encrypted : plain, batch by batch, wall: median (lowest to highest)"),
        *(line for line, _is_kept in kept),
    ]
    return "\n".join(lines) + "\n", all(is_kept for _line, is_kept in kept)


def main():
    options = arguments()
    with ExitStack() as stack:
        session = open_bench(stack, options, "privacy.fields")
        session.call("prepare")
        versions = session.call("versions")
        say("Measuring…")
        costs = measure(options, session)
        sizes = session.call("sizes")
    return finish(*result(options, versions, costs, sizes), options.out)


if __name__ == "__main__":
    sys.exit(main())
