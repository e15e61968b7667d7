"""Many open complaints, and what is done with them every day. Runs inside an Odoo shell."""

from datetime import timedelta

from common.meter import Meter
from common.population import create_agent, create_customers, prepare_company
from common.versions import installed_versions

from . import ours, work

MODULES = ours.MODULES
# Complaints that the ORM makes; the others are copies of them, made by PostgreSQL
TEMPLATES, PARTNERS, HANDLERS = 2000, 1000, 40
TABLE = "cs_complaint"
OPEN = [("state", "in", ("registered", "in_progress", "waiting"))]
GROUPS = (
    "state",
    "severity",
    "complaint_class",
    "category_id",
    "department_id",
    "user_id",
    "channel_id",
)
# Not copied: what is unique or belongs to one record
OWN = {"id", "name", "access_token", "external_id", "contact_id", "message_main_attachment_id"}


def prepare(env, count):
    """Make ``count`` open complaints of 40 handlers, registered over the last days."""
    prepare_company(env)
    _work_around_the_clock(env)
    departments = env["hr.department"].create(
        [
            {"name": function.title(), "cs_function": function, "cs_tier": "support"}
            for function in ("service", "product", "marketing", "policy")
        ]
    )
    create_agent(env, "cs_complaint.group_cs_complaint_supervisor")
    handlers = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Handler {number}",
                    "login": f"handler{number}",
                    "group_ids": [(4, env.ref("cs_complaint.group_cs_complaint_agent").id)],
                }
                for number in range(HANDLERS)
            ]
        )
    )
    env["hr.employee"].create(
        [
            {"name": user.name, "user_id": user.id, "department_id": departments[n % 4].id}
            for n, user in enumerate(handlers)
        ]
    )
    create_customers(env, PARTNERS)
    _create_templates(env, handlers)
    _copy_templates(env, count)
    _spread(env)
    env["cs.complaint"]._cron_recount()
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    # Outside of a transaction, for VACUUM lets index-only scans do without the table.
    env.cr._cnx.autocommit = True
    env.cr.execute(f"VACUUM {TABLE}")
    env.cr._cnx.autocommit = False


def _work_around_the_clock(env):
    """Escalation works in working hours only, and the benchmark may run at night."""
    env.company.resource_calendar_id.attendance_ids = [
        (5,),
        *(
            (0, 0, {"name": str(day), "dayofweek": str(day), "hour_from": 0, "hour_to": 24})
            for day in range(7)
        ),
    ]


def _create_templates(env, handlers):
    values = ours.values(env)
    partners = env["res.partner"].search([("email", "=like", "customer%@customer.example")])
    channels = env["cs.channel"].search([]).ids
    complaints = env["cs.complaint"].create(
        [
            {
                **values(number, partners[number % len(partners)], (0, 0, 1, 0, 2)[number % 5]),
                "channel_id": channels[number % len(channels)],
                "user_id": handlers[number % HANDLERS].id if number % 3 else False,
            }
            for number in range(TEMPLATES)
        ]
    )
    complaints.filtered("user_id").action_start()
    complaints.filtered("user_id")[::10].action_wait("A photo, please")
    env.flush_all()
    env.cr.execute("UPDATE cs_complaint SET ack_state = 'sent'")
    env.cr.commit()


def _copy_templates(env, count):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [TABLE]
    )
    names = sorted({name for (name,) in env.cr.fetchall()} - OWN)
    # A sealed value belongs to its row.
    names = [name for name in names if name not in env["cs.complaint"]._cs_encrypted_names()]
    columns = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {TABLE} (name, {columns})"  # noqa: S608
        f" SELECT 'B' || row_number() OVER (), {columns} FROM {TABLE}, generate_series(1, %s)"
        " LIMIT %s",
        [count // TEMPLATES, count - TEMPLATES],
    )
    env.cr.execute(
        """
        INSERT INTO cs_complaint_clock (complaint_id, company_id, date, user_id, kind,
                                        date_response_due, date_resolve_due, paused_seconds)
             SELECT id, company_id, date_registered, create_uid, 'started',
                    date_response_due, date_resolve_due, 0
               FROM cs_complaint WHERE name LIKE 'B%'
        """
    )
    env.cr.commit()


