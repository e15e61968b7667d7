"""Links by which customers answer stay out of the server's log of requests."""

import logging
import re

_LINK = re.compile(r"(/cs/q/)[^/?\s\"']+")
_SHEET = re.compile(r"(/survey/(?:(?:begin|submit|next_question)/)?[^/\s\"'?]+/)[0-9a-f-]{36}")


def hide_links(text):
    """Return ``text`` with the keys of survey links put out of sight.

    >>> hide_links("GET /cs/q/Ab-c_9 HTTP/1.1")
    'GET /cs/q/*** HTTP/1.1'
    >>> hide_links("POST /survey/submit/9f/0b9d3c1e-7c4a-4a7e-9a51-1f0f8e6d2c3b HTTP/1.1")
    'POST /survey/submit/9f/*** HTTP/1.1'
    """
    return _SHEET.sub(r"\1***", _LINK.sub(r"\1***", text))


class SurveyLinkFilter(logging.Filter):
    """Hides the keys in the lines that the web server writes for each request."""

    def filter(self, record):
        """Change the record in place; it is always written."""
        if isinstance(record.msg, str):
            record.msg = hide_links(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(
                hide_links(value) if isinstance(value, str) else value for value in record.args
            )
        return True


SURVEY_LINK_FILTER = SurveyLinkFilter()
