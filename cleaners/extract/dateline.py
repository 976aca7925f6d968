"""The opening that says where, when and by whom a story was filed: `HANOI, Vietnam (AP) — `.

It stands at the start of a paragraph, before the first sentence: a place in at most 60 letters, no verb (every word of
it a name or a particle), then an agency or an outlet in parentheses or slashes, or a dash after a city in capitals.
An acronym after its own expansion (`Data Protection Act (DPA) - `) and a ticker after its company are none.
"""

import re
from collections.abc import Iterable

from cleaners.extract.agencies import agency, is_release_service
from cleaners.model import Dateline

MAX_PREFIX = 60
"""Letters of place and date: the longest seen have two cities, country, and a date with its year."""

_DASH = r"[-–—_‒―−]"
_SEP = rf"(?P<sep>[ \u00a0]{{0,2}}(?:\.?{_DASH}{{1,3}}|[.:]|=)?)"
_PAREN = re.compile(
    rf"(?P<head>[^()（）/]{{0,80}}(?:\([^()]{{1,12}}\),[^()/]{{1,20}})?)[(（](?P<agency>[^()（）]{{1,30}})[)）]{_SEP}"
)
_BEIRUT = re.compile(rf"(?P<head>[^()（）]{{3,80}}?)[(（](?P<agency>[^()（）]{{2,30}})[)）]{_SEP}")
_SLASH = re.compile(
    rf"(?P<head>[^()/]{{3,60}}?)[ ./]{{0,2}}/(?P<agency>[^/()\d]{{2,30}})/"
    rf"(?P<date>[A-Z][a-z]{{2,9}}\.? \d{{1,2}}, \d{{4}}/)?{_SEP}"
)
_PAUSE = re.compile(rf" ?{_DASH}{{1,3}}(?=\s)|\.(?=\s)")
_CAPITALS = re.compile(r"(?P<head>[^()\[\]:;!?\"“”]{3,60}?)(?P<sep> ?(?:[–—―]|--) ?| - )(?=[\"“‘'«„]?[A-ZÀ-ÞА-Я0-9])")
_BRACKETS = re.compile(
    r"[【［\[(（](?P<place>[^\W\d_]{1,12})[ \u3000]?(?:[＝=・][ \u3000]?)?(?P<date>[\d０-９]{1,2}日)?[ \u3000]?"
    r"(?P<by>[^\d【】［］\[\]()（）]{1,24})[】］\])）](?P<sep>[ \u3000]?[-–—―=＝]?)"
)
_CHINESE = re.compile(
    r"(?:据|據|（|\()?(?P<agency>本报|本報|本刊|[\u4e00-\u9fff]{1,6}(?:社|网|網))(?:记者|"
    r"記者)?(?P<place>[\u4e00-\u9fff]{0,12}?)"
    r"(?P<date>(?:\d{1,2}月)?\d{1,2}日)(?:电|電|讯|訊)(?:[（(](?:记者|記者)[^（）()]{1,30}[)）])?[）)]?"
)

_PARTICLES = frozenset(
    "of the and de del la las los el le les du des d' l' da do dos das di della y e et i a à al am an der den die im "
    "in bei sur sous ob van von zu zum of op aan og och på bin u na w we nad pod pri v и на в від та ال".split()
)
_DATE_WORD = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|º|°)?\.?|\d{4}|[^\W\d_][^\s\d,]{0,11}|\d{1,2}[月日/]\d{0,2}日?")
_TRAILING_DATE = re.compile(r"^(?P<place>[^\d]{3,40}?) (?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,10})$")
_LABELS = frozenset(
    """update updated breaking exclusive watch live opinion analysis editorial review interview video photos comment
    correction note warning spoiler advisory just new alert fact news sport sports editor obituary letter letters
    explainer profile feature column podcast transcript exklusiv eilmeldung kommentar analyse meinung urgent exclusif
    direct tribune última urgente exclusivo opinión análisis esclusiva срочно молния эксклюзив""".split()
)
_SHORT_CITIES = frozenset(
    "ROME ROMA ROM LIMA OSLO KYIV KIEV DOHA BONN BERN RIGA BAKU SUVA GAZA LOMÉ MALÉ APIA CALI GRAZ KIEL KÖLN LYON NICE "
    "BARI YORK CORK BATH METZ PISA BÂLE".split()
)
"""Cities whose names are as short as an acronym: but for them, four capitals before a dash are taken for no place."""


def find_dateline(paragraphs: Iterable[str]) -> Dateline | None:
    """The dateline at the start of one of these paragraphs; give it the first few of a story."""
    return next((d for d in map(read_dateline, paragraphs) if d), None)


