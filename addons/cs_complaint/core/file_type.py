"""Which files customers may send: told by extension *and* content, which have to agree."""

import io
import re
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed)|^#!",
    re.IGNORECASE,
)


def _starts(*signatures):
    return lambda data: data.startswith(signatures)


def _iso_media(data):
    return data[4:8] == b"ftyp"


def _riff(kind):
    return lambda data: data[:4] == b"RIFF" and data[8:12] == kind


def _mp3(data):
    return data.startswith(b"ID3") or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0)


def _zip_names(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []


def _office_open(folder):
    def check(data):
        names = _zip_names(data)
        macros = any(name.endswith("vbaProject.bin") for name in names)
        return (
            "[Content_Types].xml" in names
            and any(name.startswith(folder) for name in names)
            and not macros
        )

    return check


def _open_document(data):
    names = _zip_names(data)
    return "mimetype" in names and "content.xml" in names


def _text(data):
    if b"\x00" in data or _MARKUP.search(data[:4096]):
        return False
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


CHECKS = {
    "pdf": _starts(b"%PDF-"),
    "png": _starts(b"\x89PNG\r\n\x1a\n"),
    "jpg": _starts(b"\xff\xd8\xff"),
    "jpeg": _starts(b"\xff\xd8\xff"),
    "gif": _starts(b"GIF87a", b"GIF89a"),
    "webp": _riff(b"WEBP"),
    "heic": _iso_media,
    "doc": _starts(_OLE),
    "xls": _starts(_OLE),
    "docx": _office_open("word/"),
    "xlsx": _office_open("xl/"),
    "odt": _open_document,
    "ods": _open_document,
    "txt": _text,
    "csv": _text,
    "mp3": _mp3,
    "m4a": _iso_media,
    "wav": _riff(b"WAVE"),
    "amr": _starts(b"#!AMR"),
    "mp4": _iso_media,
}


def extension_of(name):
    """Return the extension of a file name in lower case.

    >>> extension_of("Bill.PDF"), extension_of("README")
    ('pdf', '')
    """
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_allowed(name, data):
    """Tell whether a file is of a kind that customers may send.

    >>> is_allowed("bill.pdf", b"%PDF-1.7 ...")
    True
    >>> is_allowed("bill.pdf", b"MZ\\x90\\x00")
    False
    >>> is_allowed("page.html", b"<html>"), is_allowed("note.txt", b"<script>alert(1)</script>")
    (False, False)
    >>> is_allowed("note.txt", "訊號差".encode("gb18030"))
    True
    """
    check = CHECKS.get(extension_of(name))
    return bool(check and check(data))
