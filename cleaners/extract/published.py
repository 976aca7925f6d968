"""When a story was published and last changed: the page's own words first, the most exact of those that agree."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from lxml.html import HtmlElement

from cleaners.extract import jsonld
from cleaners.extract.dates import day_of, has_zone, in_url, instant, shown
from cleaners.extract.dom import text_of
from cleaners.extract.sources import LINE, Sources
from cleaners.extract.told import Told
from cleaners.extract.visible_dates import CHANGED, only_day, printed_alone, reads, shown_dates
from cleaners.model import Hints

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

_NAMED = re.compile(
    r"(?<!un)(?<!re)(?<!de)(?<!last)(?<!stop)(?<!end)(?<!next)(?<!video)(?<!comment)"
    r"(?:publish(?:ed)?(?:date|time|at|on)?|publication(?:date|time)|(?:date|time)published)$"
)
"""How the folded name of a meta element ends that tells the same, whatever the site sets before it: but for what is
done again, undone, or of something else."""
_IN_DATA = re.compile(
    r"""[\"'](?:date_?published|(?:first_?)?publish(?:ed)?_?(?:at|on|date|time)?|(?:original_?)?publication_?(?:date|time)|"""
    r"""pub_?date)\\*["']\s*:\s*\\*["'](\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[^"'\\<>]{0,30})""",
    re.I,
)
"""The same in what scripts are given: JSON, or JSON in a string."""
_HINT = re.compile("[pP][uU][bB]")
CLOCKS = 100
"""So many `<time>` elements are looked at where those of comments and of boxes count too."""
_LABEL = re.compile(
    r"\W*(?:(?:date )?published(?: on)?|publish(?:ed|ing)? date|publication date|date of publication|release date|"
    r"veröffentlicht(?: am)?|erschienen(?: am)?|date de publication|publié le|fecha de publicación|"
    r"publicado(?: el| em)?|data di pubblicazione|pubblicato il|gepubliceerd(?: op)?|"
    r"опубликовано|дата публикации|yayın tarihi|تاريخ النشر|发布时间|公開日)\W*",
    re.I,
)
"""What says of the date beside it that it is the publication's, and says nothing else."""


def published(sources: Sources, hints: Hints, changed: Told | None) -> Told | None:
    """The first publication of the page's story, in ISO 8601, and the evidence for it; `changed` is its last change.

    The surest source gives the day; the time and zone come from the next source that gives them for the same day."""
    saying = _told(sources)
    told = list(islice(saying, 1))
    if told and has_zone(told[0].value) and not _after(told[0], changed):
        return _printed_before(sources, told[0]) or _in_own_zone(sources, told[0])
    told = _plausible([*told, *saying], changed)
    if not told:
        told += [Told(v, "feed or caller") for v in [instant(hints.published_at)] if v]
    if not told or _after(told[0], changed):
        told = _plausible([*shown_dates(sources), *told], changed)
    if not told:
        return only_day(sources) or _in_data(sources)
    best = _printed_before(sources, told[0]) or told[0]
    return _in_own_zone(sources, _most_exact(told, best))


def _most_exact(told: list[Told], best: Told) -> Told:
    """Of what tells the day of the best, the first with time and zone, or with a time."""
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


def _printed_before(sources: Sources, told: Told) -> Told | None:
    """The date that stands alone under the headline, where it is earlier than what machines are told by more than any
    zone explains: the software's day is then that of an import or of a new edition."""
    printed = printed_alone(sources)
    return printed if printed and day_of(printed.value) < _first_day(told) else None


def _in_own_zone(sources: Sources, told: Told) -> Told:
    """An instant told in UTC by the site's own clocks, where the address has another day than UTC and other times on
    the page show the zone in which that is the day."""
    day = in_url(sources.url)
    if not day or day == day_of(told.value) or not told.value.endswith("+00:00"):
        return told
    moment = datetime.fromisoformat(told.value)
    clocks = (instant(e.get("datetime")) for e in sources.times[:CLOCKS])
    zones = dict.fromkeys(datetime.fromisoformat(c).tzinfo for c in clocks if c and has_zone(c))
    own = (moment.astimezone(zone).isoformat() for zone in zones)
    return next((Told(value, told.source) for value in own if day_of(value) == day), told)


