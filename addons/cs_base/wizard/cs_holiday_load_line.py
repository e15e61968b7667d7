from odoo import fields, models

from ..core.holiday_source import HOLIDAY, MAKEUP


class CsHolidayLoadLine(models.TransientModel):
    """One date that may be loaded."""

    _name = "cs.holiday.load.line"
    _description = "Public Holiday to Load"
    _order = "date, kind, id"

    load_id = fields.Many2one(
        comodel_name="cs.holiday.load",
        string="Loader",
        required=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Date(required=True)
    name = fields.Char()
    kind = fields.Selection(
        selection=[(HOLIDAY, "Public holiday"), (MAKEUP, "Make-up working day")],
        required=True,
    )
    status = fields.Selection(
        selection=[
            ("new", "New"),
            ("present", "Already there"),
            ("loaded", "Loaded"),
            ("skipped", "Left out"),
        ],
        default="new",
        required=True,
    )
    is_selected = fields.Boolean(string="Load", default=True)
