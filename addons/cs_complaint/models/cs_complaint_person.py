from collections import namedtuple

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, email_normalize

from odoo.addons.cs_privacy.encrypted import open_for_system

# As in the index of cs_complaint_repeat.py; letters are sent to the address in "Name <address>".
EMAIL = r"""lower(substring(email_from from '[^<>"[:space:]]+@[^<>[:space:]]+'))"""

Asked = namedtuple(
    "Asked",
    "place id company complaint_class since registered partner number phones told email",
)
"""What tells the person and the number of one complaint: a row ``a`` of the query below."""

TYPES = {
    "place": SQL("int"),
    "id": SQL("int"),
    "company": SQL("int"),
    "complaint_class": SQL("varchar"),
    "since": SQL("timestamp"),
    "registered": SQL("timestamp"),
    "partner": SQL("int"),
    "number": SQL("int"),
    "phones": SQL("varchar[]"),
    "told": SQL("varchar[]"),
    "email": SQL("varchar"),
}

# What the query below and the conditions of its callers read
READ = (
    "category_id",
    "company_id",
    "complaint_class",
    "date_registered",
    "email_from",
    "number_told",
    "partner_id",
    "phone",
    "repeat_of_id",
    "service_number_id",
    "state",
)


class CsComplaintPerson(models.Model):
    """Complaints of the same person or number, found through indexes, whatever the batch."""

    _inherit = "cs.complaint"

    def _cs_asked(self):
        """Return an :data:`Asked` for each of these complaints that tells a person or a number.

        ``place`` is the position in ``self``. What was only typed into a form tells no telephone:
        asking by a number is a search, and is counted where a person searches.
        """
        phones, told = self._cs_blind_indexes("phone"), self._cs_blind_indexes("number_told")
        rows = []
        for place, complaint in enumerate(self):
            record_id = complaint._origin.id or None
            registered = complaint.date_registered
            row = Asked(
                place=place,
                id=record_id,
                company=complaint.company_id.id,
                complaint_class=complaint.complaint_class or None,
                since=registered
                - relativedelta(days=complaint.company_id.sudo().cs_complaint_repeat_days),
                registered=registered,
                partner=complaint.partner_id._origin.id or None,
                number=complaint.service_number_id._origin.id or None,
                phones=phones.get(record_id),
                told=told.get(record_id),
                email=email_normalize(complaint.email_from) or None,
            )
            if any((row.partner, row.number, row.phones, row.told, row.email)):
                rows.append(row)
        return rows

    def _cs_blind_indexes(self, name):
        """Return ``{id: blind indexes}`` of a sealed field: one index per key in use."""
        field, stored = self._fields[name], self._origin.filtered(name)
        return {
            record_id: field.index_values(self.env, [text])
            for record_id, text in open_for_system(stored, name).items()
        }

    @api.model
    def _cs_same_person(self, rows, condition):
        """Return the query ``(place, id, repeat_of_id, date_registered)`` for the complaints of
        the persons and numbers of ``rows``.

        Each way to tell a person is a branch with an index of its own, so that what is read are
        this person's complaints alone.

        :param rows: list of :data:`Asked`, not empty
        :param SQL condition: what else is asked of the complaint ``c``, compared with ``a``
        """
        self.flush_model(READ)
        values = SQL(", ").join(
            SQL(
                "(%s)", SQL(", ").join(SQL("%s::%s", v, TYPES[n]) for n, v in row._asdict().items())
            )
            for row in rows
        )
        branches = {
            "partner": SQL("c.partner_id = a.partner"),
            "number": SQL("c.service_number_id = a.number"),
            "phones": SQL("split_part(c.phone, '$', 3) = ANY(a.phones)"),
            "told": SQL("split_part(c.number_told, '$', 3) = ANY(a.told)"),
            # pylint: disable-next=sql-injection
            "email": SQL(EMAIL.replace("email_from", "c.email_from") + " = a.email"),
        }
        # A branch that no row asks for would be planned, and may read an index for nothing.
        needed = [
            branch for name, branch in branches.items() if any(getattr(row, name) for row in rows)
        ]
        found = SQL(" UNION ALL ").join(
            SQL(
                "SELECT c.id, c.repeat_of_id, c.date_registered FROM cs_complaint c"
                " WHERE %s AND c.company_id = a.company AND c.id IS DISTINCT FROM a.id AND %s",
                branch,
                condition,
            )
            for branch in needed
        )
        return SQL(
            "SELECT a.place, m.id, m.repeat_of_id, m.date_registered"
            " FROM (VALUES %s) AS a(%s) CROSS JOIN LATERAL (%s) m",
            values,
            SQL(", ").join(SQL.identifier(name) for name in Asked._fields),
            found,
        )
