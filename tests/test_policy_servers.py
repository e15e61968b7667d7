"""Clause 7.1.3: a policy that is killed in the middle goes on; nobody has its care twice."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from .real_server import RealServer

COUNT = 3000
HELD = 20
OWNER = "policy_owner"


@pytest.fixture(scope="module")
def server():
    with RealServer() as running:
        yield running


def prepare(server):
    """Return a policy that is approved, and how to run it as the scheduler does."""
    [[manager]] = server.query(
        "SELECT res_id FROM ir_model_data WHERE name = 'group_cs_care_manager'"
    )
    [[purpose]] = server.query(
        "SELECT res_id FROM ir_model_data WHERE module = 'cs_privacy' AND name = 'purpose_service'"
    )
    values = {"name": OWNER, "login": OWNER, "password": OWNER, "group_ids": [(4, manager)]}
    server.call("res.users", "create", values)
    people = [
        {"name": f"Policy {number}", "ref": "policy", "phone": f"+8869125{number:05}"}
        for number in range(COUNT)
    ]
    server.call("res.partner", "create", people)
    owner = server.session(OWNER, OWNER)
    policy = owner.call(
        "cs.care.policy",
        "create",
        {
            "name": "Call everybody",
            "kind": "visit",
            "call_reason": "To hear how it goes",
            "domain": "[('ref', '=', 'policy')]",
            "purpose_id": purpose,
            "holdout_percent": HELD,
            "max_actions": COUNT,
            "date_start": "2020-01-01",
        },
    )
    owner.call("cs.care.policy", "action_submit", [policy])
    server.call("cs.care.policy", "action_approve", [policy])
    [[cron]] = server.query("SELECT res_id FROM ir_model_data WHERE name = 'ir_cron_care_policy'")
    return policy, lambda: server.call("ir.cron", "method_direct_trigger", [cron])


def actions(server, policy):
    """Return ``{partner: (state, …)}`` of what has been drawn and committed."""
    rows = server.query("SELECT partner_id, state FROM cs_care_action WHERE policy_id = %s", policy)
    found = {}
    for partner, state in rows:
        found.setdefault(partner, []).append(state)
    return found


def wait_until_some_are_done(server, policy):
    for _turn in range(600):
        states = [state for found in actions(server, policy).values() for state in found]
        if 0 < states.count("done") < COUNT * (100 - HELD) // 100:
            return
        time.sleep(0.05)
    raise AssertionError(f"The policy was not caught in the middle: {Counter(states)}")


def test_killed_in_the_middle(server):
    policy, run = prepare(server)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run)
        wait_until_some_are_done(server, policy)
        server.kill()
        with suppress(Exception):
            running.result()
    before = actions(server, policy)
    held = {partner for partner, [state] in before.items() if state == "holdout"}
    done = {partner for partner, [state] in before.items() if state == "done"}
    assert held
    assert 0 < len(done) < COUNT - len(held)
    server.start()
    with server.twin() as twin, ThreadPoolExecutor(2) as pool:
        [[cron]] = server.query(
            "SELECT res_id FROM ir_model_data WHERE name = 'ir_cron_care_policy'"
        )
        sides = [
            pool.submit(side.call, "ir.cron", "method_direct_trigger", [cron])
            for side in (server, twin)
        ]
        failed = [side.exception() for side in sides if side.exception()]
    # Odoo lets one server at a time run a scheduled action; the other one is told so.
    assert len(failed) <= 1, failed
    after = actions(server, policy)
    assert len(after) == COUNT
    assert all(len(states) == 1 for states in after.values())
    assert {partner for partner, [state] in after.items() if state == "holdout"} == held
    treated = {partner for partner, [state] in after.items() if state == "done"}
    assert treated == set(after) - held
    visits = server.query("SELECT partner_id, count(*) FROM cs_visit GROUP BY partner_id")
    assert {partner for partner, _count in visits} == treated
    assert {count for _partner, count in visits} == {1}
    [row] = server.call("cs.care.policy", "read", [policy], ["used_actions"])
    assert row["used_actions"] == len(treated), "The budget counts each once."
