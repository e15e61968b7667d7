from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import groupby

from ..core.numbers import is_part, whole_document, whole_phone
from ..core.values import document, phone
from ..encrypted import open_for_system

POSITIVE = ("=", "ilike", "like", "=like", "=ilike")


class ResPartner(models.Model):
    """Customers are found by a whole telephone, service or ID number, wherever one types it.

    Text boxes (``name_search``, the telephone filter, the point of sale) ask for numbers only when
    the text can be nothing but a whole one, and find nothing otherwise: raising there would break
    every autocompletion on the way to the last digit. The filter “Number / ID” says what is amiss.
    Each question counts as a search, see ``_cs_count_search``.
    """

    _inherit = "res.partner"

    cs_number = fields.Char(
        string="Number / ID",
        compute="_compute_cs_number",
        search="_search_cs_number",
        help="Finds a customer by the whole telephone, service or ID number.",
    )

    def _compute_cs_number(self):
        # There to be searched by; shown is what the sealed fields show.
        self.cs_number = False

    def _search_cs_number(self, operator, value):
        """Find persons by a whole number; ``ilike`` refuses a part of one, ``=`` finds nobody."""
        if operator == "in":
            return Domain.OR(self._search_cs_number("=", item) for item in value)
        if operator not in POSITIVE or not isinstance(value, str):
            return NotImplemented
        if operator == "=":
            return self._cs_domain_of_number(value)
        found = self._cs_domain_of_number(value, anything=True)
        if found.is_false() and is_part(value):
            raise UserError(
                self.env._(
                    "Nobody has exactly this number. Numbers are encrypted, so a part of one finds "
                    "nobody: type the whole telephone, service or ID number."
                )
            )
        return found

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in POSITIVE and isinstance(value, str):
            domain = Domain(domain) | self._cs_domain_of_number(value)
        return domain

    @api.model
    def _search_phone_mobile_search(self, operator, value):
        domain = super()._search_phone_mobile_search(operator, value)
        if operator in ("=", "!=") and (value is True or not value):
            is_set = (operator == "=") == bool(value)
            sealed = Domain("cs_phone", "!=" if is_set else "=", False)
            return Domain(domain) | sealed if is_set else Domain(domain) & sealed
        if operator in POSITIVE and isinstance(value, str):
            domain = Domain(domain) | self._cs_domain_of_number(value)
        return domain

    @api.model
    def _cs_domain_of_number(self, text, anything=False):
        """Return the domain of the customers who have a number, counted as one search.

        :param bool anything: look for what has no form of its own too, e.g. a passport's number
        """
        if not self._cs_searches_numbers():
            return Domain.FALSE
        region = self._cs_region()
        telephone, paper = whole_phone(text, region), whole_document(text)
        if anything and not (telephone or paper):
            telephone, paper = phone(text, region), document(text)
        if not (telephone or paper) or len(telephone or paper) < 4:
            return Domain.FALSE
        self._cs_count_search("cs_number", [telephone or paper])
        everybody = self.env["res.partner"].sudo().with_context(active_test=False)
        ids = set()
        if telephone:
            ids.update(self._cs_owners([telephone]).get(telephone, everybody).ids)
        if paper:
            ids.update(everybody.search([("cs_id_number", "=", paper)]).ids)
        # Who asks sees those of them that they may read, the rules of the outer search apply.
        return Domain("id", "in", sorted(ids)) if ids else Domain.FALSE

    @api.model
    def _cs_searches_numbers(self):
        """Say whether this user finds customers by whole numbers."""
        user = self.env.user
        return user._is_superuser() or user.has_group("cs_base.group_cs_base_user")

    @api.model
    def _cs_region(self):
        return self.env.company._cs_phone_region()

    @api.model
    def _cs_owners(self, numbers):
        """Return who has telephone numbers as sealed or as service number, in two queries.

        For the system's own use (matching callers, sealing what is sent): not counted.

        :param numbers: numbers in any form
        :return: ``{number as given: partners}`` in superuser mode; numbers of nobody are left out
        """
        region = self._cs_region()
        canonical = {number: phone(number, region) for number in numbers if number}
        wanted = sorted({text for text in canonical.values() if text.startswith("+")})
        if not wanted:
            return {}
        partners = self.env["res.partner"].sudo()
        services = self.env["cs.service.number"].sudo()
        pairs = [
            (number, partner)
            for partner, number in self._cs_opened(
                partners.search([("cs_phone", "in", wanted)]), "cs_phone"
            )
        ]
        pairs += [
            (number, service.partner_id)
            for service, number in self._cs_opened(
                services.search([("number", "in", wanted), ("status", "!=", "ended")]), "number"
            )
        ]
        owners = {
            number: partners.union(*(partner for _number, partner in group))
            for number, group in groupby(pairs, key=lambda pair: pair[0])
        }
        return {given: owners[text] for given, text in canonical.items() if text in owners}

    @api.model
    def _cs_opened(self, records, name):
        values = open_for_system(records, name)
        return [(record, values[record.id]) for record in records if record.id in values]
