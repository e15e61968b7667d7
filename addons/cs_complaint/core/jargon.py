"""Find words of the trade in a text, in languages with and without spaces between words."""

from collections import namedtuple

Hit = namedtuple("Hit", "start end key")
"""``text[start:end]`` is the term ``key``."""

# Scripts written without spaces: a word may begin and end anywhere.
_NO_SPACES = (
    ("\u2e80", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\u0e00", "\u0eff"),
    ("\U00020000", "\U0003ffff"),
)
_END = object()


def wording(lang):
    """Return which languages share their glossary: by language, Chinese by script.

    >>> [wording(lang) for lang in ("en_GB", "zh_TW", "zh_HK", "zh_CN", None)]
    ['en', 'zh_Hant', 'zh_Hant', 'zh_Hans', '']
    """
    lang = lang or ""
    if lang.startswith("zh"):
        return "zh_Hant" if lang[3:5] in ("TW", "HK", "MO", "Ha") else "zh_Hans"
    return lang.partition("_")[0]


def _fold(char):
    lower = char.lower()
    return lower if len(lower) == 1 else char


def _is_letter(char):
    return char.isalnum() and not any(first <= char <= last for first, last in _NO_SPACES)


class Glossary:
    """Many terms made ready for fast search; it does not change after that.

    The longest term counts, upper and lower case are alike. In scripts with spaces only whole
    words are found, with the plural of English; in Chinese a term is found anywhere.

    >>> terms = Glossary({"APN": 1, "SIM card": 2, "SIM": 3, "基站": 4, "基站擁塞": 5, "churn": 6})
    >>> text = "Two SIM cards, one apn."
    >>> [(text[start:end], key) for start, end, key in terms.find(text)]
    [('SIM cards', 2), ('apn', 1)]
    >>> terms.find("A simple churning example")
    []
    >>> text = "貴社區基站擁塞,APN設定有誤"
    >>> [(text[start:end], key) for start, end, key in terms.find(text)]
    [('基站擁塞', 5), ('APN', 1)]
    """

    __slots__ = ("_root",)

    def __init__(self, terms):
        """Take ``{term: key}``; empty terms are left out."""
        self._root = {}
        for term, key in terms.items():
            node = self._root
            for char in " ".join(term.split()):
                node = node.setdefault(_fold(char), {})
            if node is not self._root:
                node[_END] = key

    def find(self, text):
        """Return the :class:`Hit` s in ``text``, in order and without overlap."""
        text = text or ""
        folded, root, hits = [_fold(char) for char in text], self._root, []
        at, length = 0, len(text)
        while at < length:
            hit = self._match(text, folded, at) if folded[at] in root else None
            if hit:
                hits.append(hit)
                at = hit.end
            else:
                at += 1
        return hits

    def _match(self, text, folded, start):
        if start and _is_letter(text[start]) and _is_letter(text[start - 1]):
            return None
        node, at, best = self._root, start, None
        while at < len(folded) and (node := node.get(folded[at])) is not None:
            at += 1
            if _END in node:
                end = self._word_end(text, folded, at)
                if end:
                    best = Hit(start, end, node[_END])
        return best

    @staticmethod
    def _word_end(text, folded, end):
        """Return where the word ends that a term ends in, or ``None`` in the middle of one."""
        if not _is_letter(text[end - 1]):
            return end
        for plural in ("", "s", "es"):
            after = end + len(plural)
            is_plural = "".join(folded[end:after]) == plural
            if is_plural and not (after < len(text) and _is_letter(text[after])):
                return after
        return None


def replaced(text, hits, plain):
    """Return ``text`` with each hit in plain words; those without a wording stay.

    :param hits: as :meth:`Glossary.find` returns them
    :param dict plain: wording by key

    >>> text = "The APN was wrong"
    >>> replaced(text, Glossary({"APN": 1}).find(text), {1: "internet setting"})
    'The internet setting was wrong'
    """
    parts, at = [], 0
    for start, end, key in hits:
        parts += [text[at:start], plain.get(key) or text[start:end]]
        at = end
    return "".join([*parts, text[at:]])