def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline that a paragraph starts with.

    >>> read_dateline("KATHMANDU, April 25 (Reuters) - Rescuers dug")
    Dateline(text='KATHMANDU, April 25 (Reuters) -', place='KATHMANDU', agency='Reuters', date='April 25')
    """
    text = paragraph[: 2 * MAX_PREFIX + 40].lstrip()
    if not text:
        return None
    readers = (_parenthesis, _slashes, _chinese, _brackets, _bare, _capitals)
    return next((d for reader in readers if (d := reader(text))), None)


def _parenthesis(text: str) -> Dateline | None:
    m = _PAREN.match(text) or _BEIRUT.match(text)
    if not m or len(m["head"]) > MAX_PREFIX:
        return None
    head, named, sep = m["head"].rstrip(" -–—"), m["agency"].strip(), m["sep"].strip()
    known = agency(named) or agency(named.partition("/")[0])  # (dpa/lni): an agency's regional service
    place, date = _place_and_date(head)
    if not head:
        return _made(m, None, named, None) if known and _starts_sentence(text[m.end() :]) else None
    if place is None or _expands(head, named):
        return None
    if known:
        # an agency without a separator is house style (CNN, PTI); after a plain capitalised word it may be prose
        prose = not sep and not _starts_sentence(text[m.end() :])
        return None if prose else _made(m, place, named, date)
    dashed = bool(sep.strip(".:="))
    placed = head.split(",")[0].isupper() or "," in head
    if dashed and placed and _is_outlet(named):
        return _made(m, place, named, date)
    return None


def _slashes(text: str) -> Dateline | None:
    m = _SLASH.match(text)
    if not m or not (agency(m["agency"]) or is_release_service(m["agency"])):
        return None
    place, date = _place_and_date(m["head"].strip(" ./,-"))
    if m["date"]:
        date = m["date"].strip("/ ")
    return _made(m, place, m["agency"].strip(), date) if place else None


def _bare(text: str) -> Dateline | None:
    """`Accra, Feb. 19, GNA – ` and `МОСКВА, 1 янв - РИА Новости.`: no parentheses, so a date must be there."""
    for pause in _PAUSE.finditer(text[:100]):
        *before, named = re.split(rf",| {_DASH}{{1,2}} ", text[: pause.start()])
        if before and agency(named):
            place, date = _place_and_date(", ".join(before))
            return Dateline(text[: pause.end()].strip(), place, named.strip(), date) if place and date else None
    return None


def _capitals(text: str) -> Dateline | None:
    """`SIOUX FALLS, S.D. – `: a city in capitals and a dash, no agency."""
    m = _CAPITALS.match(text)
    if not m:
        return None
    head = m["head"].strip()
    city = head.split(",")[0].split("/")[0].strip()
    place, date = _place_and_date(head)
    letters = [c for c in city if c.isalpha()]
    if place is None or not city.isupper() or len(city.split()) > 4 or any(c.isdigit() for c in city):
        return None
    if city.lower().split()[0].strip(".:") in _LABELS or (
        len(letters) <= 4 and city not in _SHORT_CITIES and "," not in head
    ):
        return None
    if len(text) - m.end() < 40:  # a caption or a headline in capitals, not the opening of a paragraph
        return None
    return _made(m, place, None, date)


def _brackets(text: str) -> Dateline | None:
    """`【ソウル＝小池和樹】`, `［ロンドン　３日　ロイター］`, `(서울=연합뉴스)`: place, then agency or reporter."""
    m = _BRACKETS.match(text)
    if not m or m["place"].isascii():
        return None
    known = agency(m["by"].removesuffix("通信"))
    sign = text[0] == "【" and any(
        c in "＝=" for c in m.group(0)[:-1]
    )  # the reporter's name, as Japanese papers print it
    return _made(m, m["place"], m["by"].strip() if known else None, m["date"]) if known or sign else None


def _chinese(text: str) -> Dateline | None:
    """`新华社北京9月12日电`"""
    m = _CHINESE.match(text)
    if not m:
        return None
    own = m["agency"].startswith("本")
    return _made(m, m["place"] or None, None if own else m["agency"].lstrip("据據"), m["date"])


def _made(m: re.Match[str], place: str | None, named: str | None, date: str | None) -> Dateline:
    return Dateline(m.group(0).strip(), place, named, date)


def _place_and_date(head: str) -> tuple[str | None, str | None]:
    """The two parts of what stands before the agency; no place where it is not made of names."""
    parts = [p.strip() for p in head.split(",") if p.strip()]
    at = next((i for i, p in enumerate(parts) if any(c.isdigit() for c in p)), len(parts))
    place, date = ", ".join(parts[:at]), ", ".join(parts[at:])
    if not place and (m := _TRAILING_DATE.match(date)):
        place, date = m["place"], m["date"]
    if date and (len(date.split()) > 5 or not all(_DATE_WORD.fullmatch(w.strip(",")) for w in date.split())):
        return None, None
    return (place if _is_place(place) else None), date or None


def _is_place(text: str) -> bool:
    words = [w for w in re.split(r"[\s/]+", text) if w]
    if not words or len(words) > 8 or len(text) > MAX_PREFIX or any(c in '!?;:"“”' for c in text):
        return False
    return _named(words[0]) and all(_named(w) or w.lower().strip(",.") in _PARTICLES for w in words)


def _named(word: str) -> bool:
    first = next((c for c in word if c.isalpha()), "")
    return bool(first) and not first.islower()


def _starts_sentence(rest: str) -> bool:
    first = next((c for c in rest.lstrip() if c.isalnum()), "")
    return bool(first) and not first.islower()


def _expands(head: str, acronym: str) -> bool:
    """Whether the parenthesis is made of the initials before it: `Press Trust of India (PTI)`."""
    initials = "".join(w[0] for w in re.split(r"[\s-]+", head) if w and w[0].isupper())
    bare = "".join(c for c in acronym if c.isalpha())
    return len(bare) > 1 and len(initials) > 1 and initials.lower().endswith(bare.lower())


def _is_outlet(name: str) -> bool:
    ticker = name.isupper() and len(name) <= 5
    return (
        not ticker
        and name[0].isupper()
        and len(name.split()) <= 4
        and not any(c.isdigit() or c in ":,;%$€£" for c in name)
    )
