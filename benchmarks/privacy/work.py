"""Values and time keeping of the measurements. Runs inside an Odoo shell."""

import gc
from contextlib import contextmanager

from common.meter import Meter


def phone(number):
    """Return a mobile number as it is typed in China.

    >>> phone(7), phone(123456789)
    ('13800000007', '13923456789')
    """
    return f"1{38 + number // 10**8}{number % 10**8:08d}"


def document(number):
    """Return eighteen characters that look like the number of an identity card.

    >>> document(7)
    '110105199000000007'
    """
    return f"1101051990{number:08d}"


def as_request(env):
    """Return an environment with the context that the web client sends."""
    context = {"lang": "en_US", "tz": "Asia/Shanghai", "allowed_company_ids": env.company.ids}
    return env(context=context)


@contextmanager
def measured(cr):
    """Yield the ``Meter`` of a block in which the garbage collector does not strike."""
    gc.collect()
    gc.disable()
    try:
        with Meter(cr) as meter:
            yield meter
    finally:
        gc.enable()
