"""Names of persons, out of what bylines and metadata hold: labels, roles, agencies, addresses and dates put aside."""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from cleaners.normalise.months import MONTHS, fold
from cleaners.normalise.name_words import BRAND, BY, LABEL, NO_PERSON
from cleaners.normalise.text import mend

MAX_WORDS = 6
"""Longer than this it is a sentence or a list (Spanish and Arabic names reach five or six words)."""
MAX_TEXT = 400
"""A byline of more letters is a paragraph that was called a byline."""

_SHORT_LABEL = re.compile(r"^\W*(?:di|da|na|av|af)\s+(?=\S+\s+\S)", re.I)
"""Labels that are also given names or parts of names (Na Li, Di Stefano): only before two more words."""
_STRICT_LABEL = re.compile(rf"^\W*(?:{BY}|di|od|от)\s+(?=\S)", re.I)
_TAIL = re.compile(
    r"(?:\s+(?:for|in|from|at|aus|für|à|pour|en|para|voor|hos)\s+(?:the\s+)?[A-Z].*|\s+(?:on|am|le|el|il|op|den)\s+\d.*|\s+tarafından\b.*|"
    r"\s*(?:기자|특파원|記者|记者)(?:\s.*)?|\s+(?:is|has|was|ist|est|es)\s.*|\s+(?:published|posted|updated|updates?|last)\b.*)$",
    re.I,
)
_BYLINE = re.compile(
    rf"^[\s|•–—-]*(?:(?:(?:written|posted|published|reported|story|words|text|verfasst|geschrieben|écrit|rédigé|publié|"
    rf"escrito|publicado|geschreven|skrevet|skriven)\s+)?(?:{BY}|di|od|от)(?:\s*:)?\s+|scritto da\s+|a cura di\s+|"
    r"(?:authors?|autor(?:en|in|es|a)?|auteure?s?|autore|автор(?:ы|и)?|yazar|penulis|作者|记者|記者|文)\s*[:：]\s*)"
    r"(?P<names>\S.*)$",
    re.I,
)
"""A label, and nothing but names may follow."""
_NAME_WORDS = 4
_SPLIT = re.compile(
    r"\s*[,;|/•·，、；&+]\s*|\s+[–—-]\s+|\s*\n\s*|\s+(?:and|und|et|with|mit|avec|con|met|med|и|та|και|és|और)\s+", re.I
)
_SHORT_AND = re.compile(r"\s+(?:y|e|i|en|og|och|ve|dan|na|a|ja|și|si|và|o|oraz)\s+")
"""Words for “and” that also stand inside names (Ortega y Gasset): they split only what has two words on both sides."""
_PARENTHESES = re.compile(r"\s*[(\[（][^()\[\]（）]{0,80}[)\]）]")
_ADDRESS = re.compile(r"\S*@\S*|https?://\S*|\bwww\.\S*")
_INITIAL = re.compile(r"\b(?:[A-Z]|[JS]r)\.$")
_BEFORE_LABEL = re.compile(
    rf"^[^A-Za-z]{{0,30}}[^\d]{{0,20}}\d[^.!?]{{0,40}}?\b(?=(?:written by|posted by|{BY})\s)", re.I
)
"""A date before the label: `Jul 11 Written by`."""
_CREDENTIAL = re.compile(
    r"(?:\s+(?:[Pp][Hh]\.?\s?D|M\.?D|MBA|CPA|CPP|Esq|RDN?|MS|MA|CFP|JD|MPH|DDS|DVM|RN|NP|LCSW|PsyD|CFA|FACS|DO|"
    r"B[Ss]c|M[Ss]c)\.?)+$"
)
_ROLE_TAIL = re.compile(
    r"\s+(?:(?:staff|senior|chief|deputy|assistant|associate|contributing|managing|executive|special)\s+(?:\w+\s+)?|"
    r"(?:political|sports?|news|business|technology|science|health|local|national|freelance|guest)\s+)?(?:writer|reporter|correspondent|editor|"
    r"contributor|columnist|journalist|photographer|producer|author|staff|redakteur(?:in)?|korrespondent(?:in)?)$",
    re.I,
)
_CJK_OUTLET = re.compile(r"新闻|新聞|日报|日報|通信|通讯|编辑|編集|時報|时报|뉴스|일보|신문|방송|편집")
_ACCOUNT = re.compile(r"(?:admin|administrator|webmaster|editor|author|user|guest|root|moderator)[\W\d_]*", re.I)
_LOGIN = re.compile(r"(?!(?:undefined|null|none|unknown|team|staff)$)[a-z][a-z0-9_-]{2,30}(?:\.[a-z0-9_-]{2,30})?")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]{2,10}")
_PARTICLES = frozenset(
    "van von der den de del della di da dos das do du le la el al bin ibn ben ter ten zu zum af av y e i abu "
    "bint".split()
)
_HOUSE = re.compile(
    r"\s+(?:staff|team|news|newsroom|desk|editors?|editorial|online|redaktion|rédaction|redacción)$", re.I
)
"""What a site's collective account adds to its name: `Herald Staff`."""
_JOINERS = "\u200c\u200d"
_JOINER = re.compile(r"(?<![\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff])")
"""Zero-width joiners outside the scripts (Arabic to Sinhala) that are spelled with them."""
_SPACE = re.compile(r"\s+")
_C1 = re.compile(r"[\x80-\x9f]")
"""Control codes that no page means: what UTF-8 leaves that was read as Latin-1."""
_NO_ALNUM = bytes(b for b in range(128) if not chr(b).isalnum())
"""Bytes are sifted twenty times faster than characters."""
_NO_LETTER = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """The text unescaped, in NFC, on one line, without invisible characters or half surrogates."""
    text = " ".join((html.unescape(text) if "&" in text else text).split())
    if not text.isprintable():
        text = mend(text) if _C1.search(text) else text
        text = _JOINER.sub("", text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore"))
        text = "".join(c if c.isprintable() or c in _JOINERS else " " if c < " " else "" for c in text)
        text = _SPACE.sub(" ", text).strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def key(text: str | None) -> str:
    """What two spellings of a name have in common: letters and digits alone, without accents or case."""
    if not text:
        return ""
    return _remembered_key(text) if len(text) <= MAX_TEXT else _key(text)


def _key(text: str) -> str:
    plain = text.casefold()
    if plain.isascii():
        return plain.encode().translate(None, _NO_ALNUM).decode()
    return _NO_LETTER.sub("", unicodedata.normalize("NFKD", plain))


_remembered_key = lru_cache(maxsize=1024)(_key)
"""A page's few names and titles are compared again and again."""


def persons(text: str, not_these: Iterable[str | None] = (), *, trusted: bool = False) -> tuple[str, ...]:
    """The persons that a byline names, in its order, each once.

    `not_these` are the site's names: nobody is called that. A single word is a person where `trusted` says that the
    source calls it one, and where the script writes names as one word; else it is taken for an account. What is not
    surely a person is left out: an author too few is better than a wrong one.

    >>> persons("By Jane Doe and J. R. Smith, Staff Writers | 3 May 2024")
    ('Jane Doe', 'J. R. Smith')
    """
    if len(text) > MAX_TEXT:
        return ()
    banned = {key(n) for n in not_these if n}
    found: dict[str, str] = {}
    for part in _split(squeeze(text)):
        name = _bare(part)
        alone = key(name) == key(text) and " " in name
        if is_person(name, trusted=trusted or alone) and not (key(name) in banned and _is_brand(name)):
            found.setdefault(key(name), name)
    return tuple(found.values())


def _is_brand(name: str) -> bool:
    """Whether a name that the site has too is not also its owner's: people have two or three words to theirs."""
    return len(name.split()) not in (2, 3) or bool(BRAND.search(name))


_ARTICLES = frozenset({"der", "den", "dem", "des"})
"""A name's parts, but never its first: `Von der Leyen in Kiew` is a headline, not a byline of one `der Leyen`."""


@lru_cache(maxsize=1024)
def is_person(name: str, *, trusted: bool = False) -> bool:
    """Whether a name without label and role can be that of a person."""
    if not name or any(c.isdigit() or c in '@#:?!<>{}=_*"“”' for c in name) or NO_PERSON.search(name):
        return False
    if _CJK.fullmatch(name.replace("・", "").replace(" ", "")):
        return not _CJK_OUTLET.search(name)
    words = name.split()
    if len(words) == 1:
        return trusted and fold(name) not in MONTHS and len(name) > 2 and name[0].isupper() and not name.isupper()
    if len(words) > MAX_WORDS or words[0] in _ARTICLES:
        return False
    cased = [w for w in words if w[0].lower() != w[0].upper()]
    lower = [w for w in cased if w[0].islower() and w.lower() not in _PARTICLES and "'" not in w and "’" not in w]
    # a name in small letters throughout is a choice of its bearer; one small word among others is a sentence
    return not lower or (len(lower) == len(cased) == 2 and trusted)


def account(text: str, site_names: Iterable[str | None]) -> str | None:
    """The posting account that an author's field names, where it is no person: the site's own name, one that software
    gives (`admin`), or a single word in small letters, as people choose for a login.

    >>> account("About ghanamma", ())
    'ghanamma'
    """
    name = _unlabelled(squeeze(text)).strip(" .,:;-–—|*•")
    folded = key(name)
    if not folded or len(name) > 60:
        return None
    own = not {folded, key(_HOUSE.sub("", name))}.isdisjoint(key(n) for n in site_names if key(n))
    return name if own or _ACCOUNT.fullmatch(name) or _LOGIN.fullmatch(name) else None


def has_label(text: str) -> bool:
    """Whether a line begins as a byline does: `By `, `Von `, `Written by `, `Author: `."""
    found = LABEL.match(text)
    # one word of the others may be the line's own: only with a colon, or two of them
    return bool(_STRICT_LABEL.match(text) or (found and re.search(r"[:：]|\S\s+\S", found[0])))


def is_byline(line: str) -> bool:
    """Whether a line is a byline and nothing else: a label, then names of one to four capitalised words, an agency's
    too, with what follows names (`, Staff Writer`, `in London`, a date).

    >>> is_byline("Von Anna Müller, Berlin"), is_byline("Von der Leyen reist nach Kiew")
    (True, False)
    """
    found = _BYLINE.match(line)
    if not found:
        return False
    first, *others = _split(found["names"])
    beside = (_undated(part).strip(" .") for part in others)
    return _is_name(_undated(_TAIL.sub("", first))) and all(
        not part or _is_name(part) or (NO_PERSON.search(part) and len(part.split()) <= _NAME_WORDS) for part in beside
    )


def _is_name(text: str) -> bool:
    words = text.strip(" .,:;-–—|*•").split()
    if not 0 < len(words) <= _NAME_WORDS or words[0].casefold() in _PARTICLES:
        return False
    return all(not w[0].islower() or w in _PARTICLES for w in words)


def _split(text: str) -> list[str]:
    text = _PARENTHESES.sub("", text)
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    text = _unlabelled(_BEFORE_LABEL.sub("", text))
    last_first = text.split(", ")
    if len(last_first) == 2 and all(len(p.split()) == 1 and p.istitle() for p in last_first):
        return [" ".join(reversed(last_first))]  # `Doe, Jane`
    parts: list[str] = []
    for part in _SPLIT.split(text):
        pieces = _SHORT_AND.split(part)
        parts += pieces if len(pieces) > 1 and all(len(p.split()) > 1 for p in pieces) else [part]
    return parts


def _undated(name: str) -> str:
    """The words before the first figure, without a month's name that stood before it."""
    words = re.split(r"\s*\d", name, maxsplit=1)[0].split() if any(c.isdigit() for c in name) else name.split()
    while len(words) > 1 and len(words) < len(name.split()) and fold(words[-1].strip(",·-")) in MONTHS:
        words.pop()
    return " ".join(words).strip(" ,·-")


def _unlabelled(text: str) -> str:
    return _SHORT_LABEL.sub("", LABEL.sub("", text, count=1), count=1)


@lru_cache(maxsize=1024)
def _bare(part: str) -> str:
    name = part.strip(" .,:;-–—|*•\u200b'\"“”«»")
    for _ in range(2):  # `Von unserem Korrespondenten: Text: Name` carries two labels
        name = _unlabelled(name)
    name = _undated(name)
    name = _CREDENTIAL.sub("", _TAIL.sub("", name))
    roleless = _ROLE_TAIL.sub("", name)
    # what is left of `Guardian staff reporter` is no name
    name = roleless if " " in roleless or roleless == name else ""
    return name if _INITIAL.search(name) else name.strip(" .,:;-–—|*•")
