"""Clause 7.3.3(1): plans that run at once visit nobody twice; two who press get two visits."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from .real_server import RealServer

PEOPLE = [f"visit_desk_{number}" for number in range(4)]


@pytest.fixture(scope="module")
def server():
    with RealServer() as running:
        prepare(running)
        yield running


def prepare(server):
    [manager] = server.query(
        "SELECT res_id FROM ir_model_data WHERE name = 'group_cs_care_manager'"
    )
    for login in PEOPLE:
        values = {"name": login, "login": login, "password": login, "group_ids": [(4, manager[0])]}
        server.call("res.users", "create", values)


def press(desk, model, button, ids):
    params = {"model": model, "method": button, "args": [ids], "kwargs": {}}
    return desk.rpc("/web/dataset/call_button", params)


def test_plan_and_next_at_the_same_moment(server):
    customers = server.call("res.partner", "create", [{"name": f"C {n}"} for n in range(40)])
    plan = server.call(
        "cs.visit.plan",
        "create",
        {
            "name": "Together",
            "domain": repr([("id", "in", customers)]),
            "is_auto_assign": False,
        },
    )
    server.call("cs.visit.plan", "action_start", [plan])
    desks = [server.session(login, login) for login in PEOPLE]

    def run(desk):
        press(desk, "cs.visit.plan", "action_run_now", [plan])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, desks))
    rows = server.query("SELECT id, partner_id FROM cs_visit WHERE plan_id = %s", plan)
    assert sorted(partner for _visit, partner in rows) == sorted(customers)

    def work(desk):
        return [press(desk, "cs.visit", "action_next", [])["res_id"] for _turn in range(5)]

    with ThreadPoolExecutor(4) as pool:
        taken = [visit for some in pool.map(work, desks) for visit in some]
    assert len(set(taken)) == len(taken) == 20
    assert set(taken) <= {visit for visit, _partner in rows}
