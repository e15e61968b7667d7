from datetime import datetime
from zoneinfo import ZoneInfo

from odoo.fields import Command
from odoo.tests import TransactionCase

from ..core.worktime import UTC

NINE_TO_SIX = ((9, 18),)
SPLIT_SHIFT = ((9, 12), (14, 18))
MONDAY_TO_FRIDAY = dict.fromkeys(range(5), NINE_TO_SIX)


class WorktimeCase(TransactionCase):
    """Calendars from ``{weekday: ((from, to), …)}``; instants written in local time."""

    @classmethod
    def new_calendar(cls, week=None, tz="Asia/Shanghai", **values):
        week = MONDAY_TO_FRIDAY if week is None else week
        return cls.env["resource.calendar"].create(
            {
                "name": f"Test {tz}",
                "tz": tz,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{weekday} {start}",
                                "dayofweek": str(weekday),
                                "hour_from": start,
                                "hour_to": stop,
                                "day_period": "morning" if start < 12 else "afternoon",
                            }
                        )
                        for weekday, spans in week.items()
                        for start, stop in spans
                    ),
                ],
                **values,
            }
        )

    @classmethod
    def local(cls, text, tz="Asia/Shanghai"):
        """Return the instant ``2026-03-02 10:00`` of ``tz``, aware in UTC."""
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz)).astimezone(UTC)

    @classmethod
    def close(cls, calendar, first, last=None, since="00:00", company=None, **values):
        """Make a time off of the calendar from date ``first`` to the end of date ``last``."""
        tz = values.pop("tz", calendar.tz)
        # As a default value, because Time Off (when installed) shifts the hours of a public
        # holiday that names its calendar.
        leaves = cls.env["resource.calendar.leaves"].with_context(default_calendar_id=calendar.id)
        leave = leaves.create(
            {
                "name": "Closed",
                "date_from": cls.local(f"{first} {since}", tz).replace(tzinfo=None),
                "date_to": cls.local(f"{last or first} 23:59:59", tz).replace(tzinfo=None),
                **values,
            }
        )
        if company:
            # Odoo computes it from the calendar or the current company, whatever create() is told.
            cls.env.flush_all()
            leave.company_id = company
        return leave

    def assertDue(self, calendar, start, amount, unit, due):
        """Assert a deadline; ``start`` and ``due`` in the calendar's local time."""
        zone = ZoneInfo(calendar.tz)
        found = calendar._cs_deadline(self.local(start, calendar.tz), amount, unit)
        expected = due + ":00"[: 19 - len(due)]
        self.assertEqual(f"{found.astimezone(zone):%Y-%m-%d %H:%M:%S}", expected)
