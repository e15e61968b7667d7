"""What the driver of ``complaint_board`` lets its Odoo shell do."""

import json

from common.meter import Meter
from common.population import create_customers, customers, prepare_company
from common.versions import installed_versions

# Complaints made by the ORM, from which the others are copied
SEEDS = 200
DAYS = 120


def versions(env):
    return installed_versions(env, ["cs_complaint"])


def prepare(env, count):
    """Create a supervisor, departments, and ``count`` open complaints of the last months."""
    prepare_company(env)
    create_customers(env, 100)
    env["hr.department"].create(
        [
            {"name": function.capitalize(), "cs_function": function}
            for function in ("service", "product", "marketing", "policy")
        ]
    )
    user = env["res.users"].with_context(no_reset_password=True)
    group = env.ref("cs_complaint.group_cs_complaint_supervisor")
    user.create({"name": "Supervisor", "login": "supervisor", "group_ids": [(4, group.id)]})
    categories = env["cs.complaint.category"].search([("parent_id", "!=", False)])
    channels = env["cs.channel"].search([("active", "=", True)])
    partners = customers(env)
    env["cs.complaint"].create(
        [
            {
                "subject": f"Complaint {number}",
                "description": "The bill shows a service that I never ordered. " * 4,
                "partner_id": partners[number % len(partners)].id,
                "category_id": categories[number % len(categories)].id,
                "channel_id": channels[number // 3 % len(channels)].id,
                "severity": ("ordinary", "ordinary", "major", "extra_major")[number % 4],
            }
            for number in range(SEEDS)
        ]
    )
    env.flush_all()
    _copy_seeds(env, count - SEEDS)
    env.cr.commit()
    _settle(env)


def _copy_seeds(env, count):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'cs_complaint'"
    )
    own = {
        "name": "'B' || g",
        "access_token": "NULL",
        "external_id": "NULL",
        "state": "(ARRAY['registered', 'in_progress', 'in_progress', 'waiting'])[1 + g % 4]",
        "date_registered": "at",
        "date_clock_start": "at",
        "create_date": "at",
        "date_response_due": "at + interval '1 day'",
        "date_resolve_due": "at + (3 + g % 8) * interval '1 day'",
        "date_responded": "CASE WHEN g % 3 > 0 THEN at + (g % 40) * interval '1 hour' END",
        "response_seconds": "g % 40 * 3600",
        "is_response_late": "g % 40 > 24",
        "next_action_at": "NULL",
    }
    columns = [name for (name,) in env.cr.fetchall() if name != "id"]
    values = [own.get(name, f's."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"""
        WITH seeds AS (SELECT *, row_number() OVER (ORDER BY id) AS seed FROM cs_complaint)
        INSERT INTO cs_complaint ({names})
        SELECT {", ".join(values)}
          FROM (SELECT g, date_trunc('second', now() AT TIME ZONE 'UTC')
                          - (g * 7919 %% ({DAYS} * 1440)) * interval '1 minute' AS at
                  FROM generate_series(1, %s) g) moments
          JOIN seeds s ON s.seed = 1 + g %% {SEEDS}
        """.replace("g % ", "g %% "),  # noqa: S608
        [count],
    )


def close_most(env):
    """Answer or close nine of ten, some of them late, rated or reopened."""
    env.cr.execute(
        """
        UPDATE cs_complaint
           SET state = CASE WHEN id % 4 = 0 THEN 'answered' ELSE 'closed' END,
               date_answered = date_registered + (id % 9) * interval '1 day',
               date_closed = date_registered + (id % 11) * interval '1 day',
               breached_at = CASE WHEN id % 7 = 0 THEN date_resolve_due END,
               resolve_seconds = id % 9 * 28800,
               is_satisfaction_asked = id % 3 > 0,
               rating_last_value = CASE WHEN id % 3 = 1 THEN 1 + id % 5 ELSE 0 END,
               reopen_count = (id % 20 = 0)::int
         WHERE id % 10 > 0
        """
    )
    env.cr.commit()
    # Most rows were rewritten at once, which no operator does: the table is packed anew.
    _settle(env, "VACUUM FULL cs_complaint")


def _settle(env, *before):
    """Let PostgreSQL look at the rows, as it does by itself after a while."""
    connection = env.cr._cnx
    connection.set_session(autocommit=True)
    try:
        for statement in (*before, "VACUUM ANALYZE cs_complaint"):
            env.cr._obj.execute(statement)
    finally:
        connection.set_session(autocommit=False)


def _as_supervisor(env, model):
    user = env["res.users"].search([("login", "=", "supervisor")])
    records = env[model].with_user(user).with_context(lang="en_US", uid=user.id)
    user.has_group("base.group_user")
    env.invalidate_all()
    return records


def _alone(env):
    """Let one process of PostgreSQL do all of the work, so that its CPU time is all of it."""
    env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")


def board(env, is_alone=False):
    records = _as_supervisor(env, "cs.complaint.board")
    if is_alone:
        _alone(env)
    with Meter(env.cr) as meter:
        figures = records.get_board()
    assert figures["departments"]
    return meter.cost


def _snapshot(env, dashboard):
    record = env.ref(f"cs_complaint.spreadsheet_dashboard_{dashboard}")
    return json.loads(record.spreadsheet_data)


def _sources(env, dashboard):
    """Return ``[(label, domain, groups, aggregates)]`` of the pivots and charts."""
    report = env["cs.complaint.report"]
    snapshot = _snapshot(env, dashboard)
    sources = [
        (
            pivot["name"],
            pivot["domain"],
            [row["fieldName"] for row in pivot["rows"]],
            [measure["id"] for measure in pivot["measures"]],
        )
        for pivot in snapshot["pivots"].values()
    ]
    for figure in snapshot["sheets"][0]["figures"]:
        data = figure["data"]
        if data["type"].startswith("odoo_"):
            measure = data["metaData"]["measure"]
            if measure != "__count":
                measure = f"{measure}:{report._fields[measure].aggregator}"
            domain = data["searchParams"]["domain"]
            sources.append((data["title"]["text"], domain, data["metaData"]["groupBy"], [measure]))
    return sources


def counts(env):
    """Return ``[(dashboard, number, label)]`` of everything that the dashboards count."""
    return [
        (dashboard, number, source[0])
        for dashboard in ("today", "quality")
        for number, source in enumerate(_sources(env, dashboard))
    ]


def count(env, dashboard, source, is_alone=False):
    _label, domain, groups, aggregates = _sources(env, dashboard)[source]
    if dashboard == "quality":
        # As the dashboard is opened: by its period of 90 days
        domain = [*domain, ("date_registered", ">=", "today -90d")]
    records = _as_supervisor(env, "cs.complaint.report")
    if is_alone:
        _alone(env)
    with Meter(env.cr) as meter:
        records.formatted_read_group(domain, groups, aggregates)
    return meter.cost
