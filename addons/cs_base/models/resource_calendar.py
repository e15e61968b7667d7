import logging
import secrets
from datetime import timedelta

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache
from odoo.tools.intervals import Intervals

from ..core.almanac import BLOCK_DAYS, Almanac, OutOfReach, horizon
from ..core.worktime import (
    UncountableAmount,
    WorkTime,
    at_hour,
    standard_week,
    to_utc,
    whole_seconds,
)

_logger = logging.getLogger(__name__)

# Environments of one transaction for which the calendar in use is remembered.
MAX_DESKS = 64


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    cs_cutoff = fields.Float(
        string="Cut-off Hour",
        help="A service case registered after this hour counts as registered on the next working "
        "day. Leave 0:00 for the end of each working day.",
    )
    cs_makeup_ids = fields.One2many(
        comodel_name="cs.makeup.day",
        inverse_name="calendar_id",
        string="Make-up Working Days",
        copy=True,
    )
    # Stored, so that counting working time costs no more queries than without this add-on.
    cs_has_makeup = fields.Boolean(
        string="Has Make-up Working Days",
        compute="_compute_cs_has_makeup",
        store=True,
    )
    cs_worktime_stamp = fields.Char(
        string="Working Time Version",
        compute="_compute_cs_worktime_stamp",
        store=True,
        help="Changes with everything that worked time depends on.",
    )

    _cs_cutoff_in_day = models.Constraint(
        "CHECK (cs_cutoff >= 0 AND cs_cutoff <= 24)",
        "The cut-off hour lies between 0:00 (end of the working day) and 24:00.",
    )

    @api.depends("cs_makeup_ids")
    def _compute_cs_has_makeup(self):
        for calendar in self:
            calendar.cs_has_makeup = bool(calendar.cs_makeup_ids)

    @api.depends(
        "attendance_ids.calendar_id",
        "attendance_ids.day_period",
        "attendance_ids.dayofweek",
        "attendance_ids.display_type",
        "attendance_ids.hour_from",
        "attendance_ids.hour_to",
        "attendance_ids.week_type",
        "company_id",
        "cs_cutoff",
        "cs_makeup_ids.as_weekday",
        "cs_makeup_ids.calendar_id",
        "cs_makeup_ids.date",
        "cs_makeup_ids.hour_from",
        "cs_makeup_ids.hour_to",
        "flexible_hours",
        "full_time_required_hours",
        "hours_per_day",
        "two_weeks_calendar",
        "tz",
    )
    def _compute_cs_worktime_stamp(self):
        """Give the calendar a new, unguessable version.

        Cached tables of worked time carry the stamp they were built for. A stamp written in a
        transaction is seen by nobody else before the commit and by nobody at all after a rollback,
        so a table built from uncommitted hours cannot be mistaken for a valid one, on any server.
        """
        for calendar in self:
            calendar.cs_worktime_stamp = secrets.token_hex(8)

    def unlink(self):
        # sudo: a leave that loses its calendar closes all calendars, also those not seen here
        leaves = (
            self.env["resource.calendar.leaves"].sudo().search([("calendar_id", "in", self.ids)])
        )
        result = super().unlink()
        leaves._cs_closed_calendars()._cs_worktime_changed()
        return result

    def _cs_worktime_changed(self):
        """Make every server rebuild the worked time of these calendars.

        Called when global leaves change; call it after changing working hours by SQL.
        """
        # sudo: the stamp is technical; who may change leaves may lack write access to calendars
        self.sudo()._compute_cs_worktime_stamp()

    def _cs_deadline(self, start, amount, unit):
        """Return the deadline ``amount`` working days or worked hours after ``start`` (6.2.3).

        On an empty recordset the calendar is that of the current company; without one it is
        Monday to Friday, 09:00 to 18:00.

        :param datetime start: moment of registration; aware, or naive in UTC
        :param amount: number of days (whole) or hours, not negative
        :param str unit: ``day``: end of the Nth working day after that of registration;
            ``hour``: N hours of worked time, as core ``plan_hours(..., compute_leaves=True)``
        :return: aware datetime in UTC, in whole seconds
        :raise UserError: when the amount cannot be counted or the deadline is out of reach
        :raise ValueError: for another unit
        """
        return self._cs_deadlines([(start, amount, unit)])[0]

    def _cs_deadlines(self, items):
        """Return the deadlines of ``items``, a list of ``(start, amount, unit)``, in order.

        See :meth:`_cs_deadline`. Costs no query once the calendar's table is built.
        """
        ask, deadline = self._cs_ask(), WorkTime.deadline
        return [
            whole_seconds(ask(start, deadline, start, amount, unit))
            for start, amount, unit in ((to_utc(start), *asked) for start, *asked in items)
        ]

    def _cs_worked_seconds(self, start, end):
        """Return the worked seconds from ``start`` to ``end``, negative when ``end`` is earlier.

        :param datetime start: aware, or naive in UTC
        :param datetime end: aware, or naive in UTC
        """
        return _worked_seconds(self._cs_ask(), to_utc(start), to_utc(end))

    def _cs_remaining(self, now, due):
        """Return the worked seconds left from ``now`` to ``due``, negative after ``due``."""
        return self._cs_worked_seconds(now, due)

    def _cs_remaining_batch(self, now, dues):
        """Return :meth:`_cs_remaining` for each of ``dues``, for lists of records."""
        ask, now = self._cs_ask(), to_utc(now)
        # Most deadlines are ends of days: many records, few moments.
        left = {due: _worked_seconds(ask, now, to_utc(due)) for due in set(dues)}
        return [left[due] for due in dues]

    def _cs_worked_days(self, start, end):
        """Return how many working days lie between ``start`` and ``end``, both counted as
        registrations: 0 on the same working day, 1 on the next."""
        ask, start, end = self._cs_ask(), to_utc(start), to_utc(end)
        if end < start:
            return -self._cs_worked_days(end, start)
        total = 0
        while start < end:
            stop = min(end, start + timedelta(days=BLOCK_DAYS))
            total += ask(start, WorkTime.worked_days, start, stop)
            start = stop
        return total

    def _cs_add_worked(self, start, seconds):
        """Return the moment ``seconds`` of worked time after ``start`` (before, when negative).

        :return: aware datetime in UTC, in whole seconds
        :raise UserError: when that moment is out of reach
        """
        method = WorkTime.after_worked if seconds >= 0 else WorkTime.before_worked
        return whole_seconds(self._cs_ask()(start, method, start, abs(seconds)))

    def _cs_is_working(self, at):
        """Tell whether ``at`` lies in worked time."""
        return self._cs_ask()(at, WorkTime.is_working, at)

    def _cs_next_start(self, at):
        """Return ``at`` when it lies in worked time, else the next start of work, in UTC."""
        return whole_seconds(self._cs_ask()(at, WorkTime.next_start, at))

    def _cs_ask(self):
        """Return ``ask(at, method, *args)``: the answer of a ``WorkTime`` method around ``at``."""
        # Only what cannot change within the transaction is kept with it (the cursor forgets it at
        # the end); whose calendar it is and its stamp are read again, from the record cache.
        desks = self.env.cr.cache.setdefault("cs_worktime", {})
        desk = desks.get((self._ids, self.env))
        if desk is None:
            if len(desks) >= MAX_DESKS:
                desks.clear()
            # sudo: a deadline is the same for everybody, whatever leaves the reader may see
            desk = self.sudo()._origin, self.env.company.sudo(), {}
            desks[self._ids, self.env] = desk
        calendar, company, asks = desk
        calendar = calendar or company._cs_calendar()
        if calendar:
            version = calendar.cs_worktime_stamp
        else:
            version = company.partner_id.tz or self.env.user.tz or "UTC"
        ask = asks.get((calendar._ids, version))
        if ask is None:
            ask = asks[calendar._ids, version] = self._cs_new_ask(calendar, company, version)
        return ask

    def _cs_new_ask(self, calendar, company, version):
        """Return the function of :meth:`_cs_ask` for one version of a calendar.

        :param calendar: ``resource.calendar`` as superuser; empty for the standard week
        :param company: ``res.company`` whose leaves count when the calendar is shared
        :param str version: stamp of the calendar, or the time zone of the standard week
        """
        company = calendar.company_id or company
        zone = (calendar.tz or "UTC") if calendar else version

        def build(first, last, bare):
            # pylint: disable-next=context-overridden
            bare_context = calendar.with_context({})
            return bare_context._cs_build(first, last, bare, company.id, zone)

        almanac = Almanac(build, calendar._cs_shelf(calendar.id, company.id), version)

        def ask(at, method, *args):
            try:
                return almanac.ask(at, method, *args)
            except UncountableAmount:
                raise self._cs_uncountable(*args) from None
            except (OutOfReach, OverflowError):
                raise self._cs_out_of_reach(calendar) from None

        return ask

    def _cs_uncountable(self, start, amount, unit):
        """Return the ``UserError`` that tells why ``amount`` is refused."""
        if unit == "day" and amount >= 0:
            return UserError(
                self.env._(
                    "%(amount)s working days cannot be counted: give a whole number of days, "
                    "or count in hours.",
                    amount=amount,
                )
            )
        return UserError(
            self.env._(
                "%(amount)s is no amount of working time: give a number that is zero or more.",
                amount=amount,
            )
        )

    def _cs_out_of_reach(self, calendar):
        """Return the ``UserError`` for a moment that no table of ``calendar`` reaches."""
        return UserError(
            self.env._(
                "The working hours of %(calendar)s lead to no date within reach. Give a shorter "
                "time, or look at the calendar's hours and its time off.",
                calendar=calendar.name or self.env._("the standard week"),
            )
        )

    @ormcache("calendar_id", "company_id")
    def _cs_shelf(self, calendar_id, company_id):
        """Return the dictionary that keeps the tables of a calendar in this process.

        The ORM cache only lends the place and bounds its size: what lies on the shelf is valid
        for the stamp it carries (see :meth:`_compute_cs_worktime_stamp`), not because it is there.
        """
        return {}

    def _cs_build(self, first, last, bare, company_id, zone):
        """Return the ``WorkTime`` of local dates ``first`` to ``last``.

        :param bool bare: the standard week without leaves, for want of anything better
        :param int company_id: company whose leaves count
        :param str zone: name of the time zone
        """
        zone = timezone(zone)
        begin, end = horizon(first, last, zone.localize)
        if self._cs_has_hours() and not bare:
            intervals = self._work_intervals_batch(
                begin, end, domain=self._cs_leave_domain(company_id), tz=zone
            )[False]
        else:
            _logger.info("Calendar %s has no worked time; Monday to Friday 9-18 is used", self.id)
            intervals = self._cs_standard_intervals(first, last, bare, company_id, zone)
        cutoff = self.cs_cutoff
        return WorkTime(
            ((start, stop, start.date()) for start, stop, _record in intervals),
            begin,
            end,
            (lambda day: zone.localize(at_hour(day, cutoff))) if cutoff else None,
        )

    def _cs_has_hours(self):
        """Tell whether the calendar says when people work."""
        if self.flexible_hours:
            return self.hours_per_day > 0 and self.full_time_required_hours > 0
        return any(a.hour_to > a.hour_from for a in self._get_global_attendances())

    def _cs_worked_weekdays(self):
        """Return the sorted values of ``dayofweek`` on which the calendar has hours."""
        # sudo: who may plan working time need not see what Payroll notes on these hours
        return sorted(set(self.sudo()._get_global_attendances().mapped("dayofweek")))

    def _cs_standard_intervals(self, first, last, bare, company_id, zone):
        """Return Monday to Friday 09:00-18:00 with the calendar's leaves and make-up days."""
        special = {} if bare else self._cs_makeup_table()
        hours = {
            day: (9, 18) if weekday else (start, stop)
            for day, (weekday, start, stop) in special.items()
        }
        week = Intervals(standard_week(first, last, zone.localize, hours), keep_distinct=True)
        if bare or not self:
            return week
        begin, end = horizon(first, last, zone.localize)
        domain = self._cs_leave_domain(company_id)
        return week - self._leave_intervals_batch(begin, end, domain=domain, tz=zone)[False]

    def _cs_leave_domain(self, company_id):
        """Return which leaves close the calendar: those of one company, as its users see them."""
        return [("time_type", "=", "leave"), ("company_id", "in", [company_id, False])]

    def _attendance_intervals_batch(
        self, start_dt, end_dt, resources=None, domain=None, tz=None, lunch=False
    ):
        """Put the hours of make-up working days in place of what the week has on their dates.

        Done here, make-up days hold for everything in Odoo that counts working time.
        """
        result = super()._attendance_intervals_batch(
            start_dt, end_dt, resources=resources, domain=domain, tz=tz, lunch=lunch
        )
        special = {} if self.flexible_hours else self._cs_makeup_table()
        if not special:
            return result
        none = self.env["resource.resource"]
        calendars = (resources or none)._get_calendar_at(start_dt, tz)
        makeup = self.env["cs.makeup.day"]
        hours = makeup._cs_hours(self, domain, lunch)
        for resource in [*(resources or none), none]:
            if resource and (not calendars.get(resource) or calendars[resource].flexible_hours):
                continue
            zone = tz or timezone((resource or self).tz)
            low, high = start_dt.astimezone(zone), end_dt.astimezone(zone)
            result[resource.id] = makeup._cs_replace(result[resource.id], low, high, special, hours)
        return result

    def _cs_makeup_table(self):
        """Return the calendar's make-up days, as ``cs.makeup.day._cs_specs`` gives them."""
        # sudo: who may count working time need not be allowed to read the list of make-up days
        calendar = self.sudo()._origin
        if not calendar.cs_has_makeup:
            return {}
        shelf, stamp = calendar._cs_shelf(calendar.id, False), calendar.cs_worktime_stamp
        version, table = shelf.get("makeup", (None, None))
        if table is None or version != stamp:
            table = calendar.cs_makeup_ids._cs_specs()
            shelf["makeup"] = stamp, table
        return table


def _worked_seconds(ask, start, end):
    """Return the worked seconds between two aware moments; see ``_cs_ask`` for ``ask``."""
    if end < start:
        return -_worked_seconds(ask, end, start)
    total = 0.0
    while start < end:
        # A stretch longer than a table is counted table by table.
        stop = min(end, start + timedelta(days=BLOCK_DAYS))
        total += ask(start, WorkTime.worked_seconds, start, stop)
        start = stop
    return total
