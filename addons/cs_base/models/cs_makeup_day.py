from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.date_utils import float_to_time
from odoo.tools.intervals import Intervals


class CsMakeupDay(models.Model):
    """A date that is worked although the week says otherwise, like a Saturday in China worked in
    exchange for a longer holiday. A time off on the same date still closes it."""

    _name = "cs.makeup.day"
    _description = "Make-up Working Day"
    _order = "date desc, id"
    _rec_names_search = ["name"]

    name = fields.Char(string="Reason", required=True)
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company._cs_calendar(),
    )
    company_id = fields.Many2one(related="calendar_id.company_id", store=True, index=True)
    date = fields.Date(required=True, index=True)
    as_weekday = fields.Selection(
        selection=[
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        string="Worked As",
        default="0",
        help="Weekday whose hours are worked. Leave empty to give the hours here.",
    )
    hour_from = fields.Float(string="From")
    hour_to = fields.Float(string="To")

    _date_uniq = models.UniqueIndex(
        "(calendar_id, date)",
        "This date is a make-up working day of these working hours already. Edit that one.",
    )
    _hours_valid = models.Constraint(
        "CHECK (as_weekday IS NOT NULL"
        " OR (hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to))",
        "Choose a weekday whose hours are worked, or give hours from earlier to later "
        "between 0:00 and 24:00.",
    )

    @api.constrains("calendar_id", "as_weekday")
    def _check_weekday_is_worked(self):
        for day in self.filtered("as_weekday"):
            worked = day.calendar_id._cs_worked_weekdays()
            if worked and day.as_weekday not in worked:
                weekdays = dict(self._fields["as_weekday"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(calendar)s has no hours on %(weekday)s. Choose a weekday that is "
                        "worked, or leave it empty and give the hours.",
                        calendar=day.calendar_id.display_name,
                        weekday=weekdays[day.as_weekday],
                    )
                )

    def _cs_specs(self):
        """Return ``{date: (weekday or False, hour from, hour to)}``."""
        return {day.date: (day.as_weekday, day.hour_from, day.hour_to) for day in self}

    @api.model
    def _cs_hours(self, calendar, domain=None, lunch=False):
        """Return a function from a date and its spec to the attendances of that date.

        :param calendar: ``resource.calendar`` record
        :param domain: filter on attendances, as for ``_attendance_intervals_batch``
        :param bool lunch: the breaks instead of the worked hours
        """
        domain = Domain(domain or Domain.TRUE)
        attendance_model = self.env["resource.calendar.attendance"]
        weekly = attendance_model.search(
            domain
            & Domain("calendar_id", "=", calendar.id)
            & Domain("display_type", "=", False)
            & Domain("day_period", "=" if lunch else "!=", "lunch")
        )

        def hours(day, spec):
            weekday, hour_from, hour_to = spec
            if weekday:
                week = str(attendance_model.get_week_type(day))
                return weekly.filtered(
                    lambda a: (
                        a.dayofweek == weekday
                        and (not calendar.two_weeks_calendar or (a.week_type or "0") == week)
                    )
                )
            if lunch:
                return attendance_model
            return attendance_model.new(
                {
                    "day_period": "full_day",
                    "dayofweek": str(day.weekday()),
                    "duration_days": 1,
                    "duration_hours": hour_to - hour_from,
                    "hour_from": hour_from,
                    "hour_to": hour_to,
                }
            ).filtered_domain(domain)

        return hours

    @api.model
    def _cs_replace(self, intervals, low, high, specs, hours):
        """Return ``intervals`` with make-up days in place of what the week has on their dates.

        :param Intervals intervals: attendance intervals in local time
        :param datetime low: aware local start of the range
        :param datetime high: aware local end of the range
        :param dict specs: see :meth:`_cs_specs`
        :param hours: see :meth:`_cs_hours`
        """
        specs = {day: spec for day, spec in specs.items() if low.date() <= day <= high.date()}
        if not specs:
            return intervals
        localize = low.tzinfo.localize
        kept = [interval for interval in intervals if interval[0].date() not in specs]
        made = []
        for day, spec in specs.items():
            for attendance in hours(day, spec):
                start, stop = (
                    localize(datetime.combine(day, float_to_time(hour)))
                    for hour in (attendance.hour_from, attendance.hour_to)
                )
                made.append((max(low, start), min(high, stop), attendance))
        return Intervals(kept + made, keep_distinct=True)
