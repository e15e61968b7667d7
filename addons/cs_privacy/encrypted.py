"""The field that keeps its values sealed: in the database, and in the ORM's cache.

What code, templates, exports and clients get from such a field is its mask, whoever they are and
with ``sudo()`` too. Clear values come from ``record.privacy_reveal()`` alone, which asks for a
purpose and writes the access log first. :func:`open_for_system` serves the few places in which the
system itself has to know a value, e.g. to send an SMS; RPC and server actions cannot reach it.
"""

from datetime import date
from functools import cached_property
from operator import attrgetter

from odoo import fields
from odoo.exceptions import MissingError, UserError
from odoo.tools.misc import SENTINEL

from . import keys, ring, schema
from .core.envelope import PREFIX
from .core.errors import PrivacyError, RingUnavailable
from .core.values import KINDS, LOCKED, REGIONAL, looks_masked
from .encrypted_search import SealedSearch
from .masked import Masked, Sealed, clear_text, get_origin, set_origin, typed_mask


def open_for_system(records, field_name):
    """Return ``{record id: canonical clear value}`` for the system's own use, unlogged.

    For what the system has to do with a value: send to a number, compare, check. Never hand the
    result to a user, a template, a log or a message; that is what ``privacy_reveal`` is for.

    :param records: existing records of one model
    :param str field_name: name of an :class:`EncryptedChar`; empty values are left out
    :raise UserError: the key is missing or a value does not open
    """
    values = {}
    for record in records:
        masked = record[field_name]
        if not masked:
            continue
        try:
            values[record.id] = clear_text(masked)
        except PrivacyError as error:
            keys.raise_refusal(records.env, error)
    return values


