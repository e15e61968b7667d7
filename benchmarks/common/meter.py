"""What a stretch of work costs."""

import os
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Counts SQL queries, wall time and CPU time of a ``with`` block.

    ``cpu`` is that of this process and of its PostgreSQL backend, where the backend runs on the
    same machine. The counting itself sends no query.

    >>> with Meter(env.cr) as meter:
    ...     records.create(vals_list)
    >>> meter.cost
    {'queries': 31, 'wall': 0.21, 'cpu': 0.2}
    """

    def __init__(self, cr):
        self.cr = cr
        self.backend = cr._cnx.info.backend_pid
        self.cost = {}

    def __enter__(self):
        self.start = self._now()
        return self

    def __exit__(self, *_error):
        spent = [now - then for now, then in zip(self._now(), self.start, strict=True)]
        self.cost = dict(zip(("queries", "wall", "cpu"), spent, strict=True))

    def _now(self):
        cpu = time.process_time() + backend_seconds(self.backend)
        return self.cr.sql_log_count, time.perf_counter(), cpu


def backend_seconds(pid):
    """CPU seconds of a PostgreSQL backend, 0 when it is out of sight."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def total(costs):
    """Return the sum of costs, key by key."""
    costs = list(costs)
    return {key: sum(cost[key] for cost in costs) for key in ("queries", "wall", "cpu")}
