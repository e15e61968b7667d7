"""A loyalty program of many members, and what is done with it. Runs inside an Odoo shell."""

import time

from common.meter import Meter, backend_seconds
from common.versions import installed_versions

from odoo.tools import SQL

from . import members
from .sizes import MEMBER_LOTS, MODULES


def prepare(env, count):
    """Make ``count`` members and one portal user with many lots; return the seconds."""
    env.company.resource_calendar_id.tz = "UTC"
    start = time.monotonic()
    program = members.program(env)
    env.cr.commit()
    members.populate(env, program, count)
    members.member_with_lots(env, program, MEMBER_LOTS)
    env.cr.commit()
    return {"seconds": time.monotonic() - start, "points": _points(env)}


def _program(env):
    return env["loyalty.program"].search([("name", "=", "Benchmark")])


def _points(env):
    """Return the points that the entries add up to, as text that is exact."""
    return str(_value(env, SQL("SELECT SUM(points) FROM cs_loyalty_move")))


def _value(env, query):
    [[value]] = env.execute_query(query)
    return value


def _measured(env, call):
    """Return the cost of ``call`` with the most memory that this process had meanwhile."""
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    with Meter(env.cr) as meter:
        call()
        env.cr.commit()
    with open("/proc/self/status") as status:
        [line] = [line for line in status if line.startswith("VmHWM")]
    return {**meter.cost, "megabytes": int(line.split()[1]) / 1024}


def expire(env):
    """Run the scheduled action of points; return its cost and how many lots expired."""
    due = SQL(
        "SELECT COUNT(*) FROM cs_loyalty_lot WHERE remaining > 0 AND date_expiry < %s",
        _program(env)._cs_today(),
    )
    before = _value(env, due)
    cost = _measured(env, env["loyalty.program"]._cron_points)
    return {**cost, "lots": before - _value(env, due), "left": _value(env, due)}


def review(env):
    """Run the scheduled action of tiers; return its cost, and who was reviewed and fell."""
    cost = _measured(env, env["loyalty.card"]._cron_review_tiers)
    counted = env.execute_query(
        SQL(
            "SELECT COUNT(*), COUNT(*) FILTER (WHERE movement = 'down'),"
            " COUNT(*) FILTER (WHERE movement = 'same')"
            " FROM cs_loyalty_tier_period WHERE reason IN ('kept', 'down')"
        )
    )
    return {**cost, **dict(zip(("cards", "fell", "kept"), counted[0], strict=True))}


def care(env):
    """Run the scheduled action of care policies, with one that sends an e-mail."""
    env.company.write({"cs_care_quiet_from": 0, "cs_care_quiet_to": 0})
    policy = env["cs.care.policy"].create(
        {
            "name": "Benchmark",
            "domain": f"[('city', '=', '{members.CITY}')]",
            "mail_template_id": env.ref("cs_care.mail_template_care_greeting").id,
            "sms_template_id": env.ref("cs_care.sms_template_care_greeting").id,
            "channel_mode": "email",
        }
    )
    policy._cs_step(state="running")
    env.cr.commit()
    cost = _measured(env, env["cs.care.policy"]._cron_run)
    states = env["cs.care.action"]._read_group(
        [("policy_id", "=", policy.id)], ["state"], ["__count"]
    )
    return {**cost, "states": dict(states), "stopped": policy.state_reason or ""}


def check(env):
    """Compare all books, then let one differ and compare again, which is taken back."""
    cost = _measured(env, lambda: env["cs.loyalty.check"]._cs_run())
    found = env["cs.loyalty.check"].search([], limit=1)
    result = {
        **cost,
        "state": found.state,
        "cards": found.card_count,
        "moves": found.move_count,
        "differ": found.difference_count,
    }
    env.cr.execute(
        "UPDATE cs_loyalty_lot SET remaining = remaining - 1"
        " WHERE id = (SELECT min(id) FROM cs_loyalty_lot WHERE remaining > 1)"
    )
    result["forged"] = len(env["cs.loyalty.check"]._cs_differences())
    env.cr.rollback()
    return result


def verify(env):
    """Return the sums of the books, each by a statement of its own that shares no code."""
    sums = {
        "entries": "SELECT SUM(points) FROM cs_loyalty_move",
        "lines": "SELECT SUM(points) FROM cs_loyalty_move_line",
        "lots": "SELECT SUM(remaining) FROM cs_loyalty_lot",
        "cards": "SELECT SUM(points::numeric + cs_pending_points - cs_debt_points)"
        " FROM loyalty_card",
        "history": "SELECT SUM(issued::numeric - used::numeric) FROM loyalty_history",
        "expired": "SELECT -SUM(points) FROM cs_loyalty_move WHERE kind = 'expire'",
        "cards that differ": """
            SELECT COUNT(*)
              FROM loyalty_card card
         LEFT JOIN (SELECT card_id, SUM(points) AS points FROM cs_loyalty_move GROUP BY card_id)
                   entry ON entry.card_id = card.id
         LEFT JOIN (SELECT card_id, SUM(remaining) AS points, MIN(remaining) AS least
                      FROM cs_loyalty_lot GROUP BY card_id) lot ON lot.card_id = card.id
             WHERE card.cs_managed AND (
                   card.points::numeric + card.cs_pending_points - card.cs_debt_points
                       IS DISTINCT FROM entry.points
                   OR lot.points - card.cs_debt_points IS DISTINCT FROM entry.points
                   OR lot.least < 0)
        """,
    }
    return {name: str(_value(env, SQL(query))) for name, query in sums.items()}


def backends(env):
    """Return the CPU seconds so far of all processes that PostgreSQL has for this database."""
    rows = env.execute_query(
        SQL("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    )
    return sum(backend_seconds(pid) for (pid,) in rows)


def versions(env):
    """Return the versions of what is measured."""
    return installed_versions(env, MODULES)
