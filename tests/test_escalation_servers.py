"""Clause 6.2.3: two servers and a server that dies tell everybody once, and miss nobody.

Two scheduled actions run the same code at the same time, for of one action Odoo itself lets only
one server run. What is proved is the lock and the evidence of the ladder, not those of Odoo.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from .real_server import RealServer

COMPLAINTS = 800
CRON = "ir_cron_escalate"
TOLD = "SELECT count(*) FROM cs_complaint_escalation"


@pytest.fixture(scope="module")
def server():
    with RealServer() as running:
        prepare(running)
        yield running


def prepare(server):
    """Working hours around the clock, a head to tell, and complaints whose warning is due."""
    calendar = server.call(
        "resource.calendar",
        "create",
        {
            "name": "Always",
            "tz": "UTC",
            "attendance_ids": [
                (5,),
                *(
                    (0, 0, {"name": "x", "dayofweek": str(day), "hour_from": 0, "hour_to": 24})
                    for day in range(7)
                ),
            ],
        },
    )
    [[employee]] = [server.call("hr.employee", "search", [["user_id", "=", 2]])[:1]]
    server.call("res.company", "write", [1], {"cs_calendar_id": calendar})
    server.call(
        "hr.department",
        "create",
        {"name": "Service", "cs_function": "service", "manager_id": employee},
    )
    [category] = server.query("SELECT min(id) FROM cs_complaint_category WHERE parent_id > 0")
    server.call(
        "cs.complaint",
        "create",
        [{"subject": f"No. {n}", "category_id": category[0]} for n in range(COMPLAINTS)],
    )
    # Answered for the first time, and 80 per cent of the time to the deadline are over: one rung.
    server.execute(
        """
        UPDATE cs_complaint
           SET date_responded = now() AT TIME ZONE 'UTC',
               date_clock_start = now() AT TIME ZONE 'UTC' - interval '80 hours',
               date_resolve_due = now() AT TIME ZONE 'UTC' + interval '20 hours',
               next_action_at = now() AT TIME ZONE 'UTC' - interval '1 hour'
        """
    )
    # The scheduler does nothing by itself until the test says so.
    server.execute("UPDATE ir_cron SET active = false")


def second_action(server):
    """Return the ids of two scheduled actions that do the same."""
    [[first]] = server.query(
        "SELECT res_id FROM ir_model_data WHERE module = 'cs_complaint' AND name = %s", CRON
    )
    second = server.call("ir.cron", "copy", [first], {"name": "Escalation, again"})
    return first, *second


def press(server, cron):
    """Run a scheduled action as an administrator does; a killed server answers nothing."""
    try:
        return server.call("ir.cron", "method_direct_trigger", [cron])
    except OSError:
        return None


def told(server):
    [[count]] = server.query(TOLD)
    return count


def test_each_is_told_once_by_two_servers_of_which_one_dies(server):
    crons = second_action(server)
    with server.twin() as other, ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(press, *pair) for pair in zip((server, other), crons, strict=True)]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not told(server):
            time.sleep(0.01)
        other.kill()
        left = COMPLAINTS - told(server)
        assert left, "killed in the middle"
        for run in runs:
            run.result()
    press(server, crons[0])
    server.kill()
    server.start()
    press(server, crons[1])
    assert server.query(
        "SELECT count(*), count(DISTINCT complaint_id), count(DISTINCT rung_id)"
        " FROM cs_complaint_escalation"
    ) == [(COMPLAINTS, COMPLAINTS, 1)]
    assert server.query(
        "SELECT count(*), count(DISTINCT res_id), count(DISTINCT user_id) FROM mail_activity"
        " WHERE res_model = 'cs.complaint' AND summary = 'Deadline comes near'"
    ) == [(COMPLAINTS, COMPLAINTS, 1)]
    assert server.query(
        "SELECT count(*) FROM cs_complaint WHERE next_action_at <= now() AT TIME ZONE 'UTC'"
    ) == [(0,)]
