import re

from odoo import api, models
from odoo.fields import Domain

from ..core import values
from ..encrypted import EncryptedChar

# What stands in the place of a name and is nothing but a telephone number
_NUMBER = re.compile(r"\+?[\d\s\-().·/＋０-９]{7,}")


def _is_number(text):
    return bool(_NUMBER.fullmatch(text)) and sum(map(str.isdigit, text)) >= 7


class CsContact(models.Model):
    """The contact ledger keeps no number in clear: neither the caller's, nor those in its texts."""

    _name = "cs.contact"
    _inherit = ["cs.contact", "cs.privacy.text.mixin"]

    _cs_text_fields = ("name", "description", "outcome", "caller")
    _cs_phone_field = "cs_caller_phone"

    cs_caller_phone = EncryptedChar(string="Caller's Number", kind="phone", tail=4, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_caller")
        vals_list = [
            {"caller": default, **vals} if default and "caller" not in vals else vals
            for vals in vals_list
        ]
        return super().create([self._cs_seal_caller(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._cs_seal_caller(vals))

    @api.model
    def _cs_seal_caller(self, vals):
        """Return values in which a caller that is a number is sealed, with its mask for a name."""
        caller = vals.get("caller")
        if not caller or not isinstance(caller, str) or not _is_number(caller):
            return vals
        return {**vals, "caller": self._cs_caller_mask(caller), "cs_caller_phone": caller}

    @api.model
    def _cs_caller_mask(self, caller):
        field = self._fields["cs_caller_phone"]
        return values.mask_phone(field.canonical(caller, self.env))

    def _cs_ingest_draft(self):
        draft = super()._cs_ingest_draft()
        draft.known["cs_caller_phone"] = self.cs_caller_phone
        return draft

    @api.model
    def _cs_ingest_values(self, row, found):
        """A row that comes again is compared by the mask, which is what was stored."""
        vals, defaults = super()._cs_ingest_values(row, found)
        for part in (vals, defaults):
            caller = part.get("caller")
            if caller and _is_number(caller):
                part["caller"] = self._cs_caller_mask(caller)
                defaults["cs_caller_phone"] = caller
        return vals, defaults

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=") and isinstance(value, str) and _is_number(value):
            return Domain(domain) | Domain("cs_caller_phone", "=", value)
        return domain
