"""Repeats, duplicates, learning and similar complaints among 200,000. Keeps nothing.

    scripts/odoo shell -d DB --log-level=warn < benchmarks/intake.py

Goals: one complaint's repeats by index scans in 5 ms, a batch of 100 in 50 ms; 20,000 closed
complaints learned in 30 s; a suggestion in 5 ms; similar ones in 300 ms.
"""

import statistics
import sys
import time
from contextlib import contextmanager

from odoo.tools import SQL

ROWS, PERSONS = 200_000, 60_000
WORDS = [
    "帳單",
    "金額",
    "錯誤",
    "訊號",
    "漫遊",
    "signal",
    "bill",
    "contract",
    "router",
    "advert",
    "gift",
]


def say(text):
    """Write a line."""
    sys.stdout.write(f"{text}\n")


@contextmanager
def stopwatch(title, goal):
    """Say how long the block took, in milliseconds, and whether that is within ``goal``."""
    start = time.perf_counter()
    yield
    taken = (time.perf_counter() - start) * 1000
    say(f"{title:<52}{taken:>10.1f} ms   goal {goal:>7} ms   {'ok' if taken <= goal else 'OVER'}")


def populate(env):
    """Insert the complaints below the ORM: each person has three or four, of several classes."""
    cr = env.cr
    cr.execute(
        "INSERT INTO res_partner (name, active, company_id, type, autopost_bills)"
        " SELECT 'Bench ' || n, TRUE, NULL, 'contact', 'ask' FROM generate_series(1, %s) n"
        if "autopost_bills" in env["res.partner"]._fields
        else "INSERT INTO res_partner (name, active, type)"
        " SELECT 'Bench ' || n, TRUE, 'contact' FROM generate_series(1, %s) n",
        [PERSONS],
    )
    cr.execute("SELECT min(id) FROM res_partner WHERE name LIKE 'Bench %%'")
    first = cr.fetchone()[0]
    categories = env["cs.complaint.category"].search([("parent_id", "!=", False)])
    cr.execute(
        """
        INSERT INTO cs_complaint (name, subject, description, company_id, partner_id, email_from,
            category_id, complaint_class, severity, state, date_registered, date_clock_start,
            date_closed)
        SELECT 'B' || n, (%(words)s::text[])[1 + n %% 11],
               (%(words)s::text[])[1 + n * 7 %% 11] || ' ' || (%(words)s::text[])[1 + n * 3 %% 11],
               %(company)s, %(first)s + n * 31 %% %(persons)s,
               'p' || n * 31 %% %(persons)s || '@bench.example',
               (%(categories)s::int[])[1 + n %% 11],
               (%(classes)s::text[])[1 + n %% 11], 'ordinary',
               CASE WHEN n %% 20 = 0 THEN 'registered' ELSE 'closed' END,
               now() - (n %% 700) * interval '1 day', now(),
               CASE WHEN n %% 20 = 0 THEN NULL ELSE now() - (n %% 690) * interval '1 day' END
          FROM generate_series(1, %(rows)s) n
        """,
        {
            "words": WORDS,
            "company": env.company.id,
            "first": first,
            "persons": PERSONS,
            "categories": categories[:11].ids,
            "classes": categories[:11].mapped("complaint_class"),
            "rows": ROWS,
        },
    )
    cr.execute("ANALYZE cs_complaint")


def repeats(env):
    """Ask for repeats of new complaints, alone and by the hundred."""
    persons = env["res.partner"].search([("name", "like", "Bench %")], limit=400)
    category = env["cs.complaint.category"].search([("parent_id", "!=", False)], limit=1)
    made = (
        env["cs.complaint"]
        .with_context(cs_no_acknowledgement=True)
        .create(
            [
                {
                    "subject": "帳單",
                    "description": "x",
                    "partner_id": p.id,
                    "category_id": category.id,
                }
                for p in persons
            ]
        )
    )
    env.flush_all()
    plan = "\n".join(
        line
        for (line,) in env.execute_query(
            SQL("EXPLAIN (ANALYZE) %s", made[0]._cs_repeat_query(made[0]._cs_asked()))
        )
    )
    say(plan)
    assert "Seq Scan on cs_complaint" not in plan
    for title, ask, goal in (
        ("repeats of one, median of 49", made.__class__._cs_find_roots, 5),
        ("duplicates of one, median of 49", made.__class__._cs_duplicates, 10),
    ):
        taken = []
        for complaint in made[1:50]:
            start = time.perf_counter()
            ask(complaint)
            taken.append((time.perf_counter() - start) * 1000)
        say(f"{title:<52}{statistics.median(taken):>10.1f} ms   goal {goal:>7} ms")
    env.cr.execute("ANALYZE cs_complaint")
    with stopwatch("repeats of a batch of 100", 50):
        made[100:200]._cs_find_roots()
    return made


def learning(env, made):
    """Learn, suggest, compare."""
    company = env.company
    models = env["cs.complaint.model"]
    before = models._cs_last_version(company)
    before._cs_set(is_forgotten=True, active=False) if before else None
    with stopwatch("20,000 closed complaints learned and examined", 30_000):
        model = models._cs_train(company, 20_000)
    say(f"learned {model.document_count}, right {model.accuracy:.0f} % of {model.heldout_count}")
    company.cs_complaint_suggest_percent = 0
    env.flush_all()
    models._cs_suggest(company, ["帳單"])
    with stopwatch("a suggestion", 5):
        models._cs_suggest(company, ["帳單金額錯誤，多收漫遊費，請退費給我" * 4])
    with stopwatch("similar complaints", 300):
        found = made[202].cs_similar_complaints()
    say(f"similar found: {len(found)}")


def main(env):
    """Measure, and leave nothing behind."""
    populate(env)
    learning(env, repeats(env))
    env.cr.rollback()


main(env)  # noqa: F821 (the shell has it)
