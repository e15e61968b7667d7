"""What was measured."""

import platform


def installed_versions(env, modules):
    """Return the versions of Odoo, of what carries it and of the add-ons ``modules``."""
    from odoo import release

    installed = env["ir.module.module"].search([("name", "in", modules)])
    env.cr.execute("SHOW server_version")
    (server,) = env.cr.fetchone()
    return {
        "Odoo": release.version,
        "PostgreSQL": server.split()[0],
        "Python": platform.python_version(),
        **{module.name: module.installed_version for module in installed},
    }
