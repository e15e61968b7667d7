"""Text that customers type into public forms, made safe to store."""

import re
import unicodedata

REPLACEMENT = "\ufffd"
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


def is_garbled(text):
    """Tell whether bytes of another encoding than UTF-8 got lost on the way.

    >>> is_garbled(b"\\xd0\\xc5\\xba\\xc5\\xb2\\xee".decode("utf-8", "replace"))
    True
    >>> is_garbled("信號差")
    False
    """
    return REPLACEMENT in (text or "")


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
