"""What is searched for when somebody searches by a protected value.

A function, not a method of the field: of a mask it is the clear value, and server actions reach
the fields of a model.
"""

from . import encrypted, keys
from .core.errors import PrivacyError
from .core.values import KINDS, REGIONAL


def text_of(field, value, env):
    """Return the canonical form of a value to search for; ``None`` when no row can have it."""
    if isinstance(value, encrypted.Masked):
        try:
            return encrypted.clear_text(value)
        except PrivacyError as error:
            keys.raise_refusal(env, error)
    try:
        return KINDS[field.kind].canonical(
            value, env.company._cs_phone_region() if field.kind in REGIONAL else None
        )
    except (ValueError, TypeError, AttributeError):
        return None  # no stored value is like this
