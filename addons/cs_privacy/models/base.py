from odoo import models

from ..encrypted import EncryptedChar
from ..masked import Masked


class Base(models.AbstractModel):
    """Numbers that are handed on as masks stay what they are, and are found for SMS."""

    _inherit = "base"

    def _phone_format(
        self,
        fname=False,
        number=False,
        country=False,
        force_format="E164",
        raise_exception=False,
    ):
        """A sealed number is in its canonical form already."""
        if not number and fname and isinstance(self._fields.get(fname), EncryptedChar):
            self.ensure_one()
            number = self[fname]
            if not number:
                return False
        if isinstance(number, Masked):
            return number
        return super()._phone_format(
            fname=fname,
            number=number,
            country=country,
            force_format=force_format,
            raise_exception=raise_exception,
        )

    def _sms_get_recipients_info(self, force_field=False, partner_fallback=True):
        """Where no number is to be read, take the sealed one of the customer, as a mask."""
        infos = super()._sms_get_recipients_info(
            force_field=force_field, partner_fallback=partner_fallback
        )
        for record in self:
            info = infos[record.id]
            if info["sanitized"] or isinstance(info["number"], Masked):
                continue
            if record._name == "res.partner":
                candidates = record
            elif partner_fallback or not force_field:
                candidates = record._mail_get_partners()[record.id]
            else:
                continue
            # What every sender of messages may do, without the right to the field.
            customer = next(
                (p for p in candidates.sudo() if p.cs_is_protected and p.cs_phone), None
            )
            if customer:
                info.update(
                    partner=candidates.browse(customer.id),
                    sanitized=customer.cs_phone,
                    number=customer.cs_phone,
                    partner_store=True,
                    field_store="cs_phone",
                )
        return infos

    def _get_view_field_attributes(self):
        """Tell the web client which values are protected."""
        return [*super()._get_view_field_attributes(), "cs_encrypted"]