def _first_day(told: Told) -> str:
    """The earliest day that an instant's clocks anywhere on Earth show."""
    if not has_zone(told.value):
        return day_of(told.value)
    return (datetime.fromisoformat(told.value).astimezone(UTC) - timedelta(hours=12)).date().isoformat()


def modified(sources: Sources) -> Told | None:
    """The last change that the page tells, in ISO 8601."""
    for node in (*sources.articles, *sources.pages):
        for value in _values(node.get("dateModified")):
            return Told(value, f"JSON-LD {_kind(node)}.dateModified")
    for value, name in _meta(sources, MODIFIED):
        return Told(value, f"meta {name}")
    for element in sources.items.get("dateModified", ()):
        if found := _in_element(element, sources):
            return Told(found, "itemprop dateModified")
    for element in sources.times:
        if (
            CHANGED.search(_marks(element))
            and not sources.is_aside(element)
            and (found := _in_element(element, sources))
        ):
            return Told(found, "time marked as update")
    return None


def _told(sources: Sources) -> Iterator[Told]:
    for node in sources.articles:
        for name in ("datePublished", "dateCreated"):
            yield from (Told(v, f"JSON-LD {_kind(node)}.{name}") for v in _values(node.get(name)))
    yield from (Told(v, f"meta {name}") for v, name in _meta(sources, PUBLISHED[:-4]))
    for element in sources.items.get("datePublished", ()):
        if day := _in_element(element, sources):
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
    own = [e for e in sources.times if not sources.is_aside(e) and not CHANGED.search(_marks(e))]
    own.sort(key=lambda e: not re.search(r"publi|posted|entry-date|pubdate", _marks(e), re.I))
    labelled = [e for e in sources.times[:CLOCKS] if sources.is_aside(e) and _LABEL.fullmatch(_label(e))]
    for element in (*(labelled if len(labelled) == 1 else ()), *own[:3]):
        if value := _in_element(element, sources):
            yield Told(value, "time[datetime] of the article" if element.get("datetime") else "time of the article")
            return


def _label(element: HtmlElement) -> str:
    """The short text that stands before an element, or before the one that holds nothing else."""
    for e in (element, element.getparent()):
        before = e.getprevious() if e is not None else None
        if before is not None and isinstance(before.tag, str):
            return text_of(before)[:LINE]
    return ""


def _in_element(element: HtmlElement, sources: Sources) -> str | None:
    for name in ("content", "datetime", "data-datetime", "title"):
        if value := instant(element.get(name)):
            return value
    return shown(text_of(element)[:LINE], reads(sources))


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


def _in_data(sources: Sources) -> Told | None:
    """The only day of publication that meta elements of the site's own names tell, or that its scripts are given."""
    named = [
        Told(v, f"meta {name}")
        for name, values in sources.meta.items()
        if _NAMED.search(name)
        for content in values
        if (v := instant(content))
    ]
    found = named or [
        Told(v, "scripts: the only date of publication")
        for text in _data(sources)
        for match in _IN_DATA.finditer(text)
        if (v := instant(match[1]))
    ]
    return _most_exact(found, found[0]) if len({day_of(told.value) for told in found}) == 1 else None


def _data(sources: Sources) -> Iterator[str]:
    """The scripts that may tell of a publication: not those beside other stories, nor JSON-LD, whose dates are those of
    the things that it names."""
    for script in sources.tree.iter("script"):
        text = script.text or ""
        if _HINT.search(text) and "ld+json" not in script.get("type", "").lower() and not sources.is_aside(script):
            yield text
