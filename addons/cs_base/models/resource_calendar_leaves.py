from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._cs_closed_calendars()._cs_worktime_changed()
        return leaves

    def write(self, vals):
        calendars = self._cs_closed_calendars()
        result = super().write(vals)
        (calendars | self._cs_closed_calendars())._cs_worktime_changed()
        return result

    def unlink(self):
        calendars = self._cs_closed_calendars()
        result = super().unlink()
        calendars._cs_worktime_changed()
        return result

    def _cs_closed_calendars(self):
        """Return the calendars whose working time these leaves make shorter.

        The leave of a person closes none; one without calendar closes all calendars.
        """
        leaves = self.filtered(lambda leave: not leave.resource_id)
        if all(leave.calendar_id for leave in leaves):
            return leaves.calendar_id
        # sudo: calendars of companies that the user does not see are closed all the same
        calendars = self.env["resource.calendar"].sudo().with_context(active_test=False)
        return calendars.search([])  # pylint: disable=no-search-all
