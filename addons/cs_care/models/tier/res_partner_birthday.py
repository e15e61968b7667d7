from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.cs_privacy.encrypted import EncryptedChar, open_for_system

MONTHS = frozenset(f"{month:02}" for month in range(1, 13))


class ResPartner(models.Model):
    """The month in which a member wants to be thought of.

    Told by the member for this, under a purpose of its own: the birth date that was taken for the
    registration is not used. Only the month, sealed; its blind index has twelve classes, so who
    reads the database sees who shares a month with whom, and from the points of the past which one.
    The day is never known, not even to us.
    """

    _inherit = "res.partner"

    cs_birthday_month = EncryptedChar(
        string="Birthday Month",
        kind="free",
        copy=False,
        groups="cs_care.group_cs_care_agent",
        help="01 to 12, as the member told it.",
    )

    @api.constrains("cs_birthday_month")
    def _check_birthday_month(self):
        told = self.sudo().filtered("cs_birthday_month")
        if not MONTHS.issuperset(open_for_system(told, "cs_birthday_month").values()):
            raise ValidationError(self.env._("A month is written as two digits, from 01 to 12."))
