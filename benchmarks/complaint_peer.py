"""Daily work: ``cs_complaint`` against OCA ``helpdesk_mgmt`` + ``helpdesk_mgmt_sla``.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import argparse
import pathlib
import sys
import tempfile
from contextlib import ExitStack
from statistics import median

from common import odoo_command, report
from common.driver import finish, in_turn, log_directory, only_one, open_session, say
from common.meter import total
from complaint import ours, peer

# At most so many queries a record in a batch, at least so many times the peer's speed, at most so
# many queries for the request that creates one complaint
MOST_QUERIES = 8
RATIO = 2
MOST_SINGLE = 25
WARM_UP = 50
SINGLE_WARM_UP = 2
# Complaints whose state changes in one call, and how many calls
START, STARTS = 100, 6
# First pages of the list; recounts of all deadlines
SHOWS, RECOUNTS = 20, 2
# Forms with all caches of the server cleared
COLD = 3
SIDES = ("ours", "peer")
# Requests of a single form; the views come once a session
STEPS = {
    "views": ("views",),
    "open": ("open",),
    "fill in": ("fill in",),
    "save": ("save",),
    "open to save": ("open", "fill in", "save"),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=5000, help="complaints for each side")
    parser.add_argument("--batch", type=int, default=500, help="complaints in one call")
    parser.add_argument("--customers", type=int, default=1000)
    parser.add_argument("--singles", type=int, default=20, help="single forms and e-mails")
    parser.add_argument("--prefix", default="cs_bench", help="of the names of the databases")
    parser.add_argument("--keep", action="store_true", help="do not drop the databases")
    parser.add_argument("--out", type=pathlib.Path, help="write the result to this file as well")
    return parser.parse_args()


def prepare(options, stack):
    """Build both databases; return ``{side: Session}`` and the peer's versions."""
    only_one()
    # The peer is under AGPL: it comes for this run, and goes with it.
    target = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cs-peer-")))
    say("Fetching the peer from PyPI…")
    log = log_directory() / "benchmark-peer.log"
    versions = odoo_command.install_packages(peer.PACKAGES, target, log)
    paths = {"ours": None, "peer": target / "odoo" / "addons"}
    sessions = {}
    for side, jobs in (("ours", ours), ("peer", peer)):
        name = f"{options.prefix}_{side}"
        sessions[side] = open_session(
            stack, name, jobs.MODULES, f"complaint.{side}", paths[side], options.keep
        )
        sessions[side].call("prepare", partners=options.customers)
    return sessions, versions


def both(sessions, count, function, arguments_of):
    """Call ``function`` ``count`` times on each side in turn; return ``{side: [result]}``."""
    return in_turn(
        count,
        SIDES,
        lambda side, number: sessions[side].call(function, **arguments_of(number)),
        function,
    )


def measure(options, sessions):
    """Return the costs of everything that is measured, by kind and side."""
    count, size = options.records // options.batch, options.batch
    say("Warming up…")
    both(sessions, 1, "batch", lambda _number: {"first": 0, "count": WARM_UP})
    costs = {
        "batch": both(
            sessions, count, "batch", lambda number: {"first": number * size, "count": size}
        ),
        "cold": both(sessions, COLD, "form", lambda number: {"number": number, "is_cold": True}),
        "form": both(sessions, options.singles, "form", lambda number: {"number": number}),
        "mail": both(sessions, options.singles, "mail", lambda number: {"number": number}),
    }
    for kind in ("form", "mail"):
        costs[kind] = {side: found[SINGLE_WARM_UP:] for side, found in costs[kind].items()}
    check(options, sessions, count * size)
    costs["start"] = both(
        sessions, STARTS, "start", lambda number: {"first": number * START, "count": START}
    )
    for kind, is_shipped in (("show", False), ("shipped", True)):
        asked = {"is_shipped": is_shipped}
        costs[kind] = both(sessions, SHOWS, "show", lambda _number, asked=asked: asked)
    costs["recount"] = both(sessions, RECOUNTS, "recount", lambda _number: {})
    return costs


def check(options, sessions, in_batches):
    """Stop unless each side has every complaint that was made, whole."""
    made = WARM_UP + in_batches + COLD + 2 * options.singles
    for side in SIDES:
        found = sessions[side].call("check")
        if found != made:
            raise SystemExit(f"{side}: {found} complaints instead of {made}")


