"""What may call for care: a registry of signals that services add to (no ORM)."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Signal:
    """A reason to do something for a customer.

    ``find`` takes the customers and returns ``{partner id: why, in words}`` of those who show it,
    in as many queries for a thousand of them as for one.
    """

    code: str
    label: str
    find: Callable
