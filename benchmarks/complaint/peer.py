"""The peer's side: OCA ``helpdesk_mgmt`` with ``helpdesk_mgmt_sla``. Runs inside an Odoo shell."""

from common.population import create_agent, create_customers, prepare_company

from . import work

MODULES = ["helpdesk_mgmt", "helpdesk_mgmt_sla"]
PACKAGES = ["odoo-addon-helpdesk_mgmt==19.0.*", "odoo-addon-helpdesk_mgmt_sla==19.0.*"]
TEAMS, CATEGORIES_OF_TEAM = 4, 5
# Working days to the solution by priority, as by severity on our side
DAYS = {"1": 3, "2": 5, "3": 10}


def values(env):
    """See ``work.Side``."""
    routes = [(team.id, category.id) for team in _teams(env) for category in team.category_ids]

    def of(number, partner, severity):
        team, category = routes[number % len(routes)]
        return {
            "name": f"Complaint {number}",
            "description": f"<p>{work.TEXT}</p>",
            "partner_id": partner.id,
            "team_id": team,
            "category_id": category,
            "priority": list(DAYS)[severity],
        }

    return of


def _start(tickets):
    stage = tickets.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
    tickets.write({"stage_id": stage.id, "user_id": tickets.env.uid})


def _recount(env):
    """Another target; the peer counts when its method is called, for nothing else does it."""
    env["helpdesk.sla"].search([("days", "=", 3)]).days = 4
    env["helpdesk.ticket"].search([("stage_id.closed", "=", False)]).set_sla()


SIDE = work.Side(
    model="helpdesk.ticket",
    values=values,
    address="complaint0@bench.example",
    form_fields=("partner_id", "name", "team_id", "category_id", "description"),
    columns=(
        "number",
        "name",
        "partner_name",
        "category_id",
        "priority",
        "team_id",
        "user_id",
        "sla_deadline",
        "stage_id",
    ),
    start=_start,
    recount=_recount,
)


def prepare(env, partners):
    """Four teams with five categories each; policies for the first response and the solution."""
    prepare_company(env)
    _create_policies(env)
    for number in range(TEAMS):
        env["helpdesk.ticket.team"].create(
            {
                "name": f"Team {number}",
                "alias_name": f"complaint{number}",
                "use_sla": True,
                "resource_calendar_id": env.company.resource_calendar_id.id,
                "category_ids": [
                    (0, 0, {"name": f"Category {number}.{part}"})
                    for part in range(CATEGORIES_OF_TEAM)
                ],
            }
        )
    create_agent(env, "helpdesk_mgmt.group_helpdesk_user")
    create_customers(env, partners)
    env.cr.commit()


def _create_policies(env):
    env["helpdesk.sla"].create(
        [
            {
                "name": "First response",
                "hours": 4,
                "stage_id": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress").id,
            },
            *(
                {
                    "name": f"Solution in {days} days",
                    "days": days,
                    "stage_id": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id,
                    "domain": f"[('priority', '=', '{priority}')]",
                }
                for priority, days in DAYS.items()
            ),
        ]
    )


def _teams(env):
    return env["helpdesk.ticket.team"].search([("use_sla", "=", True)], order="id")


def check(env):
    """Return how many tickets there are; each has number, team and two running deadlines."""
    tickets = env["helpdesk.ticket"].search([])
    for ticket in tickets:
        assert ticket.number and ticket.team_id
        assert len(ticket.ticket_sla_ids.filtered("deadline")) == 2
        assert set(ticket.ticket_sla_ids.mapped("state")) == {"in_progress"}
    return len(tickets)


def batch(env, **arguments):
    """See ``work.batch``."""
    return work.batch(env, SIDE, **arguments)


def form(env, **arguments):
    """See ``work.form``."""
    return work.form(env, SIDE, **arguments)


def mail(env, **arguments):
    """See ``work.mail``."""
    return work.mail(env, SIDE, **arguments)


def start(env, **arguments):
    """See ``work.start``."""
    return work.start(env, SIDE, **arguments)


def show(env, **arguments):
    """See ``work.show``."""
    return work.show(env, SIDE, **arguments)


def recount(env):
    """See ``work.recount``."""
    return work.recount(env, SIDE)
