"""The work that is measured, the same for both sides; the sides fill in a ``Side``."""

from dataclasses import dataclass
from email.message import EmailMessage

from common.meter import Meter, total
from common.population import agent, customers
from common.requests import Requests

# Of ten complaints six are ordinary, three major, one extra-major.
SEVERITIES = (0, 0, 1, 0, 0, 1, 0, 0, 1, 2)
TEXT = "The bill shows a service that I never ordered. Please look into it and refund the amount."


@dataclass
class Side:
    """What is different between the two.

    :param str model: model of the complaints
    :param values: function of ``(env)`` that returns a function of
        ``(number, partner, severity)`` that returns values for ``create``
    :param str address: e-mail address that takes complaints in
    :param form_fields: names of the values that a person fills in on the form, in order
    :param columns: names of what a list shows on either side: number, subject, customer, category,
        severity, department, handler, deadline, state
    :param start: function of ``(records)`` that begins work on complaints, by the agent
    :param recount: function of ``(env)`` that counts the deadlines of all open complaints anew
        after a change of the targets, as far as the side has a way to do so
    """

    model: str
    values: object
    address: str
    form_fields: tuple
    columns: tuple
    start: object
    recount: object


def batch(env, side, first, count):
    """Create ``count`` complaints in one call as the agent, and commit; return the cost."""
    partners, values = customers(env), side.values(env)
    vals_list = [
        values(number, partners[number % len(partners)], SEVERITIES[number % len(SEVERITIES)])
        for number in range(first, first + count)
    ]
    records = _fresh(env, agent(env))[side.model]
    with Meter(env.cr) as meter:
        created = records.create(vals_list)
        env.cr.commit()
    assert len(created) == count
    return meter.cost


def form(env, side, number, is_cold=False):
    """Create one complaint as the web client does: open the form, fill it in, save it.

    What is measured are the requests that a server answers, each with nothing read yet; what a
    browser does between them is no part of it.

    :param bool is_cold: forget first what a server keeps between requests
    :return: ``{step: cost}``; ``views`` is what a browser asks for once and keeps
    """
    from odoo.tests import Form

    partners = customers(env)
    filled = side.values(env)(number, partners[number % len(partners)], 0)
    records = _fresh(env, agent(env))[side.model]
    with Requests(records, is_cold) as requests:
        form = Form(records)
        for name in side.form_fields:
            setattr(form, name, _form_value(env[side.model]._fields[name], env, filled[name]))
        form.save()
    views, opened, *changed, saved = requests.costs
    return {"views": views, "open": opened, "fill in": total(changed), "save": saved}


def _form_value(field, env, value):
    return env[field.comodel_name].browse(value) if field.type == "many2one" else value


def mail(env, side, number):
    """Take in one e-mail of a known customer through the mail gateway; return the cost."""
    partners = customers(env)
    message = EmailMessage()
    message["From"] = partners[number % len(partners)].email_formatted
    message["To"] = side.address
    message["Subject"] = f"Complaint by mail {number}"
    message["Message-Id"] = f"<{number}@customer.example>"
    message.set_content(TEXT)
    env = _fresh(env, env.user)
    with Meter(env.cr) as meter:
        env["mail.thread"].message_process(None, message.as_string())
        env.cr.commit()
    return meter.cost


def start(env, side, first, count):
    """Begin work on ``count`` complaints, from the ``first`` one, as the agent; return the cost."""
    records = env[side.model].search([], order="id", offset=first, limit=count)
    records = _fresh(env, agent(env))[side.model].browse(records.ids)
    with Meter(env.cr) as meter:
        side.start(records)
        env.cr.commit()
    return meter.cost


def show(env, side, is_shipped):
    """Read a first page of 80 with the total; return the cost.

    :param bool is_shipped: what the shipped list shows, else the columns that both sides have
    """
    records = _fresh(env, agent(env))[side.model]
    asked = specification(records, "list")
    if not is_shipped:
        fields = records._fields
        asked = {name: _asked(fields[name]) for name in side.columns}
    env.invalidate_all()
    with Meter(env.cr) as meter:
        found = records.web_search_read([], asked, limit=80, count_limit=10001)
    assert len(found["records"]) == 80
    return meter.cost


def _asked(field):
    return {"fields": {"display_name": {}}} if field.relational else {}


def recount(env, side):
    """Count all deadlines anew after a change; return the cost."""
    env = _fresh(env, env.user)
    with Meter(env.cr) as meter:
        side.recount(env)
        env.cr.commit()
    return meter.cost


def specification(records, kind):
    """Return what the web client asks for to show the default view of a kind."""
    from lxml import etree

    arch = etree.fromstring(records.get_views([(False, kind)])["views"][kind]["arch"])
    asked = {}
    # The client does not ask for columns that the user would have to show first.
    for node in arch.xpath("//field[not(ancestor::field)][not(@optional='hide')]"):
        field = records._fields[node.get("name")]
        asked[field.name] = _asked(field)
        below = node.xpath("(./list|./kanban)//field/@name")
        if below:
            comodel = records.env[field.comodel_name]
            asked[field.name]["fields"] = {name: _asked(comodel._fields[name]) for name in below}
    return asked


def _fresh(env, user):
    """Return an environment of ``user`` with nothing read yet, as a request has it."""
    env.cr.commit()
    env.invalidate_all()
    return env(user=user.id, context={"lang": "en_US", "tz": "UTC", "uid": user.id})
