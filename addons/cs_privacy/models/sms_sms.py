from odoo import api, models

from ..encrypted import EncryptedChar
from ..sms_door import ClearNumbers, sealed_copy


class SmsSms(models.Model):
    """Messages to protected customers wait with their number sealed; ``number`` is its mask."""

    _name = "sms.sms"
    _inherit = ["sms.sms", "cs.privacy.mixin"]

    cs_number = EncryptedChar(string="Protected Number", kind="phone", exact=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._cs_seal_numbers(list(map(self._cs_scanned, vals_list))))

    def write(self, vals):
        if vals.get("number"):
            (vals,) = self._cs_seal_numbers([vals])
            if not sealed_copy(vals["number"]) and any(
                sms.cs_number and str(sms.cs_number) != vals["number"] for sms in self
            ):
                vals = {**vals, "cs_number": False}
        return super().write(vals)

    @api.model
    def _cs_scanned(self, vals):
        """Return the values with numbers in the text out of sight, but for notices of incidents."""
        if not vals.get("partner_id") or vals.get("cs_notice_id"):
            return vals
        return self.env["cs.privacy.scan"]._cs_hide_for(["res.partner"], vals, plain=("body",))

    @api.model
    def _cs_seal_numbers(self, vals_list):
        """Return the values with the numbers of protected customers sealed.

        A number is theirs when it was handed on as a mask, or when one of them has it.
        """
        plain = {
            vals["number"]
            for vals in vals_list
            if vals.get("number") and not sealed_copy(vals["number"])
        }
        owners = self.env["res.partner"]._cs_owners(plain)
        sealed = []
        for vals in vals_list:
            number = vals.get("number")
            if number and (
                sealed_copy(number) or any(p.cs_is_protected for p in owners.get(number, ()))
            ):
                mask = self._fields["cs_number"].convert_to_cache(number, self)
                vals = {**vals, "number": mask, "cs_number": number}
            sealed.append(vals)
        return sealed

    def _send_with_api(self, sms_api, **options):
        sealed = self.filtered("cs_number")
        if sealed:
            sms_api = ClearNumbers(sms_api, sealed)
        return super()._send_with_api(sms_api, **options)
