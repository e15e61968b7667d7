"""Clause 6.2.2: two who ask at the same moment get two complaints, and nobody's turn is lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from .real_server import RealServer

PEOPLE = [f"desk_{number}" for number in range(4)]


@pytest.fixture(scope="module")
def server():
    with RealServer() as running:
        prepare(running)
        yield running


def prepare(server):
    """Give the operator a department that works around the clock, with four agents."""
    hours = [
        (0, 0, {"name": f"day {day}", "dayofweek": str(day), "hour_from": 0, "hour_to": 24})
        for day in range(7)
    ]
    calendar = server.call(
        "resource.calendar",
        "create",
        {"name": "Always", "tz": "UTC", "attendance_ids": [(5,), *hours]},
    )
    server.call("res.company", "write", [1], {"cs_calendar_id": calendar})
    department = server.call(
        "hr.department",
        "create",
        {"name": "Desk", "cs_function": "service", "cs_complaint_assign": "manual"},
    )
    [group] = server.query(
        "SELECT res_id FROM ir_model_data WHERE name = 'group_cs_complaint_supervisor'"
    )
    for login in PEOPLE:
        user = server.call(
            "res.users",
            "create",
            {"name": login, "login": login, "password": login, "group_ids": [(4, group[0])]},
        )
        server.call(
            "hr.employee",
            "create",
            {
                "name": login,
                "user_id": user,
                "department_id": department,
                "resource_calendar_id": calendar,
                "tz": "UTC",
            },
        )


def register(server, count, subject):
    values = [{"subject": f"{subject} {number}"} for number in range(count)]
    return server.call("cs.complaint", "create", values)


def press(desk, button, ids):
    """Press a button of complaints as the person at ``desk``, a ``WebSession``."""
    params = {"model": "cs.complaint", "method": button, "args": [ids], "kwargs": {}}
    return desk.rpc("/web/dataset/call_button", params)


def handlers(server, ids):
    rows = server.query("SELECT user_id FROM cs_complaint WHERE id = ANY(%s)", list(ids))
    return Counter(user for (user,) in rows)


def test_next_gives_everybody_another_one(server):
    ids = register(server, 12, "Next")
    desks = [server.session(login, login) for login in PEOPLE]

    def work(desk):
        return [press(desk, "action_next", [])["res_id"] for _turn in range(3)]

    with ThreadPoolExecutor(4) as pool:
        taken = [complaint for some in pool.map(work, desks) for complaint in some]
    assert sorted(taken) == sorted(ids)
    assert sorted(handlers(server, ids).values()) == [3, 3, 3, 3]


def test_three_assign_at_once(server):
    ids = register(server, 40, "Turn")
    department = server.call("hr.department", "search", [["name", "=", "Desk"]])
    server.call("hr.department", "write", department, {"cs_complaint_assign": "turn"})
    desks = [server.session(login, login) for login in PEOPLE[:3]]
    parts = [ids[:20], ids[10:30], ids[20:]]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(press, desks, ["action_assign_automatically"] * 3, parts))
    assert sorted(handlers(server, ids).values()) == [10, 10, 10, 10]
