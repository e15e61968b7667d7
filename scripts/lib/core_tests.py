"""What an add-on does to Odoo's own tests: two reports of pytest, compared.

core_tests.py ADDON WITHOUT.xml WITH.xml

Prints a table by module and the tests that failed with the add-on only; exit 1 when there are any,
or when tests that ran without it did not run with it. Standard library only.
"""

import sys
from collections import Counter
from xml.etree import ElementTree

FAILED = ("failure", "error")


def outcomes(path):
    """Return ``{test id: "failed", "passed" or "skipped"}`` of a report in JUnit's format."""
    found = {}
    for case in ElementTree.parse(path).iter("testcase"):
        # The path of the file in dots, and the class
        path_and_class = case.get("classname").rpartition("addons.")[2]
        name = f"{path_and_class}.{case.get('name')}"
        tags = {child.tag for child in case}
        if tags.intersection(FAILED):
            found[name] = "failed"
        elif found.get(name) != "failed":
            found[name] = "skipped" if "skipped" in tags else "passed"
    return found


def module_of(test):
    return test.partition(".")[0]


def compare(addon, without, with_addon):
    """Print the table; return the tests that fail, or are missing, with the add-on only."""
    failed = {test for test, outcome in with_addon.items() if outcome == "failed"}
    before = {test for test, outcome in without.items() if outcome == "failed"}
    ran = {test for test, outcome in without.items() if outcome != "skipped"}
    still = {test for test, outcome in with_addon.items() if outcome != "skipped"}
    new, missing = failed - before, ran - still
    columns = [Counter(map(module_of, tests)) for tests in (ran, still, before, failed, new)]
    layout = "{:<20}" + "{:>10}" * len(columns)
    print(f"Odoo's own tests without and with {addon}\n")
    print(layout.format("", "run", "run", "failed", "failed", "new"))
    print(layout.format("", "without", "with", "without", "with", "failures"))
    for module in sorted(set().union(*columns)):
        print(layout.format(module, *(column[module] for column in columns)))
    print(layout.format("total", *(column.total() for column in columns)))
    for title, tests in (
        ("Fails in both (Odoo's own)", failed & before),
        ("Fails without it only", before - failed),
        (f"Fails with {addon} only", new),
        (f"Did not run with {addon}", missing),
    ):
        if tests:
            print(f"\n{title}:", *sorted(tests), sep="\n  ")
    return new | missing


if __name__ == "__main__":
    addon, without, with_addon = sys.argv[1:]
    without, with_addon = outcomes(without), outcomes(with_addon)
    if not without:
        sys.exit("No test ran.")
    sys.exit(bool(compare(addon, without, with_addon)))
