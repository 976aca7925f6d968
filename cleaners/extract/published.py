"""When a story was published and last changed: the page's own words first, the most exact of those that agree."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

import htmldate
from lxml.html import HtmlElement

from cleaners.extract import jsonld
from cleaners.extract.dates import MAX_YEAR, day_of, has_zone, in_url, instant, shown
from cleaners.extract.dom import text_of
from cleaners.extract.sources import Sources
from cleaners.model import Hints
from cleaners.normalise.names import squeeze

PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "published_time", "published_date", "publish_date", "publication_date", "pubdate", "published", "parsely-pub-date",
    "sailthru.date", "dcterms.issued", "dc.date.issued", "dc.issued", "dcterms.created", "dc.date.created",
    "dc.created", "article_date_original", "article.created", "originalpublicationdate",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "shareaholic:article_published_time", "bt:pubdate",
    "rnews:datepublished", "vr:published_time", "ptime", "citation_publication_date", "citation_date",
    "creation_date", "created", "displaydate", "dc.date", "dcterms.date", "dc.date.x-metadatadate", "date",
)  # fmt: skip
"""Names of meta elements that hold the first publication, the surest first; the last four may mean another day."""

MODIFIED = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "modified_time", "dcterms.modified",
    "dc.date.modified", "dc.modified", "article.updated", "lastmod", "last-modified", "revision_date", "updated",
    "cxenseparse:modifiedtime", "shareaholic:article_modified_time", "bt:moddate", "updated_time", "modified",
)  # fmt: skip

EARLIEST = "1995-01-01"
DATE_LINE = 60
"""A longer line has more in it than date, place and byline: a caption, say, or a sentence, if no word marks a stamp."""
LINE = 120
"""A longer piece of text is a paragraph: what it says of days is the story's matter."""

BESIDE = 40
"""So many pieces of text at the top of what holds the headline are looked at."""
ABOVE = 3
"""The headline is looked for company in so many elements around it."""
_DATE_WORD = re.compile(
    r"(?:^|[\s_-])(?:\w{0,12}date|datum|fecha|data|time|timestamp|\w{0,8}published\w{0,4}|\w{0,8}posted\w{0,4}|dateline|"
    r"publication|meta|\w{0,8}meta|byline)(?:$|[\s_-])",
    re.I,
)
_CHANGED = re.compile(
    r"updat|modif|aktualis|mis à jour|actualiz|atualiz|aggiorn|bijgewerkt|güncel|обновл|изменен|oppdater|uppdater|"
    r"opdater|päivit|edited|revised|تحديث|更新|最終|수정|diperbarui|cập nhật|zaktualiz|reviewed",
    re.I,
)
_STAMP = re.compile(
    rf"{_CHANGED.pattern}|[|·•]|\b(?:publi\w*|posted|veröffentl\w*|erschienen|stand|datum|fecha|data|date|опубликован\w*|"
    r"yayın\w*|نشر|发布|發布|公開|입력)\b",
    re.I,
)
"""What a long line holds that is a stamp and no sentence."""
_SPACED = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Told(NamedTuple):
    """A value and where it stood."""

    value: str
    source: str


def published(sources: Sources, hints: Hints) -> Told | None:
    """The first publication of the page's story, in ISO 8601, and the evidence for it.

    The surest source gives the day; the time and zone come from the next source that gives them for the same day."""
    changed = modified(sources)
    saying = _told(sources)
    told = list(islice(saying, 1))
    if told and has_zone(told[0].value) and not _after(told[0], changed):
        return told[0]
    told = _plausible([*told, *saying], changed)
    if not told:
        told += [Told(v, "feed or caller") for v in [instant(hints.published_at)] if v]
    if not told or _after(told[0], changed):
        told = _plausible([*_shown(sources), *told], changed)
    if not told:
        return _guessed(sources)
    best = told[0]
    same = [t for t in told if day_of(t.value) == day_of(best.value)]
    return next((t for t in same if has_zone(t.value)), next((t for t in same if len(t.value) > 10), best))


def _plausible(told: list[Told], changed: Told | None) -> list[Told]:
    """Those first that do not come days after the last change: a page that was moved to new software has the day of
    the move in some of its fields."""
    return sorted(told, key=lambda t: _after(t, changed))


def _after(told: Told, changed: Told | None) -> bool:
    return (
        changed is not None
        and day_of(told.value) > (date.fromisoformat(day_of(changed.value)) + timedelta(days=1)).isoformat()
    )


def modified(sources: Sources) -> Told | None:
    """The last change that the page tells, in ISO 8601."""
    for node in (*sources.articles, *sources.pages):
        for value in _values(node.get("dateModified")):
            return Told(value, f"JSON-LD {_kind(node)}.dateModified")
    for value, name in _meta(sources, MODIFIED):
        return Told(value, f"meta {name}")
    for element in sources.items.get("dateModified", ()):
        if found := _in_element(element):
            return Told(found, "itemprop dateModified")
    for element in sources.times:
        if _CHANGED.search(_marks(element)) and not sources.is_aside(element) and (found := _in_element(element)):
            return Told(found, "time marked as update")
    return None


