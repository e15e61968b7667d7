"""The chain that ties the rows of the access log together."""

import hmac
import json


def link(key, previous, entry):
    """Return the link of one entry: HMAC-SHA-256 over the link before it and its content.

    Who can write the table and has no key can neither change, insert nor remove an entry unseen;
    removing the *last* entries needs a copy of the last link kept elsewhere to be seen.

    :param bytes key: secret of the chain
    :param str previous: link of the entry before, empty for the first
    :param dict entry: content, JSON values only

    >>> one = link(b"k", "", {"user": 1})
    >>> one == link(b"k", "", {"user": 2}), one == link(b"k", "x", {"user": 1}), len(one)
    (False, False, 64)
    """
    content = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, f"{previous}|{content}".encode(), "sha256").hex()
