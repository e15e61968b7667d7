"""Rotation of encryption keys: alone, with four writers beside it, and killed in the middle.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import argparse
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from common import odoo_command, report
from common.session import Session

# Values a second of a rotation that nobody disturbs
SPEED = 10_000
WRITERS = 4
KEYRING = odoo_command.ROOT / "scripts" / "lib" / "keyring.py"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000, help="service numbers")
    parser.add_argument("--seconds", type=int, default=60, help="with writers beside it")
    parser.add_argument("--database", default="cs_bench_privacy")
    parser.add_argument("--keep", action="store_true", help="do not drop the database")
    parser.add_argument("--out", type=pathlib.Path, help="write the result to this file as well")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


def keyring(*words):
    subprocess.run([sys.executable, str(KEYRING), *words], check=True, stdout=subprocess.DEVNULL)


def wait_for_key(sessions, kid):
    """Wait until every process has read the changed ring; none is restarted for it."""
    deadline = time.monotonic() + 30
    while not all(session.call("holds", kid=kid) for session in sessions):
        if time.monotonic() > deadline:
            raise SystemExit(f"Key {kid} is not seen by every process.")
        time.sleep(0.2)


def alone(session, ring_file):
    """Rotate twice with nobody beside; return the costs."""
    costs = []
    for kid in ("k2", "k3"):
        keyring("add", ring_file, kid)
        wait_for_key([session], kid)
        if not session.call("activate", kid=kid):
            raise SystemExit(f"Key {kid} cannot be activated.")
        costs.append(session.call("reseal"))
        say(f"  alone: {speed(costs[-1]):.0f} values/s")
    return costs


def speed(cost):
    return cost["rows"] / cost["seconds"]


def beside_writers(rotator, writers, seconds):
    """Rotate to and fro while the writers work; return rotations and the writers' accounts."""
    with ThreadPoolExecutor(len(writers) + 1) as pool:
        rotation = pool.submit(rotator.call, "rotate", kids=["k4", "k3"], seconds=seconds)
        accounts = [
            pool.submit(writer.call, "write_for", writer=number, seconds=seconds)
            for number, writer in enumerate(writers)
        ]
        return rotation.result(), [account.result() for account in accounts]


def killed(options, rotator, log, stack):
    """Kill the process that re-seals in the middle and let another one end its work."""
    process = rotator.call("pid")
    kid = "k5"
    if not rotator.call("activate", kid=kid):
        raise SystemExit(f"Key {kid} cannot be activated.")
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(rotator.call, "reseal")
        time.sleep(min(5, options.records / SPEED / 3))
        os.kill(process, signal.SIGKILL)
        with contextlib.suppress(SystemExit):
            work.result()
    other = Session(options.database, "privacy.jobs", log)
    stack.callback(other.close)
    before = other.call("left")
    cost = other.call("reseal")
    return {"before": before, "after": other.call("left"), **cost}, other


def measure(options, stack):
    load = os.getloadavg()[0]
    log = pathlib.Path(tempfile.gettempdir()) / "benchmark-privacy.log"
    directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="cs-ring-"))
    ring_file = str(pathlib.Path(directory, "keyring.json"))
    keyring("new", ring_file)
    # Beats the configured ring in every process that is started from here.
    os.environ["CS_PRIVACY_KEYRING"] = ring_file
    say(f"Building database {options.database}…")
    odoo_command.drop_database(options.database, log)
    if not options.keep:
        stack.callback(odoo_command.drop_database, options.database, log)
    odoo_command.create_database(options.database, ["cs_privacy"], log)

    sessions = [Session(options.database, "privacy.jobs", log) for _n in range(WRITERS + 1)]
    for session in sessions[1:]:
        stack.callback(session.close)
    rotator, writers = sessions[0], sessions[1:]
    say(f"Creating {options.records} service numbers…")
    rotator.call("populate", count=options.records)
    result = {"load": load, "alone": alone(rotator, ring_file)}
    for kid in ("k4", "k5"):
        keyring("add", ring_file, kid)
        wait_for_key(sessions, kid)
    say(f"Four writers beside it for {options.seconds} s…")
    rotations, accounts = beside_writers(rotator, writers, options.seconds)
    known = {row: value for values, _counts in accounts for row, value in values.items()}
    result["beside"] = rotations
    result["counts"] = {
        name: sum(counts[name] for _values, counts in accounts) for name in accounts[0][1]
    }
    result["check"] = writers[0].call("check", known=known, count=options.records)
    say("Killing the process that re-seals…")
    result["killed"], other = killed(options, rotator, log, stack)
    result["check after kill"] = other.call("check", known=known, count=options.records)
    return result


def verdicts(options, result):
    """Return ``(line, is_kept)`` for each limit."""
    fastest = max(map(speed, result["alone"]))
    faults = [result["check"], result["check after kill"]]
    lost = sum(fault["missing"] for fault in faults)
    wrong = sum(fault["wrong"] for fault in faults)
    unfound = sum(fault["unfound"] for fault in faults)
    at_work = result["counts"]["wrong"]
    after, before = result["killed"]["after"], result["killed"]["before"]
    limits = [
        (f"alone: {fastest:,.0f} values/s, at least {SPEED:,}", fastest >= SPEED),
        (f"values lost: {lost}, wrong: {wrong}, not found: {unfound}", not lost + wrong + unfound),
        (f"wrong answers to writers while they worked: {at_work}", not at_work),
        (
            f"killed with {before:,} values left; the next process ends with {after}",
            before > 0 and after == 0,
        ),
    ]
    return [(report.verdict(label, is_kept), is_kept) for label, is_kept in limits]


def result_text(options, result):
    """Return the result as text and whether every limit was kept."""
    kept = verdicts(options, result)
    rows = [
        (
            title,
            f"{cost['rows']:,}",
            f"{cost['seconds']:.1f}",
            f"{speed(cost):,.0f}",
        )
        for title, costs in (
            ("alone", result["alone"]),
            (f"{WRITERS} writers beside it", result["beside"]),
            ("after the kill", [result["killed"]]),
        )
        for cost in costs
    ]
    counts = result["counts"]
    lines = [
        *report.heading("Rotation of encryption keys"),
        f"{options.records:,} service numbers with blind index and last-4 index; batches of 1,000,",
        "each committed; PostgreSQL on the same machine (in the private cluster with fsync off)",
        f"load {result['load']:.1f} at the start",
        "",
        *report.table(("rotation", "values", "seconds", "values/s"), rows, width=12),
        "",
        f"{WRITERS} writers, {options.seconds} s: "
        + ", ".join(f"{number:,} {name}" for name, number in counts.items()),
        "",
        *(line for line, _is_kept in kept),
    ]
    return "\n".join(lines) + "\n", all(is_kept for _line, is_kept in kept)


def main():
    options = arguments()
    with ExitStack() as stack:
        result = measure(options, stack)
    text, is_kept = result_text(options, result)
    print(text, end="")
    if options.out:
        options.out.write_text(text)
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
