from odoo import api, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..encrypted import EncryptedChar
from ..encrypted_search import fetching
from ..forged import with_defaults
from ..masked import Sealed
from ..schema import check_unique


class CsPrivacyMixin(models.AbstractModel):
    """For models with an :class:`~odoo.addons.cs_privacy.encrypted.EncryptedChar`.

    One line declares a protected value::

        class Visitor(models.Model):
            _name = "x.visitor"
            _inherit = ["cs.privacy.mixin"]

            passport = EncryptedChar(kind="id")

    Hooks: :meth:`_cs_privacy_partner` says whose values a record holds.
    """

    _name = "cs.privacy.mixin"
    _description = "Protected Values"

    def _cs_privacy_partner(self):
        """Return the persons whose values these records hold, ``{record id: partner id}``.

        For consent and for the persons affected by an incident. By default the partners themselves
        or those in ``partner_id``; override it where they stand elsewhere. Unknown: left out.
        """
        if self._name == "res.partner":
            return {partner.id: partner.id for partner in self}
        if "partner_id" in self._fields:
            return {r.id: r.partner_id.id for r in self.sudo() if r.partner_id}
        return {}

    @api.model
    @tools.ormcache("self._name")
    def _cs_encrypted_names(self):
        """Return the names of the encrypted fields that this model stores."""
        return tuple(
            name
            for name, field in self._fields.items()
            if isinstance(field, EncryptedChar) and field.store and field.column_type
        )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = with_defaults(self, self._cs_encrypted_names(), vals_list)
        self._cs_check_required(*vals_list)
        records = super().create(vals_list)
        names = [n for n in self._cs_encrypted_names() if any(v.get(n) for v in vals_list)]
        if names:
            records._cs_check_basis(names)
        return records

    def write(self, vals):
        self._cs_check_required(dict.fromkeys(self._cs_encrypted_names(), True) | vals)
        result = super().write(vals)
        names = [name for name in self._cs_encrypted_names() if vals.get(name)]
        if names:
            self._cs_check_basis(names)
        return result

    @api.model
    def _cs_check_required(self, *vals_list):
        """Refuse to leave out a value that is required; the database lets it be erased."""
        for name in self._cs_encrypted_names():
            field = self._fields[name]
            if field.asked_for and not all(vals.get(name) for vals in vals_list):
                raise ValidationError(
                    self.env._(
                        "%(field)s is missing. Type the whole value.",
                        field=field._description_string(self.env),
                    )
                )

    @api.model
    def _create(self, data_list):
        """Seal values for their rows, whose ids are drawn before they are inserted."""
        names = self._cs_encrypted_names()
        todo = [
            data["stored"] for data in data_list if any(data["stored"].get(name) for name in names)
        ]
        if todo:
            self.env.cr.execute(
                SQL(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    self._table,
                    # The rows of one statement have the same columns.
                    len(data_list),
                )
            )
            for data, (row_id,) in zip(data_list, self.env.cr.fetchall(), strict=True):
                data["stored"]["id"] = row_id
            for name in names:
                self._cs_seal_stored(self._fields[name], todo)
        return super()._create(data_list)

    @api.model
    def _cs_seal_stored(self, field, stored_list):
        name = field.name
        filled = []
        for stored in stored_list:
            if name in stored:
                stored[name] = field.convert_to_cache(stored[name], self)
                if stored[name] is not None and not isinstance(stored[name], Sealed):
                    filled.append(stored)
        if not filled:
            return
        seal = field.sealer(self)
        rows = self.browse([stored["id"] for stored in filled])
        check_unique(field, rows, [stored[name] for stored in filled])
        for stored in filled:
            stored[name] = seal(stored["id"], stored[name])

    def _read_format(self, fnames, load="_classic_read"):
        """Read masks many at a time, not one by one through the general way of a field."""
        fields = [self._fields[name] for name in fnames if name in self._cs_encrypted_names()]
        if not fields or not all(self._ids) or any(field.compute for field in fields):
            return super()._read_format(fnames, load)
        names = {field.name for field in fields}
        rows = super()._read_format([name for name in fnames if name not in names], load)
        for field in fields:
            field.read_masks(self, rows)
        return [row for row in rows if row]

    def _fetch_query(self, query, fields):
        if not fields:
            return super()._fetch_query(query, fields)
        with fetching():
            return super()._fetch_query(query, fields)
