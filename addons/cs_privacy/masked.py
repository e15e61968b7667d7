"""What an encrypted field's values are in memory: sealed on their way to the database, else masks.

Functions open a mask, never methods of it: server actions reach what a field returns.
"""

from . import ring


class Sealed(str):
    """A sealed value on its way into the database; never what a client sent."""

    __slots__ = ()


class Masked(str):
    """The mask of a protected value: all that is seen of it.

    It remembers where the value is sealed, so that a copy of the record gets the value and not the
    mask. Copied, pickled or written as text it is the mask and nothing else.
    """

    # Two underscores keep it from server actions, whose names may not contain them.
    # (context, record id, token) of a value that a row holds; (context, clear text) of one that is
    # not stored yet; None for an echo of a mask, which has no value at all.
    __slots__ = ("__origin",)

    def __reduce__(self):
        return str, (str(self),)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return repr(str(self))


# Masked.__x is out of reach for functions: Python renames it in classes only.
set_origin = Masked._Masked__origin.__set__
get_origin = Masked._Masked__origin.__get__


def typed_mask(text, clear, context=None):
    """Return the mask of a value that is not stored yet; an echo of a mask has no value at all."""
    masked = Masked(text)
    set_origin(masked, (context, clear) if clear is not None else None)
    return masked


def clear_text(value):
    """Return the clear value of what a field gave or was given: a mask, or plain text as it is.

    ``None`` for an echo of a mask, without a value.

    :raise PrivacyError: the key is missing, or the value does not open
    """
    if not isinstance(value, Masked):
        return value
    origin = get_origin(value)
    if origin is None:
        return None
    return ring.current().open(*origin) if len(origin) == 3 else origin[1]


def label_of(text, clear):
    """Return a mask with another text than the usual one, which stands for the value ``clear``."""
    return typed_mask(text, clear)
