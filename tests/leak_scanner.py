"""Looks for known values in what a server leaves behind: a dump, files, logs.

The text is searched as it is and without what stands between digits, so that it does not matter how
a number is written; with escaped digits made plain; and in what base64 and hexadecimal runs hold.
Hashes of the values count too. Archives and the streams of PDF files are opened.
"""

import base64
import binascii
import contextlib
import gzip
import hashlib
import io
import pathlib
import re
import zipfile
import zlib
from functools import cached_property

# What stands between the digits of one number, in texts, addresses, mails and pages
_BETWEEN = re.compile(
    rb"(?<=[0-9])(?:[ \-./()_+,:\t]|%20|%2[dDfFbB]|%[cC]2%[aA]0|%[eE]3%80%80|%E2%80%9[0-5]"
    rb"|&[a-z]{2,6};|&#160;|&#82[0-9]{2};|=20|=C2=A0|=\r?\n|\xc2\xa0|\xe3\x80\x80"
    rb"|\xe2\x80[\x80-\x95]|\xef\xbc\x8d|\\{1,2}(?:u00a0|u3000|u20[01][0-9a-f]|[tnr/])"
    rb"|</?[a-z][^<>]{0,80}>)+(?=[0-9])"
)
_WIDE = [
    (f"{digit}".translate({48 + digit: 0xFF10 + digit}).encode(), b"%d" % digit)
    for digit in range(10)
]
# In a dump of JSON every backslash is doubled.
_WIDE += [(b"\\" * n + b"uff1%d" % digit, b"%d" % digit) for n in (2, 1) for digit in range(10)]
# Three digits or more of which each is escaped: in addresses, mails, JSON, pages
_ESCAPED = re.compile(
    rb"(?:(?:%|=|\\x|\\\\?u00|&#x)3[0-9];?){3,}|(?:&#(?:4[89]|5[0-7]);){3,}", re.IGNORECASE
)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_RUN = re.compile(rb"[A-Za-z0-9+/_\-]{12,}={0,2}")
_FOLDED = re.compile(rb"(?<=[A-Za-z0-9+/]{60})(?:=?\r?\n|(?:\\r)?\\n)(?=[A-Za-z0-9+/])")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){9,}")
_DIGITS = re.compile(rb"[A-Za-z]?[0-9]{9,}")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF")
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
# A date is not longer before or after its year than this.
_WINDOW = 40


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


class Haystack:
    """Bytes to be searched for many values: every form of them is made once.

    :param bool is_decoded: what was decoded of another, in which nothing is decoded again
    """

    def __init__(self, data, is_decoded=False):
        self.data = data.replace(b"\0", b"") if b"\0" in data else data
        self.is_decoded = is_decoded
        self._around = {}

    @cached_property
    def plain(self):
        """With full-width and escaped digits made plain ones."""
        data = self.data
        for wide, digit in _WIDE:
            data = data.replace(wide, digit)
        return _ESCAPED.sub(_unescaped, data)

    @cached_property
    def bare(self):
        """Also without what stands between digits."""
        return _BETWEEN.sub(b"", self.plain)

    @cached_property
    def digits(self):
        """The long numbers of it, one a line: little enough to be searched often."""
        return b"\n".join(_DIGITS.findall(self.bare))

    @cached_property
    def runs(self):
        """The runs of letters and digits that may be encoded, one a line."""
        return b"\n".join(_RUN.findall(_FOLDED.sub(b"", self.data)))

    @cached_property
    def decoded(self):
        """A haystack of what the runs hold as base64 and hexadecimal."""
        found = []
        for run in self.runs.split(b"\n"):
            body = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
            # What the run begins with may belong to what stands before.
            for begin in range(4):
                with contextlib.suppress(binascii.Error):
                    found.append(base64.b64decode(body[begin:] + b"=" * ((begin - len(body)) % 4)))
            found += [bytes.fromhex(part.decode()) for part in _HEX.findall(run)]
        packed = [part for data in found if data.startswith(_PACKED) for part in _parts(data)]
        return Haystack(b"\n".join([*found, *packed]), is_decoded=True)

    def around(self, year):
        """Return what stands around each mention of a year, one a line."""
        if year not in self._around:
            windows = [
                self.plain[max(m.start() - _WINDOW, 0) : m.end() + _WINDOW]
                for m in re.finditer(year, self.plain)
            ]
            self._around[year] = b"\n".join(windows)
        return self._around[year]


def _unescaped(match):
    text = match[0]
    if text.startswith(b"&#") and text[2:3] not in (b"x", b"X"):
        return b"".join(b"%c" % int(code) for code in re.findall(rb"[0-9]+", text))
    return b"".join(re.findall(rb"3([0-9])(?:;|(?=[%=\\&])|$)", text))


