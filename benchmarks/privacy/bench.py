"""The database of the measurements of ``cs_privacy``, for the drivers."""

import argparse
import pathlib

from common import odoo_command
from common.driver import only_one, open_session

MODULES = ["cs_privacy_bench"]
ADDONS = f"{odoo_command.ROOT / 'addons'},{odoo_command.ROOT / 'benchmarks' / 'addons'}"
SIDES = ("plain", "sealed")


def parser(description):
    """Return the parser of the arguments that all drivers have."""
    found = argparse.ArgumentParser(description=description)
    found.add_argument("--database", default="cs_bench_privacy", help="made for the run")
    found.add_argument("--keep", action="store_true", help="do not drop the database")
    found.add_argument("--out", type=pathlib.Path, help="write the result to this file as well")
    return found


def open_bench(stack, options, jobs):
    """Return the session of a new database that has the measured fields."""
    only_one()
    return open_session(stack, options.database, MODULES, jobs, ADDONS, options.keep)


def ratios(costs, key="wall"):
    """Return sealed : plain of each pair of batches that ran one after the other."""
    pairs = zip(costs["sealed"], costs["plain"], strict=True)
    return [sealed[key] / plain[key] for sealed, plain in pairs]
