"""Numbers of people in free text: found by their pattern, and put out of sight.

Found are numbers of identity documents (resident identity card and permanent residence card of the
mainland, cards of Taiwan, Hong Kong and Macao, passports and permits that are called so) and
telephone numbers (mobiles of the mainland and Taiwan, landlines with an area code, everything in
international form, and whatever follows a word such as "call" or 電話). Left alone are the numbers
of orders, invoices and parcels, amounts, dates, service hotlines, and anything with letters in it.

Numbers with a check digit count when it is right and the birth date in them is possible. An old
number of 15 digits or a local number of 8 has none, and counts beside a word that names it only.
"""

import html
import re
from collections import namedtuple
from datetime import date

from . import values

Hit = namedtuple("Hit", "start end kind value mask")
"""A number in a text: ``text[start:end]``, its kind (``id``, ``phone``), value and mask."""

# A number needs at least this many digits: what has fewer is not looked at any closer.
FEWEST_DIGITS = 6
_DIGIT = re.compile(r"[0-9０-９]")
# Full-width signs become plain ones of the same length, so that places in the text stay valid.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NARROW |= {0x3000: 0x20, 0xA0: 0x20, **dict.fromkeys(range(0x2010, 0x2016), 0x2D)}

_S = r"[ .\-/]{0,2}"
_BEFORE = r"(?<![0-9A-Za-z])"
_AFTER = r"(?![0-9A-Za-z*])(?![.,]\d{1,2}(?!\d))"

_CN_ID = re.compile(rf"{_BEFORE}(?=(\d(?:{_S}\d){{16}}{_S}[\dXx])(?![0-9A-Za-z]))")
_TW_ID = re.compile(rf"{_BEFORE}([A-Z]{_S}[1289](?:{_S}\d){{8}})(?![0-9A-Za-z])", re.IGNORECASE)
_HK_ID = re.compile(rf"{_BEFORE}([A-Z]{{1,2}}\d{{6}} ?\( ?[0-9A] ?\))", re.IGNORECASE)
_MO_ID = re.compile(rf"{_BEFORE}([157]\d{{6}} ?\( ?\d ?\))")
# What is called a document is one, whatever its number looks like.
_DOCUMENT_WORDS = (
    r"(?:passport|travel permit|id card|identity card|hkid|hong kong id|護照|护照|通行[證证]"
    r"|回[鄉乡][證证]|台胞[證证]|居[留住][證证]|身[份分][證证]|證件|证件)"
)
_LINK = r"(?:\s*(?:number|no\.?|nr\.?|is|was|号码?|號碼?|字號|编号|編號|为|為|是|[:#=])){0,3}\s*"
_DOCUMENT = re.compile(
    rf"{_DOCUMENT_WORDS}{_LINK}((?:[A-Z]{_S}){{0,3}}\d(?:{_S}\d){{5,14}}(?: ?\([0-9A]\))?)"
    r"(?![0-9A-Za-z])",
    re.IGNORECASE,
)