def _told(sources: Sources) -> Iterator[Told]:
    for node in sources.articles:
        for name in ("datePublished", "dateCreated"):
            yield from (Told(v, f"JSON-LD {_kind(node)}.{name}") for v in _values(node.get(name)))
    yield from (Told(v, f"meta {name}") for v, name in _meta(sources, PUBLISHED[:-4]))
    for element in sources.items.get("datePublished", ()):
        if day := _in_element(element):
            yield Told(day, "itemprop datePublished")
    for node in (*sources.pages, *(n for n in sources.nodes if "VideoObject" in jsonld.types(n))):
        for name in ("datePublished", "uploadDate"):
            yield from (Told(v, f"JSON-LD {_kind(node)}.{name}") for v in _values(node.get(name)))
    yield from _in_times(sources)
    if day := in_url(sources.url):
        yield Told(day, "URL")
    yield from (Told(v, f"meta {name}") for v, name in _meta(sources, PUBLISHED[-4:]))


def _values(value: object) -> list[str]:
    return [v for one in (value if isinstance(value, list) else [value]) if (v := instant(one))]


def _meta(sources: Sources, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from ((v, name) for content, name in sources.all(*names) if (v := instant(content)))


def _kind(node: jsonld.Node) -> str:
    return next(iter(jsonld.types(node)), "object")


def _in_times(sources: Sources) -> Iterator[Told]:
    """`<time>` elements that stand for the story: those that say so, then the first that nothing speaks against."""
    own = [e for e in sources.times if not sources.is_aside(e) and not _CHANGED.search(_marks(e))]
    own.sort(key=lambda e: not re.search(r"publi|posted|entry-date|pubdate", _marks(e), re.I))
    for element in own[:3]:
        if value := _in_element(element):
            yield Told(value, "time[datetime] of the article" if element.get("datetime") else "time of the article")
            return


def _in_element(element: HtmlElement) -> str | None:
    for name in ("content", "datetime", "data-datetime", "title"):
        if value := instant(element.get(name)):
            return value
    return shown(text_of(element)[:LINE])


def _marks(element: HtmlElement) -> str:
    """What an element and the one around it say of themselves: attributes, and the words before it in its line."""
    parent = element.getparent()
    marks = [*map(str, element.attrib.values())]
    if parent is not None:
        marks += [parent.get("class") or "", (parent.text or "")[-40:]]
        before = element.getprevious()
        if before is not None and isinstance(before.tag, str):
            marks += [(before.tail or "")[-40:], text_of(before)[-40:] if len(before) < 3 else ""]
    return " ".join(marks)


def _shown(sources: Sources) -> list[Told]:
    """The date that a reader sees in the head of the article; one that is marked as an update only for want of
    another."""
    language = sources.tree.get("lang")
    found: list[tuple[tuple[bool, bool], Told]] = []
    for line, source in (*_near(sources), *_classed(sources)):
        value = shown(line, language) if _is_stamp(line) else None
        if value:
            found.append(((bool(_CHANGED.search(line)), len(line) > DATE_LINE), Told(value, source)))
    found.sort(key=lambda f: f[0])
    return [told for _, told in found]


def _is_stamp(line: str) -> bool:
    """Whether a line of the page's head may be there for its date."""
    long = len(line) > DATE_LINE
    return len(line) <= LINE and any(c.isdigit() for c in line) and not (long and not _STAMP.search(line))


def _near(sources: Sources) -> Iterator[tuple[str, str]]:
    if sources.heading is None:
        return
    holder = list(islice(sources.heading.iterancestors(), ABOVE))[-1:] or [sources.heading]
    beside = [squeeze(piece) for piece in islice((t for t in holder[0].itertext() if t.strip()), BESIDE)]
    for pieces, place in ((_until_the_story(sources.head_lines), "after"), (beside, "beside")):
        for i, piece in enumerate(pieces):
            yield piece, f"visible date {place} the headline"
            # `<span>31</span> <span>May</span> <span>2024</span>`
            if len(piece) < 12 and i + 2 < len(pieces):
                yield " ".join(pieces[i : i + 3]), f"visible date {place} the headline"


def _until_the_story(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The pieces before the second paragraph: the first may be the standfirst, under which many pages set the date."""
    long = [i for i, piece in enumerate(pieces) if len(piece) > LINE]
    return pieces[: long[1]] if len(long) > 1 else pieces


def _classed(sources: Sources) -> Iterator[tuple[str, str]]:
    for element, words in sources.marked:
        if element.tag != "meta" and _DATE_WORD.search(_SPACED.sub("-", words)) and not sources.is_aside(element):
            yield text_of(element), "visible date in an element of that name"


def _guessed(sources: Sources) -> Told | None:
    """htmldate's guess. Its extensive search hands text to dateparser, which reads a day without a year (`31 May`) or a
    relative one (`yesterday`) by today's date, and without `max_date` it takes the clock's: so neither is used. It
    works on a copy that it makes of the tree. Where all `<time>` elements are those of other stories it would take
    one of theirs."""
    if sources.times and all(sources.is_aside(t) for t in sources.times):
        return None
    try:
        day = htmldate.find_date(
            sources.tree, extensive_search=False, original_date=True, url=sources.url,
            min_date=EARLIEST, max_date=f"{MAX_YEAR}-01-01",
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError, RecursionError):  # trees that its own parser would not have made
        return None
    return Told(day, "htmldate") if day else None
