"""Builds the pages' JavaScript and CSS once, in a database that is to be copied.

    warm_assets.py CONFIG DATABASE [unit]

Without it every browser test, in every copy, would build them again. With `unit` the bundles of
the JavaScript unit tests are built too.
"""

import sys

import odoo.init  # the package is complete only after this
import odoo.tools
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry

PAGES = {
    "web.assets_web",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "point_of_sale.assets_prod",
}
UNIT = {"web.assets_unit_tests", "web.assets_unit_tests_setup"}


def main(config, database, *options):
    odoo.tools.config.parse_config(
        ["-c", config, "-d", database, "--log-level=error", "--max-cron-threads=0"],
        setup_logging=True,
    )
    wanted = PAGES | UNIT if "unit" in options else PAGES
    with Registry(database).cursor() as cr:
        qweb = Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        scripts, styles = qweb._get_bundles_to_pregenarate()
        for bundle in sorted(wanted & scripts):
            qweb._get_asset_bundle(bundle, css=False, js=True).js()
        for bundle in sorted(wanted & styles):
            qweb._get_asset_bundle(bundle, css=True, js=False).css()


if __name__ == "__main__":
    main(*sys.argv[1:])
