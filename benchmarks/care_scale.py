"""1,000,000 members with 3,000,000 lots: expiry, tiers, a care policy, the portal, the books.

README.md in this directory tells the method. Exit code 1 means that a limit was missed.
"""

import argparse
import pathlib
import sys
from contextlib import ExitStack
from decimal import Decimal
from statistics import median

from care import sizes
from common import report
from common.driver import finish, log_directory, only_one, open_session, say
from common.server import serving

LOTS_A_SECOND = 2000
REVIEW_SECONDS, REVIEW_MEGABYTES = 15 * 60, 1024
POLICY_SECONDS = 5 * 60
PAGE_SECONDS = 0.150
WARM_UP = 5
JOBS = ("expire", "review", "care", "check")


def arguments():
    found = argparse.ArgumentParser(description=__doc__)
    found.add_argument("--members", type=int, default=1_000_000, help="with three lots each")
    found.add_argument("--turns", type=int, default=40, help="how often the page is opened")
    found.add_argument("--database", default="cs_bench_care", help="dropped, made, dropped")
    found.add_argument("--keep", action="store_true", help="do not drop the database")
    found.add_argument("--out", type=pathlib.Path, help="write the result to this file as well")
    return found.parse_args()


def measure(options, stack):
    """Return ``{what: result}``."""
    only_one()
    session = open_session(stack, options.database, sizes.MODULES, "care.scale", keep=options.keep)
    say(f"Filling in {options.members:,} members…")
    found = {
        "versions": session.call("versions"),
        "prepare": session.call("prepare", count=options.members),
    }
    say(f"  filled in: {found['prepare']['seconds']:.0f} s")
    for job in JOBS:
        found[job] = session.call(job)
        say(f"  {job}: {found[job]}")
    found["page"] = measure_page(options, session)
    found["verify"] = session.call("verify")
    say(f"  {found['verify']}")
    return found


def measure_page(options, session):
    """Open the page of the member with many lots as a browser does; return times and CPU."""
    with serving(options.database, log_directory() / "benchmark-server.log") as client:
        client.log_in(options.database, "member", "member")
        for _turn in range(WARM_UP):
            _seconds, body = client.get("/my/points")
        if "Benchmark" not in body or "Purchase" not in body:
            raise SystemExit("The page does not show the points.")
        before = client.cpu() + session.call("backends")
        times = [client.get("/my/points")[0] for _turn in range(options.turns)]
        spent = client.cpu() + session.call("backends") - before
    say(f"  page: {options.turns} times")
    return {"times": times, "cpu": spent / options.turns}


def verdicts(options, found):
    """Return ``(line, is_kept)`` for each limit."""
    expire, review, care, check = (found[job] for job in JOBS)
    rate, page = expire["lots"] / expire["wall"], median(found["page"]["times"])
    meant = options.members // sizes.MEANT
    review_most = f"at most {REVIEW_SECONDS} s and {REVIEW_MEGABYTES:,} MB"
    limits = [
        (
            f"expiry: {rate:,.0f} lots/s, at least {LOTS_A_SECOND:,}",
            rate >= LOTS_A_SECOND and not expire["left"],
        ),
        (
            f"review: {review['wall']:,.0f} s and {review['megabytes']:,.0f} MB, {review_most}",
            review["wall"] <= REVIEW_SECONDS
            and review["megabytes"] <= REVIEW_MEGABYTES
            and review["cards"] >= options.members,
        ),
        (
            f"care policy: {care['wall']:,.0f} s, at most {POLICY_SECONDS} s",
            care["wall"] <= POLICY_SECONDS
            and not care["stopped"]
            and sum(care["states"].values()) == meant,
        ),
        (
            f"page of points: {page * 1000:.0f} ms, at most {PAGE_SECONDS * 1000:.0f} ms",
            page <= PAGE_SECONDS,
        ),
        (
            f"the ledger's check: {check['state']}, and finds the one card made to differ",
            check["state"] == "agrees" and not check["differ"] and check["forged"] == 1,
        ),
        ("books, by statements of their own: " + books(found), are_equal(found)),
    ]
    return [(report.verdict(label, is_kept), is_kept) for label, is_kept in limits]


def books(found):
    sums = found["verify"]
    return (
        f"{Decimal(sums['entries']):,} points in entries, lines, lots, cards and history alike,"
        f" {sums['cards that differ']} cards differ"
    )


def are_equal(found):
    """Whether all books agree, card by card and with what was put in less what has expired."""
    sums = {name: Decimal(value) for name, value in found["verify"].items()}
    left = Decimal(found["prepare"]["points"]) - sums["expired"]
    kept = {sums[name] for name in ("entries", "lines", "lots", "cards", "history")}
    return kept == {left} and not sums["cards that differ"]


def job_lines(found):
    expire, review, care, check = (found[job] for job in JOBS)
    done = {
        "expire": f"{expire['lots']:,} lots",
        "review": f"{review['cards']:,} reviewed, {review['kept']:,} kept, {review['fell']:,} fell",
        "care": ", ".join(f"{count:,} {state}" for state, count in sorted(care["states"].items())),
        "check": f"{check['cards']:,} cards, {check['moves']:,} entries",
    }
    rows = [
        (
            job,
            *(f"{found[job][key]:,.1f}" for key in ("wall", "cpu")),
            *(f"{found[job][key]:,.0f}" for key in ("queries", "megabytes")),
            done[job],
        )
        for job in JOBS
    ]
    header = ("scheduled action", "wall s", "CPU s", "queries", "peak MB", "done")
    return report.table(header, rows, width=12)


def filled_in(options, found):
    rows = f"{options.members:,} members, {options.members * sizes.LOTS:,} lots and entries"
    return f"{rows}, put in by SQL in {found['prepare']['seconds']:.0f} s"


def page_line(page):
    times = report.spread([seconds * 1000 for seconds in page["times"]])
    lots = f"/my/points, member with {sizes.MEMBER_LOTS} lots"
    return f"{lots}, ms by HTTP: {times}, CPU {page['cpu'] * 1000:.0f}"


def main():
    options = arguments()
    with ExitStack() as stack:
        found = measure(options, stack)
    kept = verdicts(options, found)
    lines = [
        *report.heading("A loyalty program of many members"),
        ", ".join(f"{name} {version}" for name, version in found["versions"].items()),
        *(
            "",
            filled_in(options, found),
        ),
        *job_lines(found),
        *(
            "",
            page_line(found["page"]),
        ),
        *("", *(line for line, _is_kept in kept)),
    ]
    return finish("\n".join(lines) + "\n", all(kept for _line, kept in kept), options.out)


if __name__ == "__main__":
    sys.exit(main())
