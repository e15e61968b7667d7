"""What may call for care: a registry of signals that services add to (no ORM)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import format_date
from odoo.tools.translate import get_translation


class Why(str):
    """A reason in words that can be stored, and said again in the language of whoever reads it::

        Why(env, _lt("No contact since %(day)s."), day=since)

    :param env: says in which language the text itself is
    :param term: a lazy translation (``odoo.tools.LazyTranslate``)
    :param values: numbers, texts and dates for its placeholders
    """

    def __new__(cls, env, term, **values):
        parts = {
            "module": term._module,
            "source": term._source,
            "values": {name: _stored(value) for name, value in values.items()},
        }
        self = super().__new__(cls, tell(env, parts))
        self.parts = parts
        return self


def _stored(value):
    if isinstance(value, datetime):
        value = value.date()
    return {"date": value.isoformat()} if isinstance(value, date) else value


def stored(why):
    """Return a reason as JSON; that of an add-on which knows no :class:`Why` as it is."""
    return why.parts if isinstance(why, Why) else {"text": str(why)}


def tell(env, parts):
    """Return what :func:`stored` has kept, in the language of ``env``."""
    if "text" in parts:
        return parts["text"]
    values = {
        name: format_date(env, date.fromisoformat(value["date"]))
        if isinstance(value, dict)
        else value
        for name, value in parts["values"].items()
    }
    return get_translation(parts["module"], env.lang or "en_US", parts["source"], values)


@dataclass(frozen=True)
class Signal:
    """A reason to do something for a customer.

    ``find`` takes the customers and returns ``{partner id: why}`` (a :class:`Why`) of those who
    show it, in as many queries for a thousand of them as for one.
    """

    code: str
    label: str
    find: Callable
