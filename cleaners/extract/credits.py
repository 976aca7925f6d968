"""What credits and source lines say, parsed: who had a part in a story, whose it is, which agency's.

The readers take a line that a cleaner has found to be one; they never search a story for it.
"""

import re
from itertools import pairwise

from cleaners.extract.agencies import agencies
from cleaners.model import Credit
from cleaners.normalise.name_words import BY

SOURCE_LABELS = (
    "source|sources|via|news source|story source|source of story|quelle|quellen|quellenangabe|fuente|fuentes|"
    "a través de|"
    "fonte|fonti|fontes|bron|bronnen|källa|källor|kilde|kilder|lähde|lähteet|źródło|źródła|zdroj|zdroje|forrás|sursa|"
    "surse|извор|izvor|источник|источники|джерело|джерела|източник|πηγή|kaynak|kaynaklar|yoluyla|المصدر|المصادر|مصدر|"
    "منبع|منابع|ماخذ|स्रोत|सोर्स|সূত্র|sumber|chanzo|nguồn|theo|แหล่งที่มา|ที่มา|来源|來源|消息来源|新闻来源|"
    "稿件来源|文章来源|资料来源|"
    "出典|出所|ソース|提供|출처|자료|מקור"
)
EDITOR_LABELS = "责任编辑|責任編輯|责编|責編|编辑|編輯|作者|记者|記者|文|图|圖|撰文|翻译|翻譯|校对|審核|审核|监制"
_SOURCE = re.compile(rf"^\W*(?:{SOURCE_LABELS})(?:\s*[:：\-–—|]\s*|\s+|$)", re.I)
_LABEL = re.compile(r"^[^\w]*([^\W\d][^:：;,()]{0,38}?)\s*[:：]\s*(?=\S)")
_CJK_LABEL = re.compile(rf"(?:{EDITOR_LABELS}|文章来源|来源|來源)\s*[:：]")
_URL = re.compile(r"https?://[^\s)\]]+|\bwww\.[^\s)\]]+", re.I)
_CLAUSE = re.compile(r"\s*[;；|]\s*|\n+|(?<=[a-zà-ÿа-я]{2})\.\s+(?=[A-ZÀ-ÞА-Я])")
_NEXT_ROLE = re.compile(rf"\s*,\s*(?=[^\W\d][^:：,;]{{2,30}}(?:[:：]\s*\S|\s(?:{BY})\s))")
"""A comma before a label ends a clause: `Übersetzung: A, Redaktion: B`, `Writing by A, Editing by B`."""
_BY = re.compile(rf"^(?P<role>[A-Za-zÀ-ÿ][^:：;,.]{{2,40}}?)\s+(?:{BY}|da)[:：]?\s+(?P<names>[^\s].*)$", re.I)
_FILES = re.compile(
    r"^(?:with|mit|avec|con|com|met|med|по|за)\s+(?:(?P<role>files|reports?|reporting|contributions?|"
    r"additional reporting|"
    r"information|informationen|(?:agentur)?material(?:ien)?|inputs?|informations?|información|informazioni|informações|bijdragen|"
    r"bidrag|материалам|"
    r"информации|матеріалами)\s+)?"
    r"(?:(?:from|by|of|von|der|des|de|di|da|du|van|från|fra)\b\s*)?"
    r"(?:(?:nachrichten)?agentur(?:en)?\s+)?(?P<names>\S.*)$",
    re.I,
)
_ROLE_OF = re.compile(
    r"^(?P<role>reportage|reporte|reportagem|reportaje|servizio|texto|texte|testo|edición|edição|traducción|"
    r"tradução|traduzione|"
    r"traduction|colaborou|colaboraram|colaboró|colaboraron)\s+(?:(?:de|di|du|of)\s+|d['’])?(?P<names>\S.*)$",
    re.I,
)
_CONTRIBUTED = re.compile(
    r"^(?P<names>.{3,200}?)\s+(?:also\s+)?(?P<verb>contributed|reported|assisted|helped)\s+"
    r"(?:to|from|with|in|reporting|additional)\b",
    re.I,
)
_FROM = re.compile(r"(?:\band|,)\s+([A-Z][^\s,]{1,20}(?:\s[A-Z][^\s,]{1,20}){0,3})\s+from\b")
_ROLE_NAMES = {"contributed": "contribution", "reported": "reporting", "assisted": "assistance", "helped": "assistance"}
_STAFF = re.compile(
    r"^(?:the\s+)?(?:Associated Press|AP|Reuters|AFP|Bloomberg|CNN|[A-Z][\w'’]+)?\s*(?:sports\s+|staff\s+|"
    r"business\s+|video\s+)?"
    r"(?:writers?|reporters?|correspondents?|journalists?|producers?|editors?)\s+(?=[A-Z])"
)
_CITY = re.compile(r"\s+(?:in|from|aus|à|en|da|från|i|en)\s+(?:the\s+)?[A-ZÀ-ÞА-Я].*$")
_NAMES = re.compile(r"\s*[,，、/&]\s*|\s+(?:and|und|et|y|e|en|og|och|i|и|та|ve|dan|na)\s+|\s*和\s*")
_ABBREVIATION = re.compile(r"(?:[A-Z]\.){1,3}[A-Z]?\.?|[A-Z][a-z]{1,4}\.")
_EDGE = " \t\n\u00a0()[]（）【】〔〕*_-–—•·.,;:：|。"
_SOFT = " \t\n\u00a0*_-–—•·.,;:：|。"
_OPEN, _CLOSE = "([（【〔", ")]）】〕"
_QUOTES = "\"'“”‘’«»"
MAX_ROLE_WORDS = 5


