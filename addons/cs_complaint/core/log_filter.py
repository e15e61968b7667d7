"""Keys that open something for whoever holds them stay out of the server's log."""

import logging
import re

_IN_QUERY = re.compile(r"((?:[?&]|%26)(?:access_token|token|hash)=)[^&\s#\"']+")
_IN_PATH = re.compile(r"(/(?:rate|cs/s)/)[^/?\s\"']+")


def hide_tokens(text):
    """Return ``text`` with the tokens of addresses put out of sight.

    >>> hide_tokens("GET /my/complaints/7?access_token=a-b&done=rate HTTP/1.1")
    'GET /my/complaints/7?access_token=***&done=rate HTTP/1.1'
    >>> hide_tokens("GET /rate/3f2a/5 HTTP/1.1"), hide_tokens("GET /my?page=2")
    ('GET /rate/***/5 HTTP/1.1', 'GET /my?page=2')
    """
    return _IN_PATH.sub(r"\1***", _IN_QUERY.sub(r"\1***", text))


class TokenFilter(logging.Filter):
    """Hides tokens in the lines that the web server writes for each request."""

    def filter(self, record):
        """Change the record in place; it is always written."""
        if isinstance(record.msg, str):
            record.msg = hide_tokens(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(
                hide_tokens(value) if isinstance(value, str) else value for value in record.args
            )
        return True


TOKEN_FILTER = TokenFilter()
