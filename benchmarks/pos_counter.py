"""The store counter beside Odoo's: what tills load, how customers are found, profiles, orders.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import argparse
import pathlib
import sys
from contextlib import ExitStack
from statistics import median, quantiles

from common import report
from common.driver import finish, in_turn, only_one, open_session, say

DATABASES = {"ours": "cs_pos", "odoo": "pos_loyalty"}
SIDES = ("ours", "odoo")
KINDS = ("number", "name", "surname", "nobody")
WARM_UP = 5
LOAD, SYNC = 1.05, 1.15
MOST_MS = 60
LOADS = 20
PRELOAD = 100  # as many as Odoo loads


def arguments():
    found = argparse.ArgumentParser(description=__doc__)
    found.add_argument("--customers", type=int, default=100_000)
    found.add_argument("--singles", type=int, default=100, help="of each kind, on each side")
    found.add_argument("--prefix", default="cs_bench_pos", help="of the names of the databases")
    found.add_argument("--keep", action="store_true", help="do not drop the databases")
    found.add_argument("--out", type=pathlib.Path, help="write the result to this file as well")
    return found.parse_args()


def measure(options, stack):
    """Return ``(versions, {what: {side: [cost]}}, {side: (orders, points)})``."""
    only_one()
    sessions, versions, found = {}, {}, {}
    for side, module in DATABASES.items():
        name = f"{options.prefix}_{side}"
        sessions[side] = open_session(stack, name, [module], "pos.counter", keep=options.keep)
        say("Filling the customers in…")
        sessions[side].call("prepare", customers=options.customers)
        versions |= sessions[side].call("versions", modules=[module])
    count = options.singles + WARM_UP

    def turns(what, times, **values):
        def one(side, number):
            some = {key: number if value is None else value for key, value in values.items()}
            return sessions[side].call(what, **some)

        costs = in_turn(times, SIDES, one, what)
        return {side: costs[side][WARM_UP:] for side in SIDES}

    # As shipped: Odoo loads 100 customers, a masked till none.
    found["load"] = turns("load", LOADS + WARM_UP, preload=0)
    found["load 100"] = turns("load", LOADS + WARM_UP, preload=PRELOAD)
    for kind in KINDS:
        found[kind] = turns("search", count, kind=kind, number=None, customers=options.customers)
    found["profile"] = {
        "ours": [sessions["ours"].call("profile", number=n) for n in range(count)][WARM_UP:]
    }
    found["sync"] = turns("sync", count, number=None)
    ends = {side: sessions[side].call("verify") for side in SIDES}
    return versions, found, ends


def p95(costs):
    """Return the 95th percentile of the wall times, in ms."""
    return quantiles([cost["wall"] * 1000 for cost in costs], n=20)[-1]


def ratio(sides, key):
    """Return ours : Odoo, the median of those that ran one after the other."""
    pairs = zip(sides["ours"], sides["odoo"], strict=True)
    return median(ours[key] / odoo[key] for ours, odoo in pairs)


def table(found):
    rows = []
    for what, sides in found.items():
        cells = []
        for side in SIDES:
            costs = sides.get(side)
            if costs:
                walls = [cost["wall"] * 1000 for cost in costs]
                queries = report.middle(costs, "queries")
                cells.append(f"{report.spread(walls, 1)}; {p95(costs):.1f}; {queries:.0f}")
            else:
                cells.append("")
        rows.append((what, *cells))
    return report.table(("ms: median (range); p95; queries", *SIDES), rows, width=36)


def limits(found, ends, options):
    load = found["load"]
    searches = [cost for kind in KINDS for cost in found[kind]["ours"]]
    others = [cost for kind in KINDS for cost in found[kind]["odoo"]]
    lost = sum(not cost["is_found"] for cost in searches)
    size, wall = ratio(load, "bytes"), ratio(load, "wall")
    sync = ratio(found["sync"], "wall")
    profile, search = p95(found["profile"]["ours"]), p95(searches)
    bytes_of = " and ".join(f"{report.middle(load[side], 'bytes'):,.0f}" for side in SIDES)
    filled = found["load 100"]
    more = f"with 100 customers ×{ratio(filled, 'bytes'):.3f} and ×{ratio(filled, 'wall'):.2f}"
    return [
        (f"load_data: ×{size:.3f} of Odoo's bytes ({bytes_of}), at most ×{LOAD}", size <= LOAD),
        (f"load_data: ×{wall:.2f} of Odoo's time, at most ×{LOAD}; {more}", wall <= LOAD),
        (
            f"search: p95 {search:.0f} ms (Odoo {p95(others):.0f} ms), at most {MOST_MS} ms",
            search <= MOST_MS,
        ),
        (f"search: {lost} of those who were meant were not found", lost == 0),
        (f"profile: p95 {profile:.0f} ms, at most {MOST_MS} ms", profile <= MOST_MS),
        (f"order with points: ×{sync:.2f} of Odoo's time, at most ×{SYNC}", sync <= SYNC),
        (
            "both sides end with {} orders and {:,.0f} points".format(*ends["ours"]),
            ends["ours"] == ends["odoo"] and ends["ours"][0] == options.singles + WARM_UP,
        ),
    ]


def main():
    options = arguments()
    with ExitStack() as stack:
        versions, found, ends = measure(options, stack)
    kept = limits(found, ends, options)
    lines = [
        *report.heading("The store counter"),
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        *(
            "",
            f"{options.customers:,} customers; {options.singles} times each, the sides in turn.",
            "odoo: a database with pos_loyalty and nothing of this suite. load: as shipped, Odoo",
            "with 100 customers, a masked till with none; load 100: both with 100. sync: check,",
            "order, points. Bytes are compressed (gzip).",
        ),
        *table(found),
        *("", *(report.verdict(label, is_kept) for label, is_kept in kept)),
    ]
    return finish("\n".join(lines) + "\n", all(is_kept for _line, is_kept in kept), options.out)


if __name__ == "__main__":
    sys.exit(main())
