"""How the complaints of the demonstration are told: who complained, and what happened then."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One thing that happened, ``hours`` worked hours after the step before."""

    name: str
    hours: float
    text: str = ""
    more: object = ""
    by: str = ""


@dataclass(frozen=True)
class Case:
    """One complaint; ``days_ago`` counts working days, ``customer`` is a demonstration partner."""

    days_ago: float
    via: str
    customer: str
    category: str
    subject: str
    text: str
    steps: tuple = ()
    severity: str = "ordinary"
    by: str = "agent"


def start(hours):
    """The handler takes up the work."""
    return Step("start", hours)


def assign(hours, to, by):
    """The head of the department ``by`` gives the complaint to ``to``."""
    return Step("assign", hours, to, by=by)


def say(hours, text):
    """The handler writes to the customer."""
    return Step("say", hours, text)


def note(hours, text):
    """The handler writes a note for colleagues."""
    return Step("note", hours, text)


def tell(hours, text):
    """The customer writes."""
    return Step("tell", hours, text)


def wait(hours, reason):
    """The handler needs something from the customer."""
    return Step("wait", hours, reason)


def answer(hours, process, result):
    """The handler gives the feedback."""
    return Step("answer", hours, process, result)


def close(hours):
    """The handler closes."""
    return Step("close", hours)


def confirm(hours):
    """The customer agrees, which closes."""
    return Step("confirm", hours)


def rate(hours, stars, text=""):
    """The customer rates the handling, ``stars`` 1, 3 or 5."""
    return Step("rate", hours, text, stars)


def reopen(hours, reason):
    """The customer does not agree."""
    return Step("reopen", hours, reason)


def withdraw(hours, reason):
    """The customer withdraws."""
    return Step("withdraw", hours, reason)


def reject(hours, reason):
    """The handler finds that this is no complaint."""
    return Step("reject", hours, reason)


def todo(hours, summary):
    """The handler plans a call."""
    return Step("todo", hours, summary)
