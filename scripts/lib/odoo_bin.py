"""Odoo's command line. A file of our own because a checkout and Debian's package keep theirs
in different places, and because Odoo starts its workers by this file's name."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
