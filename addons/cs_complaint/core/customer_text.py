"""Text that customers type into public forms, made safe to store."""

import re
import unicodedata
from urllib.parse import unquote

REPLACEMENT = "\ufffd"
_QUOTED = re.compile("(?:%[89A-F][0-9A-F])+")
# Marks that turn the reading direction round, so that "gpj.exe" is seen as "exe.jpg"
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_text(text):
    r"""Return ``text`` without control characters, with plain line ends, stripped.

    PostgreSQL refuses NUL; the other control characters only ever hide something.

    >>> clean_text(" one\r\ntwo\x00\x07 \t")
    'one\ntwo'
    >>> clean_text(None)
    ''
    """
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return text.strip()


def clean_line(text):
    r"""Return ``text`` as one line.

    >>> clean_line("  bill\n too   high ")
    'bill too high'
    """
    return " ".join(clean_text(text).split())


def is_garbled(text, urlencoded=False):
    """Tell whether bytes of another encoding than UTF-8 got lost on the way.

    :param str text: a field as the web framework decoded it
    :param bool urlencoded: the form was not sent as multipart, so that the framework has left
        undecodable bytes percent-encoded instead of putting a replacement character

    >>> is_garbled(b"\\xd0\\xc5\\xba\\xc5\\xb2\\xee".decode("utf-8", "replace"))
    True
    >>> is_garbled("%D0ź%C5%B2%EE", urlencoded=True), is_garbled("a 5%FEE")
    (True, False)
    >>> is_garbled("信號差"), is_garbled("/%E4%BF%A1", urlencoded=True)
    (False, False)
    """
    if REPLACEMENT in (text or ""):
        return True
    runs = _QUOTED.findall(text or "") if urlencoded else []
    return any(REPLACEMENT in unquote(run) for run in runs)


def clean_file_name(name, limit=100):
    r"""Return the bare file name: no folders, no control or direction marks, at most ``limit``.

    >>> clean_file_name("C:\\Users\\mei\\bill.pdf")
    'bill.pdf'
    >>> clean_file_name("../../etc/passwd")
    'passwd'
    >>> clean_file_name("a" * 300 + ".pdf", limit=10)
    'aaaaaa.pdf'
    >>> clean_file_name("..")
    'file'
    """
    name = _BIDI.sub("", clean_line(name)).replace("\\", "/").rpartition("/")[2]
    name = re.sub(r'[<>:"|?*]', "_", name).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) < limit - 1:
        return f"{stem[: limit - len(extension) - 1]}.{extension}"
    return name[:limit] or "file"


def looks_like_phone(text):
    """Tell whether ``text`` can be a telephone number; numbering plans are not checked.

    >>> looks_like_phone("+853 6612 3456"), looks_like_phone("(02) 2345-6789 ext. 12")
    (True, True)
    >>> looks_like_phone("call me"), looks_like_phone("12")
    (False, False)
    """
    digits = sum(c.isdigit() for c in text)
    return 5 <= digits <= 20 and bool(re.fullmatch(r"[\d\s+()./#-]*(?:ext\.?\s*\d+)?", text))
