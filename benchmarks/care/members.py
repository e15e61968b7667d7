"""Many members of a loyalty program with their lots and entries, put in below the ORM."""

from odoo import fields
from odoo.tools import SQL

from .sizes import EXPIRING, LOTS, MEANT

CITY = "Benchmark"
# Table and how many rows of it a member has
TABLES = {
    "res_partner": 1,
    "loyalty_card": 1,
    "cs_loyalty_move": LOTS,
    "cs_loyalty_lot": LOTS,
    "cs_loyalty_move_line": LOTS,
    "loyalty_history": LOTS,
    "cs_privacy_consent": 1,
}


def program(env):
    """Return a new managed program with two tiers; the upper one has to be kept."""
    program = env["loyalty.program"].create(
        {
            "name": "Benchmark",
            "program_type": "loyalty",
            "applies_on": "both",
            "cs_managed": True,
            "cs_minimum_spend": 0,
        }
    )
    for sequence, name, entry, keep in ((10, "Basic", 0, 0), (20, "Silver", 1000, 800)):
        env["cs.loyalty.tier"].create(
            {
                "name": name,
                "program_id": program.id,
                "sequence": sequence,
                "entry_points": entry,
                "keep_points": keep,
            }
        )
    return program


def populate(env, program, count):
    """Insert ``count`` members; member ``n`` has the ``n``-th new id of each table."""
    customer = env["res.partner"].create(
        {"name": "Benchmark", "email": "member@customer.example", "lang": "en_US"}
    )
    consents = env["cs.privacy.consent"]
    consents._cs_record(customer, "promotion", "given", how="phone", note="Benchmark")
    env.flush_all()
    consent = consents.search([("partner_id", "=", customer.id)], limit=1)
    basic, silver = program.cs_tier_ids.sorted("sequence").ids
    values = {
        "count": count,
        "lots": LOTS,
        "customer": customer.id,
        "consent": consent.id,
        "program": program.id,
        "company": program.company_id.id or env.company.id,
        "uid": env.uid,
        "basic": basic,
        "silver": silver,
        "today": program._cs_today(),
        "partner_columns": _columns(customer, "name", "complete_name", "city"),
        "consent_columns": _columns(consent, "partner_id"),
        "expiring": EXPIRING,
        "meant": MEANT,
        "city": CITY,
        "worth": SQL(WORTH),
    }
    for table in TABLES:
        env.cr.execute(SQL("SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table)))
        values[f"{table}_id"] = env.cr.fetchone()[0]
    # What is inserted refers to rows that are inserted too: no check of each reference.
    env.cr.execute("SET LOCAL session_replication_role = replica")
    for statement in STATEMENTS:
        env.cr.execute(SQL(statement, **values))
    for table in TABLES:
        env.cr.execute(
            SQL(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM %s))",
                table,
                SQL.identifier(table),
            )
        )
    env.cr.commit()
    env.invalidate_all()
    _vacuum(env)


def _columns(record, *without):
    return SQL(", ").join(
        SQL.identifier(field.name)
        for field in record._fields.values()
        if field.store and field.column_type and field.name not in {"id", *without}
    )


def _vacuum(env):
    """As the server of a running system has done it."""
    env.cr._cnx.autocommit = True
    for table in TABLES:
        env.cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
    env.cr._cnx.autocommit = False


def member_with_lots(env, program, count):
    """Create a portal user whose ``count`` lots the ledger's own door books."""
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Member",
                "login": "member",
                "password": "member",
                "email": "one@customer.example",
                "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
            }
        )
    )
    card = program._cs_card_of(user.partner_id, create=True)[user.partner_id.id]
    today = program._cs_today()
    env["loyalty.card"]._cs_move_many(
        [
            {
                "card": card,
                "points": 10,
                "kind": "earn",
                "idem_key": f"bench,{number}",
                "note": f"Purchase {number}",
                "date_expiry": fields.Date.add(today, days=30 + number * 5),
            }
            for number in range(count)
        ]
    )
    return card


