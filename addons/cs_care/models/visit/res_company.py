from pytz import UTC, timezone

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _cs_zone(self):
        """Return the time zone in which this company serves its customers."""
        self.ensure_one()
        return timezone(self._cs_calendar().tz or self.partner_id.tz or "UTC")

    def _cs_local(self, moment=None):
        """Return ``moment`` (naive in UTC; default: now) as naive local time of this company."""
        moment = UTC.localize(moment or fields.Datetime.now())
        return moment.astimezone(self._cs_zone()).replace(tzinfo=None)

    def _cs_utc(self, local):
        """Return a naive local time of this company, naive in UTC."""
        return self._cs_zone().localize(local).astimezone(UTC).replace(tzinfo=None)
