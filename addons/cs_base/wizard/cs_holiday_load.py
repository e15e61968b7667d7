from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core import holiday_source
from ..core.holiday_source import HOLIDAY, MAKEUP

MAX_YEARS = 10
# Time off that covers this much of a date is that date's holiday, also when it was entered in
# another time zone; less is a part-day closing.
PRESENT_FROM = timedelta(hours=12)


class CsHolidayLoad(models.TransientModel):
    """Load public holidays and make-up working days into a calendar (clause 6.2.3)."""

    _name = "cs.holiday.load"
    _description = "Load Public Holidays"

    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        required=True,
        default=lambda self: self.env.company._cs_calendar(),
    )
    country_id = fields.Many2one(
        comodel_name="res.country",
        required=True,
        default=lambda self: self.env.company.country_id,
    )
    region = fields.Selection(
        selection=lambda self: holiday_source.list_regions(),
        compute="_compute_region",
        store=True,
        readonly=False,
        help="Leave empty for the holidays that the whole country has.",
    )
    region_values = fields.Json(compute="_compute_region_values")
    year_from = fields.Integer(
        string="From Year",
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
    )
    year_to = fields.Integer(
        string="To Year",
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language of Names",
        required=True,
        default=lambda self: self.env.lang or self.env.user.lang or "en_US",
    )
    line_ids = fields.One2many(
        comodel_name="cs.holiday.load.line",
        inverse_name="load_id",
        string="Dates",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    note = fields.Char(compute="_compute_note")
    state = fields.Selection(selection=[("choose", "Choose"), ("done", "Loaded")], default="choose")
    result = fields.Char(readonly=True)

    @api.depends("country_id")
    def _compute_region(self):
        for load in self:
            if load.region and not load.region.startswith(f"{load.country_id.code}-"):
                load.region = False

    @api.depends("country_id")
    def _compute_region_values(self):
        regions = [value for value, _label in holiday_source.list_regions()]
        for load in self:
            prefix = f"{load.country_id.code}-"
            load.region_values = [value for value in regions if value.startswith(prefix)]

    @api.depends("calendar_id", "country_id", "region", "year_from", "year_to", "lang")
    def _compute_line_ids(self):
        for load in self:
            days = [] if load._refusal() else load._days()
            present = load._present(days)
            load.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "date": day,
                        "name": name,
                        "kind": kind,
                        "status": "present" if (day, kind) in present else "new",
                        "is_selected": (day, kind) not in present,
                    }
                )
                for day, name, kind in days
            ]

    @api.depends("country_id", "region", "year_from", "year_to", "line_ids")
    def _compute_note(self):
        for load in self:
            load.note = load._refusal() or load._makeup_note()

    def _makeup_note(self):
        """Return which years lack make-up days although the country uses to have them."""
        country = self.country_id.code
        if not country or not holiday_source.has_makeup_days(country):
            return False
        known = {line.date.year for line in self.line_ids if line.kind == MAKEUP}
        missing = [str(year) for year in self._years() if year not in known]
        if not missing:
            return False
        return self.env._(
            "No make-up working days are known for %(years)s (holidays %(version)s). "
            "If some are announced later, update the library and load again.",
            years=", ".join(missing),
            version=holiday_source.VERSION,
        )

    def _years(self):
        return range(self.year_from, self.year_to + 1)

    def _refusal(self):
        """Return why nothing can be loaded with these choices, or False."""
        country = self.country_id
        if not country or not self.calendar_id:
            return self.env._("Choose the working hours and a country.")
        if not holiday_source.is_supported(country.code):
            return self.env._(
                "The public holidays of %(country)s are not known (holidays %(version)s). "
                "Enter them under Public Holidays.",
                country=country.name,
                version=holiday_source.VERSION,
            )
        first, last = holiday_source.first_and_last_year(country.code)
        if not first <= self.year_from <= self.year_to <= last:
            return self.env._(
                "The holidays of %(country)s are known from %(first)s to %(last)s. "
                "Choose years between these, the first one first.",
                country=country.name,
                first=first,
                last=last,
            )
        if len(self._years()) > MAX_YEARS:
            return self.env._(
                "At most %(years)s years are loaded at once. Choose fewer.", years=MAX_YEARS
            )
        if self.region and not self.region.startswith(f"{country.code}-"):
            return self.env._("Choose a region of %(country)s.", country=country.name)
        return False

    def _days(self):
        """Return the ``(date, name, kind)`` that the library has for these choices."""
        country = self.country_id.code
        region = self.region and self.region.removeprefix(f"{country}-")
        makeup_name = self.with_context(lang=self.lang).env._("Make-up working day")
        return [
            (day, name or makeup_name, kind)
            for day, name, kind in holiday_source.list_days(
                country, region, self._years(), self.lang
            )
        ]

    def _present(self, days):
        """Return the ``(date, kind)`` of ``days`` that the calendar has already."""
        if not days:
            return set()
        calendar = self.calendar_id._origin
        present = {
            (day.date, MAKEUP)
            for day in self.env["cs.makeup.day"].search(
                [("calendar_id", "=", calendar.id), ("date", "in", [day for day, *_ in days])]
            )
        }
        spans = self._closed_spans(calendar, days[0][0], days[-1][0])
        for day, _name, kind in days:
            begin, end = self._bounds(day)
            closed = sum(
                (max(min(end, stop) - max(begin, start), timedelta()) for start, stop in spans),
                timedelta(),
            )
            if kind == HOLIDAY and closed >= PRESENT_FROM:
                present.add((day, kind))
        return present

    def _closed_spans(self, calendar, first, last):
        """Return the ``(start, end)``, naive in UTC, at which the whole calendar is closed."""
        company = calendar.company_id or self.env.company
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("calendar_id", "in", [calendar.id, False]),
                ("company_id", "in", [company.id, False]),
                ("date_from", "<=", self._bounds(last)[1]),
                ("date_to", ">=", self._bounds(first)[0]),
            ]
        )
        return [(leave.date_from, leave.date_to) for leave in leaves]

    def _bounds(self, day):
        """Return the start and the end of local date ``day``, naive in UTC."""
        zone = timezone(self.calendar_id.tz or "UTC")
        return tuple(
            zone.localize(datetime.combine(day, hour)).astimezone(utc).replace(tzinfo=None)
            for hour in (time.min, time(23, 59, 59))
        )

    def action_load(self):
        """Create what is selected and not there yet; say what was done.

        The dates and names come from the library again, not from the lines: these only tell which
        dates to leave out.
        """
        self.ensure_one()
        if refusal := self._refusal():
            raise UserError(refusal)
        left_out = {(line.date, line.kind) for line in self.line_ids if not line.is_selected}
        days = self._days()
        present = self._present(days)
        wanted = [
            day for day in days if (day[0], day[2]) not in present and day[::2] not in left_out
        ]
        self._create_holidays([day for day in wanted if day[2] == HOLIDAY])
        self._create_makeup_days([day for day in wanted if day[2] == MAKEUP])
        self._report(days, present, {day[::2] for day in wanted})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load Public Holidays"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_close(self):
        """Close the dialog and show the new dates in the view behind it."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _create_holidays(self, days):
        company = self.calendar_id.company_id or self.env.company
        # The calendar is given as a default: Time Off shifts the hours of a public holiday that
        # names its calendar, as if they had been typed in the user's time zone.
        leaves = self.env["resource.calendar.leaves"].with_company(company)
        values = []
        for day, name, _kind in days:
            date_from, date_to = self._bounds(day)
            values.append({"name": name, "date_from": date_from, "date_to": date_to})
        leaves.with_context(default_calendar_id=self.calendar_id.id).create(values)

    def _create_makeup_days(self, days):
        weekdays = self.calendar_id._cs_worked_weekdays()
        self.env["cs.makeup.day"].create(
            [
                {
                    "name": name,
                    "calendar_id": self.calendar_id.id,
                    "date": day,
                    "as_weekday": weekdays[0] if weekdays else "0",
                }
                for day, name, _kind in days
            ]
        )

    def _report(self, days, present, loaded):
        """Show in the lines and in one sentence what became of each date."""
        for line in self.line_ids:
            key = line.date, line.kind
            known = "present" if key in present else "skipped"
            line.status = "loaded" if key in loaded else known
        kinds = [kind for _day, kind in loaded]
        self.state = "done"
        self.result = self.env._(
            "%(holidays)s public holidays and %(makeup)s make-up working days loaded; "
            "%(present)s dates were there already, %(left)s were left out.",
            holidays=kinds.count(HOLIDAY),
            makeup=kinds.count(MAKEUP),
            present=len(present),
            left=len(days) - len(present) - len(loaded),
        )