_CN_MOBILE = re.compile(
    rf"(?:(?<![0-9A-Za-z])|(?<=tel)|(?<=phone)|(?<=mobile))"
    rf"((?:\(?(?:\+|00)?86\)?{_S})?1[3-9]\d{_S}(?:\d{{4}}{_S}\d{{4}}|\d{{3}}{_S}\d{{3}}{_S}\d{{2}}"
    rf"|\d{{2}}{_S}\d{{3}}{_S}\d{{3}})){_AFTER}",
    re.IGNORECASE,
)
_TW_MOBILE = re.compile(rf"{_BEFORE}(09\d{{2}}{_S}\d{{3}}{_S}\d{{3}}){_AFTER}")
_ABROAD = re.compile(
    rf"{_BEFORE}((?:\+{_S}\(?\d\)?|00(?=86|85[23]|886))(?:{_S}\(?{_S}\d\)?){{6,14}}){_AFTER}"
)
_LANDLINE = re.compile(
    rf"{_BEFORE}(\(0\d{{1,3}}\) ?\d{{3,4}}[ -]?\d{{4}}|0(?:10|2\d|[3-9]\d{{2}})-\d{{7,8}}"
    rf"|0[2-8]-\d{{3,4}}-?\d{{4}}){_AFTER}"
)
_PHONE_WORDS = (
    r"(?:tele?phone|phone|mobile|cell|call(?:ed|ing)?(?: me| him| her| us| back)?(?: at| on)?"
    r"|tel\.?|whats ?app|sms|fax|reach me(?: at| on)?|電話|电话|手機|手机|致電|致电"
    r"|打給我|打给我|聯[絡繫]|联[系络]|撥打|拨打|門號|门号|微信)"
)
_SPOKEN = re.compile(
    rf"{_PHONE_WORDS}{_LINK}(\(?\d\)?(?:{_S}\(?\d\)?){{6,13}}){_AFTER}", re.IGNORECASE
)

# A number right after one of these is that of a thing. No word of telephones stands here.
_THINGS = re.compile(
    r"(?:order|invoice|tracking|parcel|waybill|ticket|reference|ref|receipt|serial|transaction|imei"
    r"|iccid|contract|case|complaint|payment|barcode|sku|meter|訂單|订单|單號|单号|運單|运单"
    r"|快遞|快递|發票|发票|流水|編號|编号|案號|案号|序號|序号|合同|合約|交易)"
    r"(?:[ .]*(?:number|no\.?|nr\.?|id|code|号码?|號碼?))?[ ]*(?:is|was|为|為|是)?[ :#=]*$",
    re.IGNORECASE,
)
_PART_OF_MORE = re.compile(
    r"(?:[$€£¥￥#]|NT\$?|RMB|HKD?|MOP|USD|CNY|[0-9A-Za-z][-_/])[ ]*$|[0-9][.,]$", re.I
)
_JOINED = re.compile(r"_|(?<=[^\W\d_])-(?=\d{5})")
_PHONE_BEFORE = re.compile(rf"{_PHONE_WORDS}[-_/: ]*$", re.IGNORECASE)
# Freephone and shared-cost numbers are a company's, never a person's.
_HOTLINE = re.compile(
    r"(?:\+?86|0086)?(?:400|800)\d{7}|0800\d{5,7}|\+886800\d{6}|\+1800\d{7}|95\d{3,6}"
)
_FREEPHONE = re.compile(r"\+?1[ -]8(?:00|88|77|66|55|44|33)[ -]")

_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def _plain(text):
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def _is_birth_date(digits):
    try:
        return (
            date(1880, 1, 1)
            <= date(*map(int, (digits[:4], digits[4:6], digits[6:8])))
            <= (date.today())
        )
    except ValueError:
        return False