def read_credits(text: str) -> tuple[Credit, ...]:
    """The credits in a line such as `(Reporting by A in Paris; Editing by B and C)` or `Übersetzung: A, Redaktion: B`.

    Never empty for a text with letters: what no grammar fits is one credit of the role `credit`, as printed."""
    found: dict[Credit, None] = {}
    for clause in _clauses(text):
        for credit in _clause(_trim(clause)):
            found.setdefault(credit)
    printed = _trim(text)
    return tuple(found) or ((Credit("credit", printed),) if printed else ())


def _clauses(text: str) -> list[str]:
    clauses: list[str] = []
    for part in _CLAUSE.split(_trim(text)):
        if _CJK_LABEL.search(part):
            clauses += _by_label(part)
            continue
        clauses += _NEXT_ROLE.split(part)
    return clauses


def _by_label(text: str) -> list[str]:
    """`来源：新华社作者：王明责任编辑：李华` cut before each label: in Chinese nothing else stands between them."""
    starts = [m.start() for m in _CJK_LABEL.finditer(text)]
    return [p for a, b in pairwise([0, *starts, len(text)]) if (p := text[a:b].strip(_EDGE))]


def _trim(text: str) -> str:
    """The text without what surrounds it; brackets go in pairs, so that `MDR (dst)` keeps its own."""
    text = text.strip(_SOFT)
    while text[:1] in _OPEN and text and text[-1] == _CLOSE[_OPEN.index(text[0])] and text.count(text[0]) == 1:
        text = text[1:-1].strip(_SOFT)
    return text


def _clause(clause: str) -> list[Credit]:
    if m := _LABEL.match(clause):
        if _SOURCE.match(m[1] + ":"):
            return []
        role, names = m[1], clause[m.end() :]
    elif (m := _BY.match(clause)) and len(m["role"].split()) <= MAX_ROLE_WORDS:
        role, names = m["role"], m["names"]
    elif m := _FILES.match(clause):
        role, names = m["role"] or "material", m["names"]
    elif m := _ROLE_OF.match(clause):
        role, names = m["role"], m["names"]
    elif m := _CONTRIBUTED.match(clause):
        role, names = _ROLE_NAMES[m["verb"].lower()], _STAFF.sub("", m["names"])
        if role == "reporting":  # `A reported from Paris and B from Rome`
            names = ", ".join([names, *_FROM.findall(clause, m.end("verb"))])
    else:
        return [Credit("credit", clause)] if any(c.isalpha() for c in clause) else []
    role = " ".join(role.lower().split()).removesuffix(" by")
    return [Credit(role, name) for name in read_names(names)]


def read_names(text: str) -> list[str]:
    """Names out of a list, each without the city that follows it."""
    if agencies(text):
        return [text.strip(_EDGE)]
    names = (_CITY.sub("", part).strip(_EDGE) for part in _NAMES.split(text))
    return [n for n in dict.fromkeys(names) if sum(map(str.isalpha, n)) > 1 and not _ABBREVIATION.fullmatch(n)]


def agency_in_credits(text: str) -> str | None:
    """The agency that a credits or copyright line names: `© 2019 Associated Press. All rights reserved`,
    `mit dpa`, `ab/cd (AFP, dpa)`, `--Field Level Media`. Its parts are looked at, never single words of a sentence."""
    bare = re.sub(r"©|\(c\)|copyright|\b(?:19|20)\d\d\b|\bby\b|\bthe\b", " ", text, flags=re.I)
    bare = re.sub(r"dpa:\S+", " ", bare)
    clauses = _clauses(text)
    parts = [m["names"] for pattern in (_FILES, _BY) for m in map(pattern.match, clauses) if m]
    parts += [bare, *re.findall(r"\(([^()]{2,40})\)", bare), *re.split(r"[.,;:()（）|]|\s--?\s", bare)]
    return next((a for part in parts if part.strip(_EDGE) and (a := agencies(part))), None)


def read_source(text: str) -> tuple[str | None, str | None]:
    """Name and address in a source line: `Source: CNN`, `(Quelle: APA/dpa)`, `来源：新华社`, `SOURCE Maple`.

    The name is None where the line is only a label, or only an address."""
    bare = text.strip(" \t\n\u00a0()[]（）【】〔〕*_")
    url = _URL.search(bare)
    bare = _URL.sub("", bare)
    if _CJK_LABEL.search(bare):
        bare = next((p for p in _by_label(bare) if _SOURCE.match(p)), bare)
    name = _SOURCE.sub("", bare, count=1)
    if name == bare and (m := _LABEL.match(bare)):
        name = bare[m.end() :]
    name = name.strip(_EDGE + _QUOTES)
    return name or None, (url.group(0).rstrip(".,;") if url else None)
