"""Confirming sales orders: a managed loyalty program beside the same program of Odoo alone.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import argparse
import pathlib
import sys
from contextlib import ExitStack
from statistics import median

from common import report
from common.driver import finish, in_turn, only_one, open_session, say

# Sides by the modules of their database
DATABASES = {"cs_care_sale": ("managed", "plain"), "sale_loyalty": ("odoo",)}
RATIO = 1.25
WARM_UP = 10
SIDES = ("managed", "plain", "odoo")


def arguments():
    found = argparse.ArgumentParser(description=__doc__)
    found.add_argument("--orders", type=int, default=100, help="confirmed on each side")
    found.add_argument("--prefix", default="cs_bench_sale", help="of the names of the databases")
    found.add_argument("--keep", action="store_true", help="do not drop the databases")
    found.add_argument("--out", type=pathlib.Path, help="write the result to this file as well")
    return found.parse_args()


def measure(options, stack):
    """Return ``(versions, {side: [cost]}, {side: (orders, points)}, cards that differ)``."""
    only_one()
    count = options.orders + WARM_UP
    sessions, versions = {}, {}
    for module, sides in DATABASES.items():
        name = f"{options.prefix}_{module}"
        session = open_session(stack, name, [module], "care.sale", keep=options.keep)
        say("Making quotations…")
        session.call("prepare", sides=sides, orders=count)
        versions |= session.call("versions", modules=[module])
        sessions |= dict.fromkeys(sides, session)
    costs = in_turn(
        count,
        SIDES,
        lambda side, number: sessions[side].call("confirm", side=side, number=number),
        "confirm",
    )
    ends = {}
    for sides in DATABASES.values():
        ends |= sessions[sides[0]].call("verify", sides=sides)
    differ = sessions["managed"].call("differences")
    return versions, {side: costs[side][WARM_UP:] for side in SIDES}, ends, differ


def ratio(some, key, side):
    """Return managed : ``side``, the median of those that ran one after the other."""
    pairs = zip(some["managed"], some[side], strict=True)
    return median(managed[key] / other[key] for managed, other in pairs)


def table(found):
    rows = []
    for name, start, step in (("all", 0, 1), ("earn", 0, 2), ("earn and spend", 1, 2)):
        some = {side: found[side][start::step] for side in SIDES}
        for key, label in (("wall", "ms"), ("cpu", "CPU ms")):
            cells = [report.spread([cost[key] * 1000 for cost in some[side]], 0) for side in SIDES]
            ratios = [f"×{ratio(some, key, side):.2f}" for side in ("plain", "odoo")]
            rows.append((f"{name}, {label}", *cells, *ratios))
        cells = [f"{report.middle(some[side], 'queries'):.0f}" for side in SIDES]
        rows.append((f"{name}, queries", *cells, "", ""))
    header = ("median (lowest to highest)", *SIDES, "managed : plain", "managed : odoo")
    return report.table(header, rows, width=18)


def main():
    options = arguments()
    with ExitStack() as stack:
        versions, found, ends, differ = measure(options, stack)
    count = options.orders + WARM_UP
    beside_odoo = ratio(found, "wall", "odoo")
    agree = len(set(ends.values())) == 1 and ends["managed"][0] == count and not differ
    same = "{} orders and {:,.0f} points".format(*ends["managed"])
    limits = [
        (f"confirm: ×{beside_odoo:.2f} of Odoo alone, at most ×{RATIO}", beside_odoo <= RATIO),
        (f"each side ends with {same}, {differ} cards differ from their entries", agree),
    ]
    lines = [
        *report.heading("Sales orders with a managed loyalty program"),
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        *(
            "",
            f"{options.orders} orders a side, in turn, half of them with a reward. managed: points",
            "in the ledger; plain: the same database, a program without ledger; odoo: a database",
            "with sale_loyalty and nothing of this suite.",
        ),
        *table(found),
        *("", *(report.verdict(label, is_kept) for label, is_kept in limits)),
    ]
    return finish("\n".join(lines) + "\n", all(kept for _line, kept in limits), options.out)


if __name__ == "__main__":
    sys.exit(main())
