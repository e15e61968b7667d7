from odoo import models


class ResourceCalendar(models.Model):
    """A change of working time or holidays reaches the deadlines of open complaints by itself."""

    _inherit = "resource.calendar"

    def _compute_cs_worktime_stamp(self):  # pylint: disable=missing-return
        super()._compute_cs_worktime_stamp()
        self.env["cs.complaint"]._cs_trigger_recount()
