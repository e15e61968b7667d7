"""Looks for known values in what a server leaves behind: a dump, files, logs.

The text is searched as it is and without what stands between digits, so that it does not matter how
a number is written; and for its base64, hexadecimal and hashed forms. Archives and the streams of
PDF files are opened.
"""

import base64
import contextlib
import gzip
import hashlib
import io
import pathlib
import re
import zipfile
import zlib

# What stands between the digits of one number, in texts, addresses and mails
_BETWEEN = re.compile(
    rb"(?<=[0-9])(?:[ \-./()_]|%20|%2[dDfF]|&nbsp;|&#160;|=20|=\r?\n|\xc2\xa0|\xe3\x80\x80"
    rb"|\\u00a0|\\/)+(?=[0-9])"
)
_WIDE = [
    (f"{digit}".translate({48 + digit: 0xFF10 + digit}).encode(), b"%d" % digit)
    for digit in range(10)
]
_WIDE += [(b"\\uff1%d" % digit, b"%d" % digit) for digit in range(10)]
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def _base64_cores(text):
    """Return what every base64 of data that contains ``text`` contains, for each alignment.

    >>> all(any(core in base64.b64encode(b"x" * n + b"13812345678" + b"yy") for core in
    ...     _base64_cores(b"13812345678")) for n in range(3))
    True
    """
    cores = []
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + text)
        # The first and the last group depend on what is beside the text.
        first = -(-shift * 8 // 6)
        cores.append(encoded[first : (shift + len(text)) * 8 // 6])
    return cores


class Value:
    """A number that must not be found, by the digits that every spelling of it has.

    :param str digits: the digits, of a telephone number without country code
    :param spellings: whole spellings whose encoded forms are searched as well

    >>> Value("phone", "13812345678").is_in("call +86 138-1234 5678 now".encode())
    True
    >>> Value("phone", "13812345678").is_in("１３８ １２３４ ５６７８".encode())
    True
    >>> Value("phone", "13812345678").is_in(base64.b64encode(b'{"n": "13812345678"}'))
    True
    >>> Value("phone", "13812345678").is_in("x13812345678".encode().hex().encode())
    True
    >>> Value("phone", "13812345678").is_in(b"138****5678 13812345679")
    False
    """

    def __init__(self, name, digits, *spellings):
        self.name = name
        self._pattern = re.compile(digits.encode())
        texts = {text.encode() for text in (digits, *spellings)}
        self._encoded = {core for text in texts for core in _base64_cores(text)}
        self._encoded |= {text.hex().encode() for text in texts}
        for algorithm in ("md5", "sha1", "sha256"):
            self._encoded |= {hashlib.new(algorithm, text).hexdigest().encode() for text in texts}

    def is_in(self, data):
        return self.place(data, bare(data)) is not None

    def place(self, data, bare_data):
        """Return a sentence on the first place, or ``None``.

        :param bytes bare_data: :func:`bare` of the data, made once for many values
        """
        found = self._pattern.search(self._searched(data, bare_data))
        if found:
            text = found.string[max(found.start() - 120, 0) : found.end() + 60]
            return f"…{text.decode(errors='replace')!r}"
        return next((f"as {form.decode()}" for form in self._encoded if form in data), None)

    def _searched(self, data, bare_data):
        return bare_data


class Day(Value):
    """A birth date, by year, month and day in any order.

    >>> day = Day("birth", "1947-03-29")
    >>> [day.is_in(text.encode()) for text in ("1947年3月29日", "5,1947/03/29", "29.03.1947")]
    [True, True, True]
    >>> [day.is_in(text.encode()) for text in ("19470329", "03/29/1947", "x19:47.032900")]
    [True, True, False]
    """

    def __init__(self, name, iso):
        super().__init__(name, iso, iso.replace("-", ""), iso.replace("-", "/"))
        year, month, day = iso.split("-")
        month, day, between = (
            f"0?{int(month)}",
            f"0?{int(day)}",
            "(?:[-/. ]|年|月|\\\\u5e74|\\\\u6708)",
        )
        forms = (
            f"{year}{between}{month}{between}{day}",
            iso.replace("-", ""),
            f"(?:{day}{between}{month}|{month}{between}{day}){between}{year}",
        )
        self._pattern = re.compile(rf"(?<![0-9])(?:{'|'.join(forms)})(?![0-9])".encode())

    def _searched(self, data, bare_data):
        return plain_digits(data)


def plain_digits(data):
    """Return ``data`` with full-width digits made plain ones."""
    for wide, digit in _WIDE:
        data = data.replace(wide, digit)
    return data


def bare(data):
    """Return ``data`` with plain digits and without what stands between them."""
    return _BETWEEN.sub(b"", plain_digits(data))


def _parts(data, depth=2):
    """Yield ``data`` and what is packed in it."""
    yield data
    if not depth:
        return
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield from _parts(archive.read(name), depth - 1)
        except zipfile.BadZipFile:
            pass
    elif data.startswith(b"\x1f\x8b"):
        with contextlib.suppress(OSError, EOFError):
            yield from _parts(gzip.decompress(data), depth - 1)
    elif data.startswith(b"%PDF"):
        for stream in _STREAM.findall(data):
            try:
                yield zlib.decompress(stream.rstrip(b"\r\n"))
            except zlib.error:
                continue


def leaks(values, data, where):
    """Return a sentence for each value that is found in ``data``, with what is around it."""
    found = []
    for part in _parts(data):
        bare_part = bare(part)
        for value in values:
            if place := value.place(part, bare_part):
                found.append(f"{value.name} in {where}: {place}")
    return found


def leaks_in_tree(values, directory, skip=()):
    """Return the leaks in the names and contents of all files below ``directory``."""
    found = []
    for path in sorted(pathlib.Path(directory).rglob("*")):
        if not path.is_file() or any(part in skip for part in path.parts):
            continue
        found += leaks(values, str(path).encode(), f"the name of {path}")
        found += leaks(values, path.read_bytes(), str(path))
    return found


def leaks_in_dump(values, dump):
    """Return the leaks in a plain SQL dump, table by table.

    :param bytes dump: what ``pg_dump`` writes
    """
    found, table = [], "the schema"
    # A value does not go over a line: COPY writes a row as one line.
    for block in re.split(rb"(?m)^(?=COPY |\\\.$)", dump):
        head = re.match(rb"COPY (\S+) ", block)
        table = f"table {head[1].decode()}" if head else "the schema"
        found += leaks(values, block, table)
    return found
