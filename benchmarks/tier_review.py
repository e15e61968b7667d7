"""The yearly review of loyalty tiers over many members, in one transaction that is rolled back.

    scripts/odoo shell -d DB --log-level=warn < benchmarks/tier_review.py
    CARDS=100000 scripts/odoo shell -d DB --log-level=warn < benchmarks/tier_review.py

A fifth of the members has a tier that has to be kept, and half of these keep it. Goal: 1,000,000
members in 15 minutes and 1 GB. The scheduled action takes the same batches and commits each.
"""

import os
import resource
import time

from odoo.tools import SQL

CARDS = int(os.environ.get("CARDS", "1000000"))


def main(env):
    """Populate, review, print, and take everything back."""
    program = env["loyalty.program"].create(
        {
            "name": "Benchmark",
            "program_type": "loyalty",
            "applies_on": "both",
            "cs_managed": True,
        }
    )
    basic, silver = env["cs.loyalty.tier"].create(
        [
            {"name": "Basic", "program_id": program.id, "sequence": 10},
            {
                "name": "Silver",
                "program_id": program.id,
                "sequence": 20,
                "entry_points": 1000,
                "keep_points": 800,
            },
        ]
    )
    env.flush_all()
    model = env["res.partner"].create({"name": "Benchmark"})
    env.flush_all()
    columns = SQL(", ").join(
        SQL.identifier(field.name)
        for field in model._fields.values()
        if field.store and field.column_type and field.name != "id"
    )
    env.cr.execute(
        SQL(
            """
            WITH partner AS (
                INSERT INTO res_partner (%(columns)s)
                SELECT %(columns)s FROM res_partner, generate_series(1, %(cards)s)
                 WHERE id = %(model)s
                RETURNING id)
            INSERT INTO loyalty_card (
                   program_id, company_id, partner_id, code, active, cs_managed, points,
                   create_date, write_date, cs_member_since, cs_period_start, cs_tier_id,
                   cs_tier_from, cs_tier_until, cs_tier_points_then, cs_qualifying_points)
            SELECT %(program)s, %(company)s, id, 'bench' || id, TRUE, TRUE, 0,
                   now(), now(), '2024-03-10', '2025-04-01',
                   CASE WHEN id %% 5 = 0 THEN %(silver)s ELSE %(basic)s END, '2025-04-01',
                   '2026-03-31', 0, CASE WHEN id %% 10 = 0 THEN 900 ELSE 100 END
              FROM partner
            """,
            columns=columns,
            model=model.id,
            cards=CARDS,
            program=program.id,
            company=program.company_id.id,
            basic=basic.id,
            silver=silver.id,
        )
    )
    env.cr.execute("ANALYZE loyalty_card")
    env.invalidate_all()

    cards = env["loyalty.card"]
    due = SQL("card.program_id = %s AND card.cs_tier_until < '2026-04-01'", program.id)
    start, cpu, done, queries = time.time(), time.process_time(), 0, env.cr.sql_log_count
    while ids := cards._cs_take_cards(due, SQL("card.cs_tier_until, card.id"), 2000):
        cards._cs_review_batch(ids)
        env.flush_all()
        env.invalidate_all()
        done += len(ids)
    seconds = time.time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    fallen = env["cs.loyalty.tier.period"].search_count(
        [("program_id", "=", program.id), ("movement", "=", "down")]
    )
    print(
        f"{done:,} members reviewed in {seconds:,.0f} s ({done / seconds:,.0f}/s, "
        f"{time.process_time() - cpu:,.0f} s CPU of Odoo), peak {peak:,.0f} MB, "
        f"{(env.cr.sql_log_count - queries) / max(done / 2000, 1):.1f} queries per 2,000, "
        f"{fallen:,} fell"
    )
    env.cr.rollback()


main(env)  # noqa: F821 the shell has it
