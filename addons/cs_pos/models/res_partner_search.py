import unicodedata

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_privacy.core.numbers import whole_phone
from odoo.addons.cs_privacy.core.values import phone

LEAST = 3
# A name in Chinese is complete with two characters.
LEAST_WIDE = 2
MOST = 20


def _is_long_enough(term):
    wide = any(unicodedata.east_asian_width(sign) in "WF" for sign in term)
    return len(term) >= (LEAST_WIDE if wide else LEAST)


class ResPartner(models.Model):
    """Customers of the point of sale are found by whole numbers, otherwise by how the name begins.

    Odoo compares eleven columns of every customer. Here each question is a look into one index,
    and a number tells nothing until it is whole.
    """

    _inherit = "res.partner"

    # Read in this order too, so that a frequent surname costs no more than a rare one.
    # The condition is the one that the ORM asks with; "WHERE active" would not be found to match.
    _cs_pos_name = models.Index("(lower(name) text_pattern_ops) WHERE active IS TRUE")
    _cs_pos_sanitized = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

    @api.model
    def get_new_partner(self, config_id, domain, offset):
        config = self.env["pos.config"].browse(config_id)
        if not config.company_id.cs_pos_masked:
            return super().get_new_partner(config_id, domain, offset)
        found = self.browse()
        if card := self._cs_pos_leaf(domain, "barcode"):
            found = self._cs_pos_of_card(card)
        elif not offset:
            found = self._cs_pos_search(self._cs_pos_leaf(domain, "name").removesuffix("%").strip())
        positions = found.fiscal_position_id
        return {
            "res.partner": self._load_pos_data_read(found, config),
            "account.fiscal.position": positions._load_pos_data_read(positions, config),
        }

    @api.model
    def _cs_pos_leaf(self, domain, name):
        """Return what was typed or scanned, from the leaves that tills send: all hold the same."""
        leaves = [leaf for leaf in domain if isinstance(leaf, (list, tuple)) and len(leaf) == 3]
        fields = {leaf[0]: leaf[2] for leaf in leaves if isinstance(leaf[2], str)}
        if name == "barcode" and len(leaves) > 1:
            return ""  # one of the eleven of the search box
        return fields.get(name, "")

    @api.model
    def _cs_pos_of_card(self, code):
        """Find who has a customer card by its whole number, counted as a search."""
        self._cs_count_search("barcode", [code])
        # sudo: a whole number was asked for, and the question is counted.
        ids = self.sudo().search([("barcode", "=", code)], limit=1).ids
        return self.search([("id", "in", ids)])

    @api.model
    def _cs_pos_search(self, term):
        """Find at most 20 customers by a whole number, else by the beginning of the name.

        A number counts as a search of protected values, see ``_cs_count_search``.

        :raise UserError: the user's searches of this hour are used up
        """
        if not _is_long_enough(term):
            return self.browse()
        if any(sign.isdigit() for sign in term):
            # This counts the search, so the plain numbers are asked after it.
            numbers = self._cs_domain_of_number(term)
            found = self.search(numbers | self._cs_pos_domain_of_plain(term), limit=MOST)
            if found:
                return found
        return self._cs_pos_named(term)

    @api.model
    def _cs_pos_domain_of_plain(self, term):
        """Return the domain of customers whose telephone number is not sealed: not counted."""
        number = whole_phone(term, self._cs_region()) and phone(term, self._cs_region())
        if not number:
            return Domain.FALSE
        # sudo: a whole number was asked for.
        ids = self.sudo().search([("phone_sanitized", "=", number)], limit=MOST).ids
        return Domain("id", "in", ids)

    @api.model
    def _cs_pos_named(self, term):
        return self.browse(self._cs_pos_named_query(term))

    @api.model
    def _cs_pos_named_query(self, term):
        """Return the query of customers whose name begins so, at most 20, as the index has them."""
        pattern = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

        def starts(model, alias, query):
            return SQL("lower(%s) LIKE lower(%s)", SQL.identifier(alias, "name"), pattern)

        self.flush_model(["name", "active"])
        query = self._search(Domain.custom(to_sql=starts) & Domain("active", "=", True))
        lowered = SQL("lower(%s)", SQL.identifier(query.table, "name"))
        query.order = SQL("%s USING ~<~", lowered)
        query.limit = MOST
        return query

    # NUMBERS

    @api.model
    def _cs_searches_numbers(self):
        """Cashiers find customers by whole numbers, counted and limited as everybody's search."""
        user = self.env.user
        return super()._cs_searches_numbers() or user.has_group("point_of_sale.group_pos_user")
