from collections import defaultdict

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ...core import quiet
from .res_partner import FREQUENCY_DAYS


class ResPartnerAllowed(models.Model):
    """The frequency cap over everything that is sent unasked, and quiet hours (7.1.2)."""

    _inherit = "res.partner"

    def _cs_care_allowed(self, channel, at=None):
        """Return those of these customers who may be touched on ``channel`` at ``at``.

        The company's cap counts the touches of the channel, the customer's wish those of all
        channels. Consent is another question: see ``_cs_filter_consented``. Two queries, however
        many customers. Call ``cs.care.touch._cs_lock`` first if the touches are recorded after it.

        :param str channel: ``email``, ``sms`` or ``phone``
        :param datetime at: naive UTC; default: now
        :return: subset of ``self`` in the same order
        """
        if not self:
            return self
        at = at or fields.Datetime.now()
        company = self.env.company
        counts = self._cs_care_counts(channel, at, company.cs_care_cap_days)
        # sudo: only counts and the customer's wish are read, and nothing of them is told
        self.sudo().fetch(["cs_care_frequency"])
        return self.filtered(
            lambda partner: partner.sudo()._cs_is_within(company.cs_care_cap, counts[partner.id])
        )

    def _cs_is_within(self, cap, counts):
        frequency = self.cs_care_frequency
        if frequency == "never" or (cap and counts["capped"] >= cap):
            return False
        return not counts.get(frequency)

    def _cs_care_counts(self, channel, at, days):
        """Return how often each was touched before ``at``: in the cap's days, and per wish."""
        self.env["cs.care.touch"].flush_model(["partner_id", "date", "channel"])
        longest = max(days, *FREQUENCY_DAYS.values())
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id,
                       count(*) FILTER (WHERE channel = %s AND date > %s),
                       count(*) FILTER (WHERE date > %s),
                       count(*) FILTER (WHERE date > %s)
                  FROM cs_care_touch
                 WHERE partner_id = ANY(%s) AND date > %s AND date <= %s
                 GROUP BY partner_id
                """,
                channel,
                fields.Datetime.subtract(at, days=days),
                fields.Datetime.subtract(at, days=FREQUENCY_DAYS["monthly"]),
                fields.Datetime.subtract(at, days=FREQUENCY_DAYS["quarterly"]),
                list(self.ids),
                fields.Datetime.subtract(at, days=longest),
                at,
            )
        )
        counts = defaultdict(lambda: {"capped": 0})
        for partner_id, capped, monthly, quarterly in rows:
            counts[partner_id] = {"capped": capped, "monthly": monthly, "quarterly": quarterly}
        return counts

    def _cs_care_quiet(self, at=None, is_working=False):
        """Return when those may be touched whom quiet hours protect now: ``{id: naive UTC}``.

        :param datetime at: naive UTC; default: now
        :param bool is_working: keep to the company's worked time as well
        """
        at = at or fields.Datetime.now()
        company = self.env.company
        calendar = company._cs_calendar()
        fallback = calendar.tz or company.partner_id.tz or "UTC"
        self.sudo().fetch(["tz"])
        zones = {partner.id: partner.sudo().tz or fallback for partner in self}
        ends = {zone: self._cs_quiet_end(at, zone, is_working) for zone in set(zones.values())}
        return {partner_id: ends[zone] for partner_id, zone in zones.items() if ends[zone] > at}

    @api.model
    def _cs_quiet_end(self, at, zone, is_working):
        company = self.env.company
        zone = pytz.timezone(zone)
        moment = at
        # A few rounds: the end of quiet hours may lie outside worked time, and the other way round.
        for _round in range(4):
            local = pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
            end = quiet.until(local, company.cs_care_quiet_from, company.cs_care_quiet_to)
            found = moment
            if end != local:
                found = zone.localize(end).astimezone(pytz.utc).replace(tzinfo=None)
            if is_working:
                start = company._cs_calendar().with_company(company)._cs_next_start(found)
                found = start.replace(tzinfo=None)
            if found == moment:
                break
            moment = found
        return moment
