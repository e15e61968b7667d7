from odoo import api, models

from ..encrypted import EncryptedChar, open_for_system

SEPARATOR = "; "


class CsPrivacyTextMixin(models.AbstractModel):
    """For models whose texts tell what customers said: numbers in them are sealed, not lost.

    A text is stored with masks. The numbers behind them are kept sealed in ``cs_told``, and the
    first telephone number fills the telephone of the record where that is empty::

        class Case(models.Model):
            _inherit = ["cs.privacy.text.mixin"]
            _cs_text_fields = ("subject", "description")
            _cs_phone_field = "phone"
    """

    _name = "cs.privacy.text.mixin"
    _inherit = ["cs.privacy.mixin"]
    _description = "Scanned Texts"

    # Names of the fields of plain text that are scanned
    _cs_text_fields = ()
    # Name of the field that takes a telephone number from the text, where it is empty and sealed
    _cs_phone_field = None

    cs_told = EncryptedChar(
        string="Hidden in the Text",
        kind="free",
        exact=False,
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Numbers of documents and telephones that were put out of sight in the text.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._cs_scans_texts():
            return super().create(vals_list)
        hidden = [self._cs_hide_texts(self._cs_with_default_texts(vals)) for vals in vals_list]
        for vals, hits in hidden:
            if hits:
                vals["cs_told"] = SEPARATOR.join(dict.fromkeys(hit.value for hit in hits))
        records = super().create([vals for vals, _hits in hidden])
        for record, (_vals, hits) in zip(records, hidden, strict=True):
            record._cs_take_phone(hits)
        return records

    def write(self, vals):
        if not (set(self._cs_text_fields) & set(vals)) or not self._cs_scans_texts():
            return super().write(vals)
        vals, hits = self._cs_hide_texts(vals)
        result = super().write(vals)
        if hits:
            for record in self:
                record._cs_add_told(hits)
                record._cs_take_phone(hits)
        return result

    @api.model
    def _cs_scans_texts(self):
        return self.env["cs.privacy.scan"]._cs_level() == "all"

    @api.model
    def _cs_with_default_texts(self, vals):
        """Return values with those texts that a client sends as defaults in the context."""
        names = [name for name in self._cs_text_fields if name not in vals]
        told = {name: self.env.context.get(f"default_{name}") for name in names}
        return {**vals, **{name: text for name, text in told.items() if text}}

    @api.model
    def _cs_hide_texts(self, vals):
        vals, hits = self.env["cs.privacy.scan"]._cs_hide_values(vals, plain=self._cs_text_fields)
        return dict(vals), hits

    def _cs_add_told(self, hits):
        """Keep further numbers; whoever may write the text may add to what is hidden in it."""
        self.ensure_one()
        record = self.sudo()
        known = open_for_system(record, "cs_told").get(self.id, "")
        told = dict.fromkeys(known.split(SEPARATOR) if known else ())
        told |= dict.fromkeys(hit.value for hit in hits)
        if SEPARATOR.join(told) != known:
            record.cs_told = SEPARATOR.join(told)

    def _cs_take_phone(self, hits):
        """Hook: use a telephone number that was found in the text."""
        field = self._fields.get(self._cs_phone_field)
        phone = next((hit.value for hit in hits if hit.kind == "phone"), None)
        if phone and isinstance(field, EncryptedChar) and not self.sudo()[field.name]:
            self.sudo()[field.name] = phone

    @api.model
    def _cs_shown_text(self, text):
        """Return a text as this model stores it, for comparing with what is stored."""
        return self.env["cs.privacy.scan"]._cs_hide(text)[0] if self._cs_scans_texts() else text
