"""What both databases get alike: working time, mail domain, customers."""

from datetime import date, datetime, timedelta

HOLIDAYS = 12


def prepare_company(env):
    """Monday to Friday, 8 hours, twelve public holidays ahead, a mail domain."""
    calendar = env.company.resource_calendar_id
    calendar.tz = "UTC"
    start = datetime.combine(date.today(), datetime.min.time())
    env["resource.calendar.leaves"].create(
        [
            {
                "name": f"Holiday {number}",
                "calendar_id": calendar.id,
                "date_from": start + timedelta(days=10 + 30 * number),
                "date_to": start + timedelta(days=11 + 30 * number),
            }
            for number in range(HOLIDAYS)
        ]
    )
    env["mail.alias.domain"].create({"name": "bench.example"})


def create_customers(env, count):
    """Create ``count`` customers with name, e-mail address and telephone number."""
    env["res.partner"].create(
        [
            {
                "name": f"Customer {number}",
                "email": f"customer{number}@customer.example",
                "phone": f"+85261{number:06d}",
            }
            for number in range(count)
        ]
    )


def customers(env):
    """Return the customers of ``create_customers``, oldest first."""
    return env["res.partner"].search([("email", "=like", "customer%@customer.example")], order="id")


def create_agent(env, group):
    """Return a new user with ``group`` and no further rights."""
    groups = [env.ref("base.group_user").id, env.ref(group).id]
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create({"name": "Agent", "login": "agent", "group_ids": [(6, 0, groups)], "tz": "UTC"})
    )


def agent(env):
    """Return the user of ``create_agent``."""
    return env["res.users"].search([("login", "=", "agent")])