def is_cn_id(number):
    """Tell whether 18 characters are a number by GB 11643: birth date possible, check digit right.

    >>> is_cn_id("11010519491231002X"), is_cn_id("110105194912310021")
    (True, False)
    >>> is_cn_id("11010519491331002X")
    False
    """
    if number[0] == "0" or not _is_birth_date(number[6:14]):
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def is_tw_id(number):
    """Tell whether a letter and nine digits are a number of a card of Taiwan.

    >>> is_tw_id("A123456789"), is_tw_id("A123456788")
    (True, False)
    """
    code = 10 + _TW_LETTERS.index(number[0])
    digits = [code // 10, code % 10, *map(int, number[1:])]
    return (
        sum(d * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0
    )


def is_hk_id(number):
    """Tell whether the check digit of a Hong Kong card is right.

    >>> is_hk_id("A1234563"), is_hk_id("A1234567"), is_hk_id("AB9876543")
    (True, False, True)
    """
    body, check = number[:-1].rjust(8), number[-1]
    codes = [36 if char == " " else int(char, 36) for char in body]
    total = sum(code * weight for code, weight in zip(codes, range(9, 1, -1), strict=True))
    return (total + int(check, 16)) % 11 == 0


def _names_a_thing(text, start):
    before = text[max(0, start - 30) : start]
    if _PHONE_BEFORE.search(before):
        return False
    return bool(_THINGS.search(before) or _PART_OF_MORE.search(before))


def _is_hotline(number, typed):
    return bool(
        _HOTLINE.fullmatch(number) or _HOTLINE.fullmatch(_plain(typed)) or _FREEPHONE.match(typed)
    )


def _document(is_right=None, is_proved=False):
    """Return the rule of one kind of documents: it gets text and match, and returns the number.

    :param is_right: tells whether the check digit is right; ``None`` where there is none
    :param bool is_proved: the check is strong enough to need no look at what stands before
    """

    def read(text, match):
        number = _plain(match[1])
        if is_right and not is_right(number):
            return None
        if not is_proved and _names_a_thing(text, match.start(1)):
            return None
        return number

    return read


def _telephone(region=None, is_called_so=False):
    """Return the rule of one kind of telephone numbers, like :func:`_document`."""

    def read(text, match):
        number = values.phone(re.sub("^00", "+", match[1]), region)
        if _is_hotline(number, match[1]):
            return None
        if not is_called_so and _names_a_thing(text, match.start(1)):
            return None
        return number

    return read


# What is found by one rule is out of reach of those below it.
_RULES = (
    ("id", _CN_ID, _document(is_cn_id, is_proved=True)),
    ("id", _TW_ID, _document(is_tw_id)),
    ("id", _HK_ID, _document(is_hk_id)),
    ("id", _MO_ID, _document(is_proved=True)),
    ("id", _DOCUMENT, _document(is_proved=True)),
    ("phone", _ABROAD, _telephone()),
    ("phone", _CN_MOBILE, _telephone("CN")),
    ("phone", _TW_MOBILE, _telephone("TW")),
    ("phone", _LANDLINE, _telephone()),
    ("phone", _SPOKEN, _telephone(is_called_so=True)),
)


def find(text):
    """Return the :class:`Hit` s in a plain text, in order and without overlap.

    >>> hits = find("我的身份证 110105 19491231 002X，手机138-1234-5678")
    >>> [(hit.kind, hit.value) for hit in hits]
    [('id', '11010519491231002X'), ('phone', '+8613812345678')]
    >>> find("Order 13812345678 of 2026-03-01, NT$ 1,234,567, complaint C2026-000123, 10086")
    []
    """
    if len(_DIGIT.findall(text)) < FEWEST_DIGITS:
        return []
    narrow = text.translate(_NARROW)
    hits = []
    for kind, pattern, read in _RULES:
        found = []
        for match in pattern.finditer(narrow):
            start, end = match.span(1)
            if found and start < found[-1].end:
                continue
            if number := read(narrow, match):
                found.append(Hit(start, end, kind, number, values.KINDS[kind].mask(number)))
        for start, end, *_rest in found:
            narrow = narrow[:start] + values.STAR * (end - start) + narrow[end:]
        hits += found
    return sorted(hits)


def redact(text, keep=None):
    """Return ``(text with masks, hits)``.

    :param str text: plain text
    :param keep: function that gets the hits and returns those that may stay, e.g. a company's own
        numbers; it is called when there are hits only

    >>> redact("call me at 6612 3456")[0]
    'call me at 66****56'
    >>> redact("call us at 6612 3456", keep=lambda hits: hits)
    ('call us at 6612 3456', [])
    """
    hits = _without_kept(find(text), keep)
    for hit in reversed(hits):
        text = text[: hit.start] + hit.mask + text[hit.end :]
    return text, hits


def _without_kept(hits, keep):
    if hits and keep:
        kept = keep(hits)
        hits = [hit for hit in hits if hit not in kept]
    return hits


_MARKUP = re.compile(r"<!--.*?-->|<[^<>]*>|&(?:#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE | re.DOTALL)
# Between these a number goes on: 138<b>1234</b>5678
_INLINE = re.compile(r"</?(?:a|b|i|u|s|em|strong|span|font|small|mark|wbr|code|sub|sup)\b", re.I)
_ATTRIBUTE = re.compile(r"""((?:tel|sms|callto|whatsapp):)([+0-9()%.\-\s]{6,})""", re.IGNORECASE)
_SAID = re.compile(r"""(\b(?:title|alt|aria-label)=)("[^"]*"|'[^']*')""", re.IGNORECASE)


def redact_html(markup, keep=None):
    """Return ``(HTML with masks, hits)``: in its texts, also across tags, and in links to call.

    :param str markup: HTML
    :param keep: as of :func:`redact`

    >>> link = '<a href="tel:+85366123456">+853 6612&nbsp;3456</a>'
    >>> redact_html(f"<p>It is 138<b>1234</b>5678, {link}</p>")[0]
    '<p>It is 138****5678<b></b>, <a href="tel:">66****56</a></p>'
    """
    if len(_DIGIT.findall(markup)) < FEWEST_DIGITS:
        return markup, []
    text, places, tags = _visible(markup)
    hits = _without_kept(find(text), keep)
    edits = []
    for hit in hits:
        for offset in range(hit.start, hit.end):
            start, end = places[offset]
            # The mask takes the place of the first character; tags in between stay.
            edits.append((start, end, html.escape(hit.mask) if offset == hit.start else ""))
    for start, end in tags:
        tag, said = _clean_tag(markup[start:end], keep)
        hits += said
        if tag != markup[start:end]:
            edits.append((start, end, tag))
    for start, end, new in sorted(edits, reverse=True):
        markup = markup[:start] + new + markup[end:]
    return markup, hits


def _visible(markup):
    """Return what is read, where each of its characters stands, and where the tags are."""
    text, places, tags, at = [], [], [], 0

    def add(char, start, end):
        text.append(char)
        places.append((start, end))

    for match in _MARKUP.finditer(markup):
        for index in range(at, match.start()):
            add(markup[index], index, index + 1)
        at = match.end()
        if match[0].startswith("<"):
            tags.append(match.span())
            if not _INLINE.match(match[0]):
                add("\n", match.end(), match.end())
        else:
            add(html.unescape(match[0])[:1] or " ", *match.span())
    for index in range(at, len(markup)):
        add(markup[index], index, index + 1)
    return "".join(text), places, tags


def _clean_tag(tag, keep):
    """Return a tag whose links to call and whose spoken attributes hold no number, and the hits."""
    hits = []

    def unlink(match):
        found = _without_kept(find(f"tel: {match[2]}"), keep)
        hits.extend(found)
        return match[1] if found else match[0]

    def unsay(match):
        said, found = redact(match[2], keep)
        hits.extend(found)
        return match[1] + said

    return _SAID.sub(unsay, _ATTRIBUTE.sub(unlink, tag)), hits


def redact_name(name, keep=None):
    """Return ``(file name with masks, hits)``; stars are not allowed in the names of files.

    >>> redact_name("身份证110105194912310 02X.jpg")[0]
    '身份证1xxxxxxxxxxxxxxx2X.jpg'

    Words of a name are joined by signs that in a text would join the parts of one number.

    >>> redact_name("list-13812345678_new.txt")[0], redact_name("order-13812345678.txt")[0]
    ('list 138xxxx5678 new.txt', 'order-13812345678.txt')
    """
    stem, dot, extension = name.rpartition(".")
    words = _JOINED.sub(" ", stem) if dot else extension
    stem, hits = redact(words, keep)
    if not hits:
        return name, hits
    return (f"{stem}.{extension}" if dot else stem).replace(values.STAR, "x"), hits