# The points of a lot: a tenth of the members keep the upper tier, a tenth fall from it.
WORTH = "CASE WHEN n %% 10 = 0 THEN 300 ELSE 30 END"
STATEMENTS = (
    """
    INSERT INTO res_partner (id, name, complete_name, city, %(partner_columns)s)
    SELECT %(res_partner_id)s + n, 'Member ' || n, 'Member ' || n,
           CASE WHEN n %% %(meant)s = 0 THEN %(city)s END, %(partner_columns)s
      FROM res_partner, generate_series(1, %(count)s) AS n WHERE id = %(customer)s
    """,
    """
    INSERT INTO cs_privacy_consent (id, partner_id, %(consent_columns)s)
    SELECT %(cs_privacy_consent_id)s + n / %(meant)s, %(res_partner_id)s + n, %(consent_columns)s
      FROM cs_privacy_consent, generate_series(1, %(count)s) AS n
     WHERE id = %(consent)s AND n %% %(meant)s = 0
    """,
    """
    INSERT INTO loyalty_card (
           id, program_id, company_id, partner_id, code, active, cs_managed, points,
           cs_pending_points, cs_debt_points, create_uid, create_date, write_uid, write_date,
           cs_member_since, cs_period_start, cs_tier_id, cs_tier_from, cs_tier_until,
           cs_tier_points_then, cs_qualifying_points)
    SELECT %(loyalty_card_id)s + n, %(program)s, %(company)s, %(res_partner_id)s + n,
           'bench' || n, TRUE, TRUE, %(worth)s * %(lots)s, 0, 0,
           %(uid)s, now(), %(uid)s, now(), %(today)s::date - 800, %(today)s::date - 366,
           CASE WHEN n %% 5 = 0 THEN %(silver)s ELSE %(basic)s END, %(today)s::date - 366,
           %(today)s::date - 1, 0, %(worth)s * %(lots)s
      FROM generate_series(1, %(count)s) AS n
    """,
    """
    INSERT INTO cs_loyalty_move (
           id, card_id, program_id, partner_id, company_id, date, kind, points,
           qualifying_points, balance, idem_key, note, user_id, create_uid, create_date,
           write_uid, write_date)
    SELECT %(cs_loyalty_move_id)s + (lot - 1) * %(count)s + n, %(loyalty_card_id)s + n,
           %(program)s, %(res_partner_id)s + n, %(company)s,
           %(today)s::date - 340 + 100 * (lot - 1), 'earn', %(worth)s, %(worth)s, %(worth)s * lot,
           'bench,' || lot, 'Purchase ' || lot, %(uid)s, %(uid)s, now(), %(uid)s, now()
      FROM generate_series(1, %(lots)s) AS lot, generate_series(1, %(count)s) AS n
    """,
    # The first lot of one member in ten was over yesterday, the others end in the years to come.
    """
    INSERT INTO cs_loyalty_lot (
           id, move_id, card_id, program_id, partner_id, company_id, points, remaining,
           date_available, date_expiry, is_pending, create_uid, create_date, write_uid, write_date)
    SELECT %(cs_loyalty_lot_id)s + (lot - 1) * %(count)s + n,
           %(cs_loyalty_move_id)s + (lot - 1) * %(count)s + n, %(loyalty_card_id)s + n,
           %(program)s, %(res_partner_id)s + n, %(company)s, %(worth)s, %(worth)s,
           %(today)s::date - 340 + 100 * (lot - 1),
           CASE WHEN lot = 1 AND n %% %(expiring)s = 1 THEN %(today)s::date - 1
                ELSE %(today)s::date + 60 + lot * 200 + n %% 180 END,
           FALSE, %(uid)s, now(), %(uid)s, now()
      FROM generate_series(1, %(lots)s) AS lot, generate_series(1, %(count)s) AS n
    """,
    """
    INSERT INTO cs_loyalty_move_line (
           id, move_id, lot_id, company_id, points, create_uid, create_date, write_uid, write_date)
    SELECT %(cs_loyalty_move_line_id)s + (lot - 1) * %(count)s + n,
           %(cs_loyalty_move_id)s + (lot - 1) * %(count)s + n,
           %(cs_loyalty_lot_id)s + (lot - 1) * %(count)s + n, %(company)s, %(worth)s,
           %(uid)s, now(), %(uid)s, now()
      FROM generate_series(1, %(lots)s) AS lot, generate_series(1, %(count)s) AS n
    """,
    """
    INSERT INTO loyalty_history (
           id, card_id, description, issued, used, create_uid, create_date, write_uid, write_date)
    SELECT %(loyalty_history_id)s + (lot - 1) * %(count)s + n, %(loyalty_card_id)s + n,
           'Purchase ' || lot, %(worth)s, 0, %(uid)s, now(), %(uid)s, now()
      FROM generate_series(1, %(lots)s) AS lot, generate_series(1, %(count)s) AS n
    """,
)
