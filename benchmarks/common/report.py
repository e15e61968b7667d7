"""Figures as text."""

import os
import platform
from datetime import date
from statistics import median


def heading(title):
    """Return the lines that tell what was measured, when and on what."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return [
        f"{title}, {date.today():%Y-%m-%d}",
        f"{os.cpu_count()} cores, {platform.machine()}, load {load} at the end of the run",
    ]


def table(header, rows, width=22):
    """Return aligned lines; the first column is as wide as it needs, the others ``width``."""
    first = max(len(str(row[0])) for row in [header, *rows])
    return [
        "  ".join(
            [str(row[0]).ljust(first), *(str(cell).rjust(width) for cell in row[1:])]
        ).rstrip()
        for row in [header, *rows]
    ]


def middle(costs, key):
    """Return the median of ``key`` over ``costs``."""
    return median(cost[key] for cost in costs)


def spread(values, digits=1):
    """Return ``median (lowest to highest)``."""
    low, high = min(values), max(values)
    return f"{median(values):.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def verdict(label, is_kept):
    """Return the line that tells whether a limit was kept."""
    return f"{'kept  ' if is_kept else 'MISSED'}  {label}"