def _spread(env):
    env.cr.execute(
        f"UPDATE {TABLE} SET date_registered = date_registered - id % 20000 * interval '1 second',"  # noqa: S608
        " date_clock_start = date_clock_start - id % 20000 * interval '1 second'"
    )
    env.cr.execute("UPDATE res_company SET cs_complaint_clock_seen = NULL")
    env.cr.commit()
    env.invalidate_all()


# What the scheduled actions do


def escalate(env):
    """Run the ladder once; return its cost and how many people-rung pairs were told."""
    before = _told(env)
    with Meter(env.cr) as meter:
        env["cs.complaint"]._cron_escalate()
        env.cr.commit()
    return {**meter.cost, "told": _told(env) - before}


def _told(env):
    env.cr.execute("SELECT count(*) FROM cs_complaint_escalation")
    return env.cr.fetchone()[0]


def settle(env):
    """Let nothing be due: what would be is a day ahead."""
    env.cr.execute(
        f"UPDATE {TABLE} SET next_action_at = now() AT TIME ZONE 'UTC' + interval '1 day'"  # noqa: S608
        " WHERE next_action_at <= now() AT TIME ZONE 'UTC' + interval '1 hour'"
    )
    env.cr.commit()


def make_due(env, count):
    """Let the deadline of ``count`` complaints have passed an hour ago."""
    env.cr.execute(
        f"""
        UPDATE {TABLE}
           SET date_resolve_due = now() AT TIME ZONE 'UTC' - interval '1 hour',
               next_action_at = now() AT TIME ZONE 'UTC' - interval '1 hour'
         WHERE id IN (SELECT id FROM {TABLE} WHERE state = 'in_progress' ORDER BY id LIMIT %s)
        """,  # noqa: S608
        [count],
    )
    env.cr.commit()


def holiday(env):
    """Add a holiday in two days and have all deadlines counted anew; return the cost."""
    from odoo import fields

    day = fields.Datetime.now().replace(hour=0, minute=0, second=0) + timedelta(days=2)
    env["resource.calendar.leaves"].create(
        {
            "name": "Extra holiday",
            "calendar_id": env.company.resource_calendar_id.id,
            "date_from": day,
            "date_to": day + timedelta(days=1),
        }
    )
    env.cr.commit()
    before = _moved(env)
    with Meter(env.cr) as meter:
        env["cs.complaint"]._cron_recount()
        env.cr.commit()
    return {**meter.cost, "moved": _moved(env) - before}


def _moved(env):
    env.cr.execute("SELECT count(*) FROM cs_complaint_clock WHERE kind = 'calendar'")
    return env.cr.fetchone()[0]


# What people open


def prepare_views(env):
    """Return the names of what :func:`view` can open."""
    return ["list", "list, all", "board", "form", *(f"by {name}" for name in GROUPS)]


def view(env, name, number):
    """Open a view as the web client does; return the cost."""
    user = env["res.users"].search([("login", "=", "agent")])
    complaints = env(user=user.id, context={"lang": "en_US", "tz": "UTC"})["cs.complaint"]
    call = _call(complaints, name, number)
    env.invalidate_all()
    with Meter(env.cr) as meter:
        call()
    return meter.cost


def _call(complaints, name, number):
    if name.startswith("list"):
        domain = [] if name == "list, all" else OPEN
        asked = work.specification(complaints, "list")
        return lambda: complaints.web_search_read(domain, asked, limit=80, count_limit=10001)
    if name == "board":
        asked = work.specification(complaints, "kanban")
        return lambda: complaints.web_read_group(
            OPEN,
            ["state"],
            auto_unfold=True,
            unfold_read_specification=asked,
            unfold_read_default_limit=20,
        )
    if name == "form":
        asked = work.specification(complaints, "form")
        record = complaints.search(OPEN, limit=1, offset=number * 7)
        return lambda: record.web_read(asked)
    return lambda: complaints.web_read_group(
        OPEN, [name.removeprefix("by ")], ["reopen_count:sum"], limit=80
    )


def versions(env):
    """Return the versions of what is measured."""
    return installed_versions(env, MODULES)
