from odoo import api, fields, models
from odoo.fields import Domain

from ..core.numbers import whole_phone
from ..encrypted import EncryptedChar, open_for_system


class CsContact(models.Model):
    """Who called is sealed, numbers in the texts are hidden, and known customers are linked."""

    _name = "cs.contact"
    _inherit = ["cs.contact", "cs.privacy.text.mixin"]
    _cs_text_fields = ("name", "description", "outcome")
    # Without the caller, whose parts cannot be searched; a whole one is, see below.
    _rec_names_search = ["name", "partner_id"]

    caller = EncryptedChar(
        kind="caller",
        help="Who got in touch, as the channel shows it, when no customer is known: "
        "a number, an address, a nickname. Kept encrypted, and found by its whole value.",
    )
    cs_caller = fields.Char(
        string="Caller or Number",
        compute="_compute_cs_caller",
        search="_search_cs_caller",
        help="Finds contacts by the whole number or address of the caller.",
    )

    def _compute_cs_caller(self):
        self.cs_caller = False

    def _search_cs_caller(self, operator, value):
        """Find contacts by a whole caller, or by a number of their customer; nobody by a part."""
        if operator == "in":
            return Domain.OR(self._search_cs_caller("=", item) for item in value)
        if operator not in ("=", "ilike") or not isinstance(value, str):
            return NotImplemented
        text = value.strip()
        if not (whole_phone(text, self.env["res.partner"]._cs_region()) or "@" in text):
            return Domain.FALSE
        owners = self.env["res.partner"]._cs_domain_of_number(text)
        found = Domain("caller", "=", text)
        return found if owners.is_false() else found | Domain("partner_id", "any", owners)

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in ("=", "ilike") and isinstance(value, str):
            domain = Domain(domain) | self._search_cs_caller("=", value)
        return domain

    def _cs_ingest_draft(self):
        """Compare what a program repeats with what it said, not with the mask of it."""
        draft = super()._cs_ingest_draft()
        draft.known["caller"] = open_for_system(self, "caller").get(self.id, False)
        return draft

    @api.model
    def _cs_ingest_lookup(self, batch):
        """Find the customers behind sealed numbers too: once for all rows of the call."""
        found = super()._cs_ingest_lookup(batch)
        texts = {
            row[key]
            for _result, row in batch
            for key in ("partner", "caller")
            if isinstance(row.get(key), str) and "@" not in row[key]
        }
        partners, company = found["partner"], (False, self.env.company.id)
        owners = self.env["res.partner"]._cs_owners(texts)
        found["owner"] = {}
        for text, sealed in owners.items():
            sealed = sealed.filtered(lambda partner: partner.company_id.id in company)
            if not sealed:
                continue
            found["owner"][text] = self._cs_ingest_one_of(sealed)
            if text in partners and not partners[text]:
                continue  # several have it in clear already
            known = sealed.browse(partners.get(text) or [])
            partners[text] = self._cs_ingest_one_of(known | sealed)
        return found

    @api.model
    def _cs_ingest_values(self, row, found):
        values, defaults = super()._cs_ingest_values(row, found)
        if "caller" in row and "partner" not in row:
            defaults["partner_id"] = found["owner"].get(row["caller"])
        for given in (values, defaults):
            if given.get("caller"):
                given["caller"] = self._fields["caller"].canonical(given["caller"], self.env)
        return values, defaults
