from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.earning import starts_with_anniversary

LAST_DAY = "cs_care.anniversaries_made_until"
SOURCE = "cs_care"
MOST_YEARS = 40
# A server that stood still for longer makes up for so many days.
MOST_DAYS = 31
BATCH = 10000


class CsCustomerEvent(models.Model):
    """Events that time makes: anniversaries of service, and birthday months."""

    _inherit = "cs.customer.event"

    _cs_kind_created_idx = models.Index("(kind_id, create_date)")

    @api.model
    def _cron_make_occasions(self):
        """Record the anniversaries of members since the last run, and the birthday months."""
        self._cs_make_anniversaries(fields.Date.context_today(self))
        self._cs_make_birthdays(fields.Date.context_today(self))

    @api.model
    def _cs_make_anniversaries(self, today):
        parameters = self.env["ir.config_parameter"].sudo()
        last = fields.Date.to_date(parameters.get_param(LAST_DAY)) or today - timedelta(1)
        first = max(last, today - timedelta(MOST_DAYS)) + timedelta(1)
        programs = self._cs_programs_with("tenure")
        for ahead in range((today - first).days + 1 if programs else 0):
            day = first + timedelta(ahead)
            self._cs_record("tenure", self._cs_anniversaries(programs, day))
        parameters.set_param(LAST_DAY, fields.Date.to_string(today))

    @api.model
    def _cs_programs_with(self, code):
        """Return the programmes in which behaviour of a kind earns points."""
        rules = self.env["cs.loyalty.event.rule"].sudo()  # which programmes, nothing personal
        return rules.search([("kind_id.code", "=", code)]).program_id

    @api.model
    def _cs_anniversaries(self, programs, day):
        """Return rows of members whose anniversary of the first service in force is ``day``."""
        years = {
            start: number
            for number in range(1, MOST_YEARS + 1)
            for start in starts_with_anniversary(day, number)
        }
        rows = self.env.execute_query(
            SQL(
                """
                SELECT number.partner_id, min(number.company_id), number.date_start
                  FROM cs_service_number AS number
                 WHERE number.status <> 'ended' AND number.date_start = ANY(%s)
                   AND EXISTS (SELECT 1 FROM loyalty_card AS card
                                WHERE card.partner_id = number.partner_id AND card.active
                                  AND card.program_id = ANY(%s))
                   AND NOT EXISTS (SELECT 1 FROM cs_service_number AS earlier
                                    WHERE earlier.partner_id = number.partner_id
                                      AND earlier.status <> 'ended'
                                      AND earlier.date_start < number.date_start)
                 GROUP BY number.partner_id, number.date_start
                """,
                list(years),
                programs.ids,
            )
        )
        return [
            {
                "partner_id": partner_id,
                "company_id": company_id,
                "date": fields.Datetime.to_datetime(day) + timedelta(hours=12),
                "amount": years[start],
                "source": SOURCE,
                "external_id": f"tenure,{partner_id},{start},{years[start]}",
            }
            for partner_id, company_id, start in rows
        ]

    @api.model
    def _cs_make_birthdays(self, today):
        """Record the birthday month of members who told it for this, once a year each.

        The month is sealed and found by its blind index; nothing is opened. The event falls on the
        day on which it is recorded, usually the first of the month, never on the birthday.
        """
        programs = self._cs_programs_with("birthday")
        if not programs:
            return
        born = (
            self.env["res.partner"]
            .sudo()
            .search(
                Domain("cs_birthday_month", "=", f"{today.month:02}")
                & Domain("id", "not in", self._cs_wished(today.year))
            )
        )
        agreed = born._cs_filter_consented("birthday").ids
        for start in range(0, len(agreed), BATCH):
            self._cs_record(
                "birthday", self._cs_birthdays(programs, agreed[start : start + BATCH], today.year)
            )

    @api.model
    def _cs_wished(self, year):
        """Return the query of the customers whose birthday month was recorded in a year."""
        return SQL(
            "(SELECT partner_id FROM cs_customer_event WHERE kind_id = %s AND date >= %s)",
            self.env["cs.customer.event.kind"]._cs_id_of("birthday") or 0,
            fields.Date.to_date(f"{year}-01-01"),
        )

    @api.model
    def _cs_birthdays(self, programs, partner_ids, year):
        cards = self.env["loyalty.card"].sudo()  # who is a member of which company's programme
        return [
            {
                "partner_id": partner.id,
                "company_id": (program.company_id or self.env.company).id,
                "source": SOURCE,
                "external_id": f"birthday,{partner.id},{year},{program.company_id.id}",
            }
            for partner, program in cards._read_group(
                [("partner_id", "in", partner_ids), ("program_id", "in", programs.ids)],
                ["partner_id", "program_id"],
            )
        ]
