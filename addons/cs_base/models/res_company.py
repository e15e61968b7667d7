from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Service Calendar",
        ondelete="restrict",
        help="Working time by which service deadlines are counted. "
        "Leave empty to use the company's working hours.",
    )

    def _cs_calendar(self):
        """Return the calendar that counts this company's service deadlines (may be empty)."""
        return self.cs_calendar_id or self.resource_calendar_id
