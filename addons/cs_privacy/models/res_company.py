from odoo import fields, models, tools


class ResCompany(models.Model):
    """How telephone numbers are read that come without a country code, and whose are sealed."""

    _inherit = "res.company"

    cs_protect_persons = fields.Boolean(
        string="Protect the Phone Numbers of All Persons",
        help="New persons are protected from the start; colleagues and companies are not.",
    )
    cs_id_unique = fields.Boolean(
        string="ID Numbers Are Unique",
        help="Refuse an ID number that another customer has, instead of a warning only.",
    )

    @tools.ormcache("self.id")
    def _cs_phone_region(self):
        """Return the code of the company's country, China's where it has none.

        Kept between requests: each number that is typed or searched asks for it, and the way from
        the user over the company to its country takes five queries.
        """
        return self.sudo().partner_id.country_id.code or "CN"

    @tools.ormcache()
    def _cs_company_partner_ids(self):
        """Return the ids of the partners that are companies of this database."""
        companies = self.sudo().with_context(active_test=False).search_fetch([], ["partner_id"])
        return frozenset(companies.partner_id.ids)

    def cache_invalidation_fields(self):
        return super().cache_invalidation_fields() | {"partner_id"}
