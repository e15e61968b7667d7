"""Creation of complaints: ``cs_complaint`` against OCA ``helpdesk_mgmt`` + ``helpdesk_mgmt_sla``.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import argparse
import fcntl
import os
import pathlib
import sys
import tempfile
from contextlib import ExitStack
from statistics import median

from common import odoo_command, report
from common.session import Session
from complaint import ours, peer

# At most so many queries a record in a batch, at least so many times the peer's speed, at most so
# many queries for the request that creates one complaint
MOST_QUERIES = 8
RATIO = 2
MOST_SINGLE = 25
WARM_UP = 50
SINGLE_WARM_UP = 2
# Forms with all caches of the server cleared
COLD = 3
SIDES = ("ours", "peer")


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


def say(text):
    print(text, file=sys.stderr, flush=True)


def only_one(path):
    """Let no second run drop the databases of this one, nor disturb what it measures."""
    lock = os.open(path, os.O_CREAT | os.O_RDWR)  # held until this process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit("Another benchmark is running; wait for its end.") from None


def prepare(options, stack):
    """Build both databases; return ``{side: Session}`` and the peer's versions."""
    home = pathlib.Path(os.environ.get("CS_HOME") or odoo_command.ROOT / ".local")
    log_dir = home / "log"
    log_dir.mkdir(parents=True, exist_ok=True)
    only_one(log_dir / "benchmark.lock")
    logs = {side: log_dir / f"benchmark-{side}.log" for side in SIDES}
    # The peer is under AGPL: it comes for this run, and goes with it.
    target = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cs-peer-")))
    say("Fetching the peer from PyPI…")
    versions = odoo_command.install_packages(peer.PACKAGES, target, logs["peer"])
    paths = {"ours": None, "peer": target / "odoo" / "addons"}
    sessions = {}
    for side, jobs in (("ours", ours), ("peer", peer)):
        name = f"{options.prefix}_{side}"
        say(f"Building database {name}…")
        odoo_command.drop_database(name, logs[side])
        if not options.keep:
            stack.callback(odoo_command.drop_database, name, logs[side])
        odoo_command.create_database(name, jobs.MODULES, logs[side], paths[side])
        sessions[side] = Session(name, f"complaint.{side}", logs[side], paths[side])
        stack.callback(sessions[side].close)
        sessions[side].call("prepare", partners=options.customers)
    return sessions, versions


def in_turn(sessions, count, function, arguments_of):
    """Call ``function`` ``count`` times on each side in turn; the one that begins changes.

    :return: ``{side: [result]}``
    """
    results = {side: [] for side in SIDES}
    for number in range(count):
        for side in SIDES if number % 2 == 0 else reversed(SIDES):
            results[side].append(sessions[side].call(function, **arguments_of(number)))
        say(f"  {function} {number + 1} of {count}")
    return results


def measure(options, sessions):
    """Return the costs of everything that is measured, by kind and side."""
    count, size = options.records // options.batch, options.batch
    say("Warming up…")
    in_turn(sessions, 1, "batch", lambda _number: {"first": 0, "count": WARM_UP})
    costs = {
        "batch": in_turn(
            sessions, count, "batch", lambda number: {"first": number * size, "count": size}
        ),
        "cold": in_turn(sessions, COLD, "form", lambda number: {"number": number, "is_cold": True}),
        "form": in_turn(sessions, options.singles, "form", lambda number: {"number": number}),
        "mail": in_turn(sessions, options.singles, "mail", lambda number: {"number": number}),
    }
    for kind in ("form", "mail"):
        costs[kind] = {side: found[SINGLE_WARM_UP:] for side, found in costs[kind].items()}
    made = WARM_UP + count * size + COLD + 2 * options.singles
    for side in SIDES:
        found = sessions[side].call("check")
        if found != made:
            raise SystemExit(f"{side}: {found} complaints instead of {made}")
    return costs


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
        for step in ("open", "fill in", "save"):
            steps = {side: [cost[step] for cost in costs[kind][side]] for side in SIDES}
            rows.append((f"form: {step}{label}", *(single_cell(steps[side]) for side in SIDES)))
    rows.append(("e-mail", *(single_cell(costs["mail"][side]) for side in SIDES)))
    return report.table(("median queries, ms", *SIDES), rows)


def single_cell(costs):
    queries, wall = (report.middle(costs, key) for key in ("queries", "wall"))
    return f"{queries:.0f}, {wall * 1000:.0f} ms"


def verdicts(costs, size, ratios):
    """Return ``(line, is_kept)`` for each limit."""
    queries = max(cost["queries"] for cost in costs["batch"]["ours"]) / size
    ratio = median(ratios)
    single = max(cost["save"]["queries"] for cost in costs["form"]["ours"])
    limits = [
        (f"batch: {queries:.2f} queries a record, at most {MOST_QUERIES}", queries <= MOST_QUERIES),
        (f"batch: {ratio:.1f} times the peer's records/s, at least {RATIO}", ratio >= RATIO),
        (f"form: {single} queries to save, at most {MOST_SINGLE}", single <= MOST_SINGLE),
    ]
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
        *report.heading("Creation of complaints"),
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
    print(text, end="")
    if options.out:
        options.out.write_text(text)
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
