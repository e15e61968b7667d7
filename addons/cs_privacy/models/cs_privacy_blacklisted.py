from odoo import models
from odoo.tools import SQL

from ..encrypted import open_for_system


class CsPrivacyMixin(models.AbstractModel):
    """A number that was blacklisted in clear stays blacklisted when it becomes protected."""

    _inherit = "cs.privacy.mixin"

    def _cs_seal_blacklisted(self, field_name):
        """Seal the entries of the blacklist that hold the numbers of these records in clear.

        They would be overlooked otherwise, for sealed numbers are compared with sealed entries.

        :param str field_name: the encrypted field with the numbers
        """
        numbers = list(open_for_system(self, field_name).values())
        if not numbers:
            return
        entries = self.env["phone.blacklist"].sudo().with_context(active_test=False)
        # Not by the search of the field, which takes numbers of protected customers for sealed.
        self.env["phone.blacklist"].flush_model(["number"])
        self.env.cr.execute(
            SQL("SELECT id FROM phone_blacklist WHERE number IN %s", tuple(numbers))
        )
        for entry in entries.browse(row_id for (row_id,) in self.env.cr.fetchall()):
            entry.number = entry.number
