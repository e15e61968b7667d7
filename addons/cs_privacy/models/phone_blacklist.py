from odoo import api, models

from .. import keys
from ..core.values import KINDS
from ..encrypted import EncryptedChar
from ..masked import Masked, label_of
from ..sms_door import clear_or_none, sealed_copy


class PhoneBlacklist(models.Model):
    """Numbers of protected customers are blacklisted by their blind index.

    Their ``number`` is a label: the mask, and a few characters of the blind index that tell apart
    numbers whose masks are alike.
    """

    _name = "phone.blacklist"
    _inherit = ["phone.blacklist", "cs.privacy.mixin"]

    cs_number = EncryptedChar(string="Protected Number", kind="phone", copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        labels = self._cs_labels([vals.get("number") for vals in vals_list])
        return super().create(
            [
                {**vals, "number": label, "cs_number": label} if sealed_copy(label) else vals
                for vals, label in zip(vals_list, labels, strict=True)
            ]
        )

    def write(self, vals):
        if vals.get("number"):
            (label,) = self._cs_labels([vals["number"]])
            if sealed_copy(label):
                vals = {**vals, "number": label, "cs_number": label}
            elif any(entry.cs_number for entry in self):
                if set(self.mapped("number")) == {vals["number"]}:
                    vals = {name: value for name, value in vals.items() if name != "number"}
                else:
                    vals = {**vals, "cs_number": False}
        return super().write(vals)

    def _search_number(self, operator, value):
        if operator in ("in", "not in"):
            value = self._cs_labels(list(value))
        elif operator == "=" and value:
            (value,) = self._cs_labels([value])
        return super()._search_number(operator, value)

    def _add(self, numbers, message=None):
        return super()._add(self._cs_labels(numbers), message=message)

    def _remove(self, numbers, message=None):
        return super()._remove(self._cs_labels(numbers), message=message)

    @api.model
    def _cs_labels(self, numbers):
        """Return the numbers with those of protected customers replaced by their labels.

        A label is a mask with the number behind it, which core hands on as any number. A number is
        theirs when it is a mask already, when one of them has it, or when it is on the list sealed.
        """
        plain = {number for number in numbers if number and not sealed_copy(number)}
        owners = self.env["res.partner"]._cs_owners(plain)
        return [
            self._cs_label(number)
            if sealed_copy(number) or any(p.cs_is_protected for p in owners.get(number, ()))
            else number
            for number in numbers
        ]

    @api.model
    def _cs_label(self, number):
        field = self._fields["cs_number"]
        clear = clear_or_none(number)
        if not clear:
            return number
        clear = field.canonical(clear, self.env)
        known = (
            self.sudo().with_context(active_test=False).search([("cs_number", "=", clear)], limit=1)
        )
        if known:
            # Its label was made with the key of that day.
            return label_of(known.number, clear)
        sealing = keys.sealing(self.env, field.context_name)
        return label_of(f"{KINDS[field.kind].mask(clear)} ·{sealing.index(clear)[:5]}", clear)

    @api.model
    def _cs_sealed_among(self, masks):
        """Return the set of clear numbers among ``masks`` that are blacklisted, in one query."""
        clear = {clear_or_none(mask) for mask in masks if isinstance(mask, Masked)} - {None}
        if not clear:
            return set()
        listed = self.sudo().search([("cs_number", "in", sorted(clear))])
        return {clear_or_none(entry.cs_number) for entry in listed}
