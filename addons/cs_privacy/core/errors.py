"""What can go wrong with keys and sealed values, before it becomes a sentence for people."""


class PrivacyError(Exception):
    """Base of everything this package raises."""


class RingUnavailable(PrivacyError):
    """No key ring is configured, or it cannot be read or is not in order."""


class KeyMissing(PrivacyError):
    """A key that a value was sealed with is not in the ring; the value itself is intact."""

    def __init__(self, kid):
        super().__init__(f"key {kid!r} is not in the key ring")
        self.kid = kid


class BrokenValue(PrivacyError):
    """A sealed value does not open: it was altered, moved, or sealed with another key."""