class Value:
    """A number that must not be found, by the digits that every spelling of it has.

    :param str digits: the digits, of a telephone number without country code and trunk zero
    :param spellings: whole spellings whose encoded forms are searched as well

    >>> phone = Value("phone", "13812345678", "+8613812345678")
    >>> [phone.is_in(text.encode()) for text in (
    ...     "call +86 138-1234 5678 now", "(0086)138.1234.5678", "１３８ １２３４ ５６７８",
    ...     "%2B86%20138%2D1234%2D5678", "tel=138+1234+5678", "138\u20111234\u20115678",
    ...     "138&nbsp;1234&nbsp;<b>5678</b>", r'{"n": "138\\u00a012345678"}')]
    [True, True, True, True, True, True, True, True]
    >>> [phone.is_in(text.encode()) for text in (
    ...     "%31%33%38%31%32%33%34%35%36%37%38", "=31=33=38=31=32=33=34=35=36=37=38",
    ...     r"\\u0031\\u0033\\u0038\\u0031\\u0032\\u0033\\u0034\\u0035\\u0036\\u0037\\u0038",
    ...     "&#49;&#51;&#56;&#49;&#50;&#51;&#52;&#53;&#54;&#55;&#56;")]
    [True, True, True, True]
    >>> phone.is_in(base64.b64encode(b'{"n": "13812345678"}'))
    True
    >>> phone.is_in(b"x" + base64.urlsafe_b64encode("電話 138 1234 5678".encode()))
    True
    >>> phone.is_in("x13812345678".encode().hex().upper().encode())
    True
    >>> phone.is_in(hashlib.sha256(b"13812345678").hexdigest().upper().encode())
    True
    >>> phone.is_in("13812345678".encode("utf-16"))
    True
    >>> phone.is_in(b"138****5678 13812345679")
    False
    """

    def __init__(self, name, digits, *spellings):
        self.name = name
        self._digits = re.compile(self._pattern_of(digits), re.IGNORECASE)
        texts = {text.encode() for text in (digits, *spellings)}
        self._encoded = {core for text in texts for core in _base64_cores(text)}
        forms = {text.hex() for text in texts}
        for algorithm in ("md5", "sha1", "sha256"):
            forms |= {hashlib.new(algorithm, text).hexdigest() for text in texts}
        self._encoded |= {form.encode() for text in forms for form in (text, text.upper())}

    def _pattern_of(self, digits):
        return digits.encode()

    def is_in(self, data):
        return self.place(Haystack(data)) is not None

    def place(self, hay):
        """Return a sentence on the first place in a :class:`Haystack`, or ``None``."""
        if self._is_written(hay):
            found = self._digits.search(self._searched(hay))
            text = found.string[max(found.start() - 120, 0) : found.end() + 60]
            return f"…{text.decode(errors='replace')!r}"
        if hay.is_decoded:
            return None
        if form := next((form for form in self._encoded if form in hay.runs), None):
            return f"as {form.decode()}"
        inside = self.place(hay.decoded)
        return inside and f"encoded: {inside}"

    def _is_written(self, hay):
        return self._digits.search(hay.digits)

    def _searched(self, hay):
        return hay.bare


class Phone(Value):
    """A telephone number whose national part is too short to be told from other numbers alone.

    >>> phone = Phone("phone", "912345678", "+886912345678", "0912345678")
    >>> [phone.is_in(text.encode()) for text in (
    ...     "+886 912 345 678", "0912-345-678", "%2B886912345678", "tel 912 345 678")]
    [True, True, True, True]
    >>> phone.is_in(b"1791234567811")
    False
    """

    def _pattern_of(self, digits):
        return rb"(?:(?<![0-9])|(?<=0)|(?<=886))" + digits.encode()


class Word(Value):
    """A text that must not be found, in any case of its letters.

    >>> [Word("name", "Zyl Ber").is_in(text) for text in (b"ms zyl ber", b"Zyl%20Ber", b"Zyl")]
    [True, True, False]
    >>> Word("name", "Zyl Ber").is_in(base64.b64encode(b"Ms Zyl Ber"))
    True
    """

    def _pattern_of(self, text):
        return b"(?:%20|[ +.])".join(re.escape(word).encode() for word in text.split())

    def _is_written(self, hay):
        return self._digits.search(hay.data)

    def _searched(self, hay):
        return hay.data


class Day(Value):
    """A birth date, by year, month and day in any order.

    >>> day = Day("birth", "1947-03-29")
    >>> [day.is_in(text.encode()) for text in ("1947年3月29日", "5,1947/03/29", "29.03.1947")]
    [True, True, True]
    >>> [day.is_in(text.encode()) for text in ("19470329", "03/29/1947", "x19:47.032900")]
    [True, True, False]
    >>> [day.is_in(text.encode()) for text in ("1947%2F03%2F29", r"29\\/3\\/1947", "29 Mar 1947")]
    [True, True, True]
    >>> day.is_in(base64.b64encode(b"born 1947-03-29"))
    True
    """

    def __init__(self, name, iso):
        super().__init__(name, iso, iso.replace("-", ""), iso.replace("-", "/"))
        self._year = iso[:4].encode()

    def _pattern_of(self, iso):
        year, month, day = iso.split("-")
        between = r"(?:[-/. ,]|%2[dDfF]|%20|\\/|年|月|\\u5e74|\\u6708)+"
        name = _MONTHS[int(month) * 3 - 3 : int(month) * 3]
        month, day = f"(?:0?{int(month)}|{name}[a-z]*)", f"0?{int(day)}"
        forms = (
            f"{year}{between}{month}{between}{day}",
            iso.replace("-", ""),
            f"(?:{day}{between}{month}|{month}{between}{day}){between}{year}",
        )
        return rf"(?<![0-9])(?:{'|'.join(forms)})(?![0-9])".encode()

    def _is_written(self, hay):
        return self._digits.search(hay.around(self._year))

    def _searched(self, hay):
        return hay.plain


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
        hay = Haystack(part)
        for value in values:
            if place := value.place(hay):
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
