"""Our side: ``cs_complaint``. Runs inside an Odoo shell."""

from common.population import create_agent, create_customers, prepare_company
from common.versions import installed_versions

from . import work

MODULES = ["cs_complaint"]
SEVERITIES = ("ordinary", "major", "extra_major")


def values(env):
    """See ``work.Side``."""
    categories = env["cs.complaint.category"].search([("parent_id", "!=", False)]).ids

    def of(number, partner, severity):
        return {
            "subject": f"Complaint {number}",
            "description": work.TEXT,
            "partner_id": partner.id,
            "category_id": categories[number % len(categories)],
            "severity": SEVERITIES[severity],
        }

    return of


def _recount(env):
    """Another target, as a manager sets it; the scheduled action counts."""
    env.company.cs_complaint_days_ordinary += 1
    env["cs.complaint"]._cron_recount()


SIDE = work.Side(
    model="cs.complaint",
    values=values,
    address="complaint@bench.example",
    form_fields=("partner_id", "subject", "category_id", "description"),
    columns=(
        "name",
        "subject",
        "partner_name",
        "category_id",
        "severity",
        "department_id",
        "user_id",
        "date_resolve_due",
        "state",
    ),
    start=lambda complaints: complaints.action_start(),
    recount=_recount,
)


def prepare(env, partners):
    """Four departments, each with a function; the categories are those that are shipped."""
    prepare_company(env)
    env.company.cs_complaint_response_hours = 4
    departments = env["hr.department"].create(
        [
            {"name": function.title(), "cs_function": function, "cs_tier": "support"}
            for function in ("service", "product", "marketing", "policy")
        ]
    )
    agent = create_agent(env, "cs_complaint.group_cs_complaint_agent")
    env["hr.employee"].create(
        {"name": agent.name, "user_id": agent.id, "department_id": departments[0].id}
    )
    create_customers(env, partners)
    env.cr.commit()


def check(env):
    """Return how many complaints there are; each has number, department, both deadlines."""
    complaints = env["cs.complaint"].search([])
    for complaint in complaints:
        assert complaint.name and complaint.department_id
        assert complaint.date_registered < complaint.date_response_due < complaint.date_resolve_due
    assert len(set(complaints.mapped("name"))) == len(complaints)
    return len(complaints)


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


def versions(env):
    """Return the versions of Odoo and of the measured add-ons and of what carries them."""
    return installed_versions(env, MODULES)
