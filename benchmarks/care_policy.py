"""A care policy over many customers, in one transaction that is rolled back.

    scripts/odoo shell -d DB --log-level=warn < benchmarks/care_policy.py
    PARTNERS=100000 scripts/odoo shell -d DB --log-level=warn < benchmarks/care_policy.py

A twentieth of the customers is meant and has agreed; a tenth of these is held back, and the others
get an e-mail. Goal: 1,000,000 customers in 5 minutes. The scheduled action takes the same steps and
commits each.
"""

import os
import resource
import time

from odoo.tools import SQL

PARTNERS = int(os.environ.get("PARTNERS", "1000000"))
SHARE = 20


def columns(model, *without):
    """Return the stored columns of a model for a copy of its rows."""
    return SQL(", ").join(
        SQL.identifier(field.name)
        for field in model._fields.values()
        if field.store and field.column_type and field.name not in {"id", *without}
    )


def populate(env):
    """Copy a customer and the customer's consent, so many times."""
    model = env["res.partner"].create({"name": "Benchmark", "email": "bench@customer.example"})
    consent = env["cs.privacy.consent"]
    consent._cs_record(model, "promotion", "given", how="phone", note="Benchmark")
    env.flush_all()
    consent = consent.search([("partner_id", "=", model.id)], limit=1)
    names = columns(model, "city")
    facts = columns(consent, "partner_id")
    env.cr.execute(
        SQL(
            """
            WITH partner AS (
                INSERT INTO res_partner (%(names)s, city)
                SELECT %(names)s, CASE WHEN number %% %(share)s = 0 THEN 'Benchmark' END
                  FROM res_partner, generate_series(1, %(count)s) AS number
                 WHERE id = %(model)s
                RETURNING id, city)
            INSERT INTO cs_privacy_consent (%(facts)s, partner_id)
            SELECT %(given)s, partner.id
              FROM cs_privacy_consent AS consent, partner
             WHERE consent.id = %(consent)s AND partner.city IS NOT NULL
            """,
            names=names,
            facts=facts,
            given=SQL(", ").join(
                SQL("consent.%s", SQL.identifier(field.name))
                for field in consent._fields.values()
                if field.store and field.column_type and field.name not in ("id", "partner_id")
            ),
            share=SHARE,
            count=PARTNERS,
            model=model.id,
            consent=consent.id,
        )
    )
    env.cr.execute("ANALYZE res_partner")
    env.cr.execute("ANALYZE cs_privacy_consent")
    env.invalidate_all()


def main(env):
    """Populate, run, print, and take everything back."""
    populate(env)
    company = env.company
    company.write({"cs_care_quiet_from": 0, "cs_care_quiet_to": 0})
    policy = env["cs.care.policy"].create(
        {
            "name": "Benchmark",
            "domain": "[('city', '=', 'Benchmark')]",
            "mail_template_id": env.ref("cs_care.mail_template_care_greeting").id,
            "sms_template_id": env.ref("cs_care.sms_template_care_greeting").id,
            "channel_mode": "email",
        }
    )
    policy._cs_step(state="running")
    start, queries, drawn = time.time(), env.cr.sql_log_count, None
    while count := policy._cs_run_step():
        env.flush_all()
        env.invalidate_all()
        if policy.drawn_to == -1 and drawn is None:
            drawn = time.time() - start
            print(f"drawn in {drawn:.1f} s ({count} in the last step)")
    seconds = time.time() - start
    states = dict(
        env["cs.care.action"]._read_group([("policy_id", "=", policy.id)], ["state"], ["__count"])
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{PARTNERS} customers, {states}: {seconds:.1f} s,"
        f" {env.cr.sql_log_count - queries} queries, {memory:.0f} MB"
    )
    env.cr.rollback()


main(env)  # noqa: F821
