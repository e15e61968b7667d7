"""The one place at which sealed numbers leave for the SMS provider.

In a module of its own and no method of a model: what holds clear numbers stays out of reach of RPC
and of server actions.
"""

from .core.errors import PrivacyError
from .encrypted import open_for_system
from .masked import Masked, clear_text


class DeliveryFailed(Exception):
    """The provider could not be asked; its own words are kept back, for they hold a number."""


class ClearNumbers:
    """A provider that gets clear numbers for sealed messages, and gives back none of them."""

    def __init__(self, api, messages):
        """Wrap a subclass of ``SmsApiBase`` for the ``sms.sms`` records ``messages``."""
        self._api = api
        self._sealed = messages

    def __getattr__(self, name):
        return getattr(self._api, name)

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        numbers = open_for_system(self._sealed, "cs_number")
        clear = {sms.uuid: numbers[sms.id] for sms in self._sealed if sms.id in numbers}
        opened = [
            {
                **message,
                "numbers": [
                    {**entry, "number": clear.get(entry["uuid"], entry["number"])}
                    for entry in message["numbers"]
                ],
            }
            for message in messages
        ]
        try:
            results = self._api._send_sms_batch(opened, delivery_reports_url=delivery_reports_url)
        except Exception as error:
            # Core writes the exception into the log.
            if _mentions(error, clear.values()):
                raise DeliveryFailed(type(error).__name__) from None
            raise
        # Core writes the answer into the log as well.
        return [
            {
                key: "****" if _mentions(value, clear.values()) else value
                for key, value in result.items()
            }
            for result in results
        ]


def _mentions(thing, numbers):
    text = str(thing)
    return any(number in text or number.lstrip("+") in text for number in numbers)


def clear_or_none(number):
    """Return the number behind a mask, or a plain number as it is; ``None`` if it does not open.

    For comparing numbers that look alike when they are masked.
    """
    try:
        return clear_text(number) or None
    except PrivacyError:
        return None


def sealed_copy(number):
    """Tell whether a number has to stay sealed on its way: it was handed on as a mask."""
    return isinstance(number, Masked)
