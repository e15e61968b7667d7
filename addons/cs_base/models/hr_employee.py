from datetime import timedelta

from pytz import UTC

from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _cs_at_work(self, at=None):
        """Return those of these employees who are at work: who may be given cases.

        Working hours, leaves, holidays and make-up days of the employee count; who has no working
        hours of his own is at work when the company is.

        :param datetime at: naive in UTC; default: now
        """
        at = at or fields.Datetime.now()
        moment = UTC.localize(at)
        present = set()
        for calendar, group in self.grouped("resource_calendar_id").items():
            if not calendar:
                for company, some in group.grouped("company_id").items():
                    service = company._cs_calendar().with_company(company)
                    if service._cs_is_working(at):
                        present.update(some.ids)
                continue
            intervals = calendar._work_intervals_batch(
                moment, moment + timedelta(minutes=1), resources=group.resource_id
            )
            present.update(
                employee.id
                for employee in group
                if any(start <= moment for start, *_rest in intervals[employee.resource_id.id])
            )
        return self.filtered(lambda employee: employee.id in present)