def batch_lines(costs, size):
    """Return the table of the batches and the ratios of each pair of batches."""
    speeds = {side: [size / cost["wall"] for cost in costs[side]] for side in SIDES}
    ratios = [one / other for one, other in zip(speeds["ours"], speeds["peer"], strict=True)]
    rows = [
        ("records/s", *(report.spread(speeds[side]) for side in SIDES)),
        (
            "CPU ms a record",
            *(report.spread([c["cpu"] * 1000 / size for c in costs[side]], 2) for side in SIDES),
        ),
        (
            "queries a record",
            *(report.spread([c["queries"] / size for c in costs[side]], 2) for side in SIDES),
        ),
    ]
    lines = report.table(("median (lowest to highest)", *SIDES), rows)
    return [*lines, f"records/s, ours : peer, batch by batch: {report.spread(ratios, 2)}"], ratios


def single_lines(costs):
    """Return the table of single complaints by form and by e-mail."""
    rows = []
    for label, kind in (("", "form"), (", caches cleared", "cold")):
        for step, parts in STEPS.items():
            steps = {
                side: [total(cost[part] for part in parts) for cost in costs[kind][side]]
                for side in SIDES
            }
            rows.append((f"form: {step}{label}", *(single_cell(steps[side]) for side in SIDES)))
    for label, kind in (
        ("e-mail", "mail"),
        (f"state of {START} changed", "start"),
        ("first page of the list, the same columns", "show"),
        ("first page of the list, as shipped", "shipped"),
        ("all deadlines counted anew", "recount"),
    ):
        rows.append((label, *(single_cell(costs[kind][side]) for side in SIDES)))
    return report.table(("median queries, ms", *SIDES), rows)


def single_cell(costs):
    queries, wall = (report.middle(costs, key) for key in ("queries", "wall"))
    digits = 0 if wall >= 0.1 else 1
    return f"{queries:.0f}, {wall * 1000:.{digits}f} ms"


def verdicts(costs, size, ratios):
    """Return ``(line, is_kept)`` for each limit."""
    queries = max(cost["queries"] for cost in costs["batch"]["ours"]) / size
    ratio = median(ratios)
    single, of_peer = (
        report.middle([c["save"] for c in costs["form"][s]], "queries") for s in SIDES
    )
    single_text = f"{single:.0f} queries to save, the peer {of_peer:.0f}, at most {MOST_SINGLE}"
    limits = [
        (f"batch: {queries:.2f} queries a record, at most {MOST_QUERIES}", queries <= MOST_QUERIES),
        (f"batch: {ratio:.1f} times the peer's records/s, at least {RATIO}", ratio >= RATIO),
        (f"form: {single_text}", single <= MOST_SINGLE),
    ]
    whole = {
        side: [total(cost[part] for part in STEPS["open to save"]) for cost in costs["form"][side]]
        for side in SIDES
    }
    for label, found in (
        ("form, open to save", whole),
        ("state changed", costs["start"]),
        ("list", costs["show"]),
        ("deadlines counted anew", costs["recount"]),
    ):
        pairs = zip(found["ours"], found["peer"], strict=True)
        ahead = median(peer["wall"] / ours["wall"] for ours, peer in pairs)
        limits.append((f"{label}: {ahead:.2f} times as fast as the peer, at least 1", ahead >= 1))
    return [(report.verdict(label, is_kept), is_kept) for label, is_kept in limits]


def result(options, versions, costs):
    """Return the result as text and whether every limit was kept."""
    batches, ratios = batch_lines(costs["batch"], options.batch)
    kept = verdicts(costs, options.batch, ratios)
    sizes = (
        f"{options.records} complaints a side in batches of {options.batch}, the sides in turn, "
        f"commit after each batch; {options.customers} customers"
    )
    repeats = (
        f"One complaint at a time, {options.singles - SINGLE_WARM_UP} times after "
        f"{SINGLE_WARM_UP} to warm up ({COLD} times with caches cleared)"
    )
    lines = [
        *report.heading("Complaints beside the closest peer"),
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        *("", sizes, *batches),
        *("", repeats, *single_lines(costs)),
        *("", *(line for line, _is_kept in kept)),
    ]
    return "\n".join(lines) + "\n", all(is_kept for _line, is_kept in kept)


def main():
    options = arguments()
    with ExitStack() as stack:
        sessions, peer_versions = prepare(options, stack)
        versions = {**sessions["ours"].call("versions"), **peer_versions}
        costs = measure(options, sessions)
    text, is_kept = result(options, versions, costs)
    return finish(text, is_kept, options.out)


if __name__ == "__main__":
    sys.exit(main())
