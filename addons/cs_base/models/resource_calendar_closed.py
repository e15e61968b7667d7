from odoo import fields, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _cs_closed_days(self, start, end):
        """Return what closes the calendar between two moments, to explain a deadline to a person.

        :param datetime start: naive in UTC
        :param datetime end: naive in UTC
        :return: ``[(first local date, last local date, name), …]`` of the holidays, in order
        """
        if not start or not end:
            return []
        # sudo: as for the deadline itself, holidays count whoever asks
        leaves = self.env["resource.calendar.leaves"].sudo()
        company = self.env.company
        found = leaves.search(
            [
                ("resource_id", "=", False),
                ("calendar_id", "in", [self.id, False]),
                ("date_from", "<", end),
                ("date_to", ">", start),
                *self._cs_leave_domain(company.id),
            ],
            order="date_from",
        )
        zone = self.tz or company.partner_id.tz or "UTC"

        def local(at):
            return fields.Datetime.context_timestamp(self.with_context(tz=zone), at).date()

        return [(local(leave.date_from), local(leave.date_to), leave.name or "") for leave in found]
