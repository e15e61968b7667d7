"""The requests of a web client, measured where the server answers them."""

from contextlib import ExitStack
from unittest.mock import patch

from .meter import Meter

METHODS = ("get_views", "onchange", "web_save")


class Requests:
    """Measures each request on a model within a ``with`` block, with its commit.

    Odoo's form emulation sends the same requests as a browser. Its own work, which the browser
    does on another machine, is not counted.

    :param records: of the model; other models are not looked at
    :param bool is_cold: forget before each request what a server keeps between them

    ``costs`` are in the order of the requests, see :class:`Meter`.
    """

    def __init__(self, records, is_cold=False):
        self.model = type(records)
        self.is_cold = is_cold
        self.costs = []
        self.stack = ExitStack()

    def __enter__(self):
        for name in METHODS:
            measured = self._measured(getattr(self.model, name))
            self.stack.enter_context(patch.object(self.model, name, measured))
        return self

    def __exit__(self, *error):
        self.stack.close()

    def _measured(self, method):
        def request(records, *args, **kwargs):
            env = records.env
            env.cr.commit()
            env.invalidate_all()
            if self.is_cold:
                env.registry.clear_all_caches()
            with Meter(env.cr) as meter:
                answer = method(records, *args, **kwargs)
                env.cr.commit()
            self.costs.append(meter.cost)
            return answer

        return request
