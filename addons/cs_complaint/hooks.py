"""What happens once: when the add-on goes."""

from .core.tally import functions


def uninstall_hook(env):
    """Take away the functions that keep the numbers; tables and triggers go with the add-on."""
    for name in functions(env["cs.complaint.tally"]._table):
        env.cr.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