class EncryptedChar(SealedSearch, fields.Char):
    """A text that is sealed for its row, for models that inherit ``cs.privacy.mixin``.

    :param str kind: ``phone``, ``caller``, ``id``, ``name``, ``date`` or ``free``: how a value is
        brought into its canonical form, and masked (:mod:`.core.values`)
    :param bool exact: keep a blind index, so that the whole value can be searched
    :param int tail: keep an index of the last so many characters too (0: none). It has few classes:
        who can insert values *and* read the database can build a table of them.
    :param bool unique: refuse a value that another record has

    ``required`` holds for people and for code that creates or writes records; the column is never
    NOT NULL, for a value can be erased. Not available: ``default``, ``translate``,
    ``company_dependent``, ``size``.
    """

    kind = "free"
    exact = True
    tail = 0
    unique = False
    # What ``required`` says; see the class.
    asked_for = False
    # A group of its own: what reads other fields of the record does not load sealed values.
    prefetch = "cs_privacy"

    # A related field, also one that a model inherits, is of the same kind.
    _related_kind = property(attrgetter("kind"))
    _related_exact = property(attrgetter("exact"))
    _related_tail = property(attrgetter("tail"))

    _description_required = property(attrgetter("asked_for"))
    _description_cs_encrypted = property(lambda self: True)

    # Methods as in Field: core calls them also by themselves, for the views with groups.

    def _description_sortable(self, env):
        return False

    def _description_groupable(self, env):
        return False

    def _description_aggregator(self, env):
        return None

    def _setup_attrs__(self, model_class, name):  # pylint: disable=missing-return
        super()._setup_attrs__(model_class, name)
        for refused in ("default", "translate", "company_dependent", "size"):
            if getattr(self, refused, None):
                raise TypeError(f"{self}: an encrypted field cannot have {refused!r}")
        if self.kind not in KINDS:
            raise TypeError(f"{self}: {self.kind!r} is not a kind of protected value")
        if (self.unique or self.tail) and not self.exact:
            raise TypeError(f"{self}: 'unique' and 'tail' need the blind index ('exact')")
        self.context_name = f"{self.model_name}.{self.name}"
        self.asked_for = bool(self.required)
        self.required = False

    # What the database has to guarantee -----------------------------------------------------------

    def update_db_column(self, model, column):  # pylint: disable=missing-return
        super().update_db_column(model, column)
        model.pool.post_init(schema.protect_column, model, self.name)

    @cached_property
    def _mask(self):
        return KINDS[self.kind].mask

    # Values -------------------------------------------------------------------------------------

    def canonical(self, value, env):
        """Return the form of ``value`` that is sealed, indexed and compared.

        :raise UserError: the value cannot be of this kind
        """
        region = env.company._cs_phone_region() if self.kind in REGIONAL else None
        try:
            return KINDS[self.kind].canonical(value, region)
        except ValueError:
            raise UserError(
                env._(
                    "%(field)s: this is not a date. Type it as year-month-day, e.g. 1990-01-31.",
                    field=self._description_string(env),
                )
            ) from None

    def seal(self, field_keys, record_id, text):
        """Return the sealed form of a canonical value, with the indexes of this field.

        :param field_keys: the :class:`.core.envelope.FieldKeys` of this field
        """
        return Sealed(
            field_keys.seal(
                record_id,
                text,
                index=text if self.exact else None,
                tail=text[-self.tail :] if self.tail else None,
            )
        )

    def convert_to_cache(self, value, record, validate=True):
        """Cache: ``None``, the sealed text of a row, or the :class:`Masked` of a typed value."""
        if value is None or value is False or value == "":
            return None
        if isinstance(value, (Masked, Sealed)):
            return value
        if not isinstance(value, date):
            value = str(value).strip()
            if not value:
                return None
            if looks_masked(value, self.kind):
                return self._echo(value, record)
        text = self.canonical(value, record.env)
        return typed_mask(self._mask(text), text, self.context_name) if text else None

    def _echo(self, text, record):
        """Return what a mask stands for that a client sent back: the value it was made from."""
        origin = record._origin
        if len(origin) == 1 and origin.id and (known := origin[self.name]) == text:
            return known
        return typed_mask(text, None)

    def convert_to_record(self, value, record):
        if value is None:
            return False
        return value if type(value) is Masked else self._open_mask(record._ids[0], value)

    def _open_mask(self, record_id, token, live=None):
        """Return the mask of a value that a row holds.

        Done for every value of every list: no step more than needed.

        :param live: the key ring, where the caller has it already for many values
        """
        origin = self.context_name, record_id, token
        try:
            masked = Masked(self._mask((live or ring.current()).open(*origin)))
        except PrivacyError:
            # A list stays readable, and says that something is there.
            masked = Masked(LOCKED)
        set_origin(masked, origin)
        return masked

    def read_masks(self, records, rows):
        """Put the masks of stored records into ``rows``, as ``_read_format`` does one by one.

        :param rows: dictionaries with ``id``; that of a record that is gone is emptied
        """
        if not records.env.su:
            records._check_field_access(self, "read")
        name, open_mask, cache = self.name, self._open_mask, self._get_cache(records.env)
        try:
            live = ring.current()
        except RingUnavailable:
            live = None
        for row in rows:
            if not row:
                continue
            record_id = row["id"]
            token = cache.get(record_id, SENTINEL)
            if token is None:
                row[name] = False
                continue
            if type(token) is str or type(token) is Sealed:
                row[name] = open_mask(record_id, token, live)
                continue
            record = records.browse(record_id).with_prefetch(records._prefetch_ids)
            try:
                row[name] = record[name]
            except MissingError:
                row.clear()

    def convert_to_column(self, value, record, values=None, validate=True):
        return self.convert_to_column_insert(value, record, values, validate)

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        """Let sealed values pass, and nothing else: plain text never gets into a statement."""
        if value is None or value is False or value == "":
            return None
        if not isinstance(value, Sealed):
            raise UserError(
                record.env._(
                    "%(field)s cannot be stored: its model has to inherit cs.privacy.mixin.",
                    field=self._description_string(record.env),
                )
            )
        return str(value)

    def get_column_update(self, record):
        value = record.env.transaction.field_data[self][record.id]
        if value is not None and not value.startswith(PREFIX):
            return self.convert_to_column_insert(value, record)
        return value and str(value)

    def sealer(self, records):
        """Return a function that seals ``(record id, value)``, for many values of one batch.

        :raise UserError: the key ring is not in order, or a mask was typed
        """
        field_keys = keys.sealing(records.env, self.context_name)

        def seal(record_id, value):
            try:
                text = clear_text(value)
            except PrivacyError as error:
                keys.raise_refusal(records.env, error)
            if text is None:
                self._refuse_mask(records.env)
            context = get_origin(value)[0]
            if context != self.context_name:
                # From another field: what is canonical there need not be so here.
                text = self.canonical(text, records.env)
                self._check_kind(context, records.env)
            return self.seal(field_keys, record_id, text)

        return seal

    def _check_kind(self, context, env):
        """Refuse values of another kind, whose mask here could show what it hides there.

        A free text may be anything and hides all; nothing else becomes one.
        """
        model_name, _dot, name = (context or "").rpartition(".")
        source = env[model_name]._fields.get(name) if model_name in env else None
        if source is not None and source.kind not in (self.kind, "free"):
            raise UserError(
                env._(
                    "%(field)s cannot take the value of %(other)s, which is of another kind. "
                    "Type the value.",
                    field=self._description_string(env),
                    other=source._description_string(env),
                )
            )

    def _refuse_mask(self, env):
        raise UserError(
            env._(
                "%(field)s: this is a masked value, and the value behind it is unknown here. "
                "Type the whole value, or leave the field as it is.",
                field=self._description_string(env),
            )
        )

    def write(self, records, value):  # pylint: disable=method-required-super
        records.env.remove_to_compute(self, records)
        value = self.convert_to_cache(value, records)
        if not self.store or value is None:
            self._update_cache(self._filter_not_equal(records, value), value, dirty=True)
            return
        cache = self._get_cache(records.env)
        typed = type(value) is Masked
        origin = get_origin(value) if typed else ()
        source = origin[2] if origin and len(origin) == 3 else None
        changed = []
        for record_id in records._ids:
            if not record_id:
                cache[record_id] = value
            elif origin is None and records.browse(record_id)[self.name] == value:
                continue  # the mask of each row, sent back: no change
            elif not (source and cache.get(record_id) == source):
                changed.append(record_id)
        if changed:
            seal = self.sealer(records)
            schema.check_unique(self, records.browse(changed), [value] * len(changed))
            for record_id in changed:
                cache[record_id] = seal(record_id, value)
            records.env._field_dirty[self].update(changed)
