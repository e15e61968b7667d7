"""What can be searched for in an encrypted field: whole values, endings, and being set at all."""

import re
import threading
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.orm.utils import COLLECTION_TYPES
from odoo.tools import SQL

from . import keys
from .core.errors import PrivacyError
from .core.values import KINDS, REGIONAL
from .masked import Masked, clear_text

_fetching = threading.local()


@contextmanager
def fetching():
    """Let columns be read as they are: for the ORM's own fetch of rows only."""
    before = getattr(_fetching, "on", False)
    _fetching.on = True
    try:
        yield
    finally:
        _fetching.on = before


def text_of(field, value, env):
    """Return the canonical form of a value to search for; ``None`` when no row can have it.

    A function, not a method of the field: of a mask it is the clear value, and server actions reach
    the fields of a model.
    """
    if isinstance(value, Masked):
        try:
            return clear_text(value)
        except PrivacyError as error:
            keys.raise_refusal(env, error)
    try:
        return KINDS[field.kind].canonical(
            value, env.company._cs_phone_region() if field.kind in REGIONAL else None
        )
    except (ValueError, TypeError, AttributeError):
        return None  # no stored value is like this


class SealedSearch:
    """The half of :class:`.encrypted.EncryptedChar` that makes conditions, or refuses them.

    Values are found by the blind indexes of the column; nothing sorts, groups or compares it.
    """

    def refusal(self, env):
        """Return the sentence that says what works with this field."""
        field = self._description_string(env)
        if self.tail:
            return env._(
                "%(field)s is encrypted: it can be searched by its whole value, by its last "
                "%(tail)s characters ('=like' with %% in front), or for being set, and cannot be "
                "sorted, grouped or searched by any other part.",
                field=field,
                tail=self.tail,
            )
        if self.exact:
            return env._(
                "%(field)s is encrypted: it can be searched by its whole value, or for being set, "
                "and cannot be sorted, grouped or searched by a part.",
                field=field,
            )
        return env._(
            "%(field)s is encrypted: it can only be searched for being set, "
            "and cannot be sorted or grouped.",
            field=field,
        )

    def to_sql(self, model, alias):
        if getattr(_fetching, "on", False):
            return super().to_sql(model, alias)
        raise UserError(self.refusal(model.env))

    def index_values(self, env, values):
        """Return the blind indexes by which rows with one of ``values`` can be found.

        One per value and key in use, for during a rotation rows are sealed with several keys.

        :raise UserError: a key that is in use is missing, so that rows could be overlooked
        """
        texts = {text_of(self, value, env) for value in values} - {None, ""}
        in_use = keys.searching(env, self.context_name)
        return [field_keys.index(text) for field_keys in in_use for text in texts]

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        if field_expr != self.name:
            raise UserError(self.refusal(model.env))
        column = SQL.identifier(alias, self.name, to_flush=self)
        if operator in ("in", "not in"):
            return self._in_to_sql(column, operator == "in", value, model)
        if operator in ("=like", "=ilike") and self.tail:
            return self._tail_to_sql(column, value, model)
        raise UserError(self.refusal(model.env))

    def _in_to_sql(self, column, positive, value, model):
        values = value if isinstance(value, COLLECTION_TYPES) else [value]
        wanted = [item for item in values if item]
        empty = len(wanted) < len(values)
        found = None
        if wanted:
            if not self.exact:
                raise UserError(self.refusal(model.env))
            model._cs_count_search(self.name, wanted)
            indexes = tuple(self.index_values(model.env, wanted))
            if indexes:
                found = SQL("split_part(%s, '$', 3) IN %s", column, indexes)
            elif not empty:
                return SQL("FALSE") if positive else SQL("TRUE")
        if found is None:
            return SQL("%s IS NULL", column) if positive else SQL("%s IS NOT NULL", column)
        if positive:
            return SQL("(%s OR %s IS NULL)", found, column) if empty else found
        if empty:
            return SQL("(%s IS NOT NULL AND NOT %s)", column, found)
        return SQL("(%s IS NULL OR NOT %s)", column, found)

    def _tail_to_sql(self, column, value, model):
        ending = re.fullmatch(r"%([0-9A-Za-z]+)", str(value))
        if not ending or len(ending[1]) != self.tail:
            raise UserError(self.refusal(model.env))
        model._cs_count_search(self.name, [value])
        in_use = keys.searching(model.env, self.context_name)
        indexes = tuple(field_keys.tail(ending[1].upper()) for field_keys in in_use)
        return SQL("split_part(%s, '$', 4) IN %s", column, indexes)

    def filter_function(self, records, field_expr, operator, value):
        if operator != "in" or field_expr != self.name:
            raise UserError(self.refusal(records.env))
        texts = {text_of(self, item, records.env) for item in value if item} - {None, ""}
        empty = any(not item for item in value)

        def matches(record):
            masked = record[self.name]
            if not masked:
                return empty
            if not texts:
                return False
            try:
                return clear_text(masked) in texts
            except PrivacyError as error:
                keys.raise_refusal(record.env, error)

        return matches
