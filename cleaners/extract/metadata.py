"""What a page says of itself: JSON-LD first, then meta, microdata, `<time>`, the visible byline, the address."""

from collections.abc import Mapping

from lxml.html import HtmlElement

from cleaners.extract import about, provenance
from cleaners.extract.byline import byline
from cleaners.extract.jsonld import strings
from cleaners.extract.marks import Marks, read_marks
from cleaners.extract.published import modified, published
from cleaners.extract.sources import Sources, gather
from cleaners.extract.title import headline
from cleaners.extract.told import Told
from cleaners.model import Evidence, Hints, Metadata, Site
from cleaners.normalise.names import squeeze


def read_metadata(
    tree: HtmlElement, url: str | None, headers: Mapping[str, str], hints: Hints, marks: Marks | None = None
) -> Metadata:
    """The page's metadata with the evidence of each value; absent is None or empty, never a guess.

    The tree is read, not changed; `marks` are its attributes, where they are known. Nothing that a page contains
    raises. `hints` are asked last."""
    sources = gather(tree, url, headers, read_marks(tree.iter("*")) if marks is None else marks)
    book = _Book()
    title = book.take("title", headline(sources, hints))
    written = byline(sources, hints)
    book.note("authors", written.source)
    section = book.take("section", about.section(sources, title))
    canonical = about.canonical_url(sources)
    source_name, source_url = provenance.origin(sources)
    if source_url is None and about.elsewhere(canonical, url):
        source_url = canonical
    tags, tags_from = about.tags(sources)
    book.note("tags", tags_from)
    rights, rights_from = provenance.rights(sources, hints)
    book.note("rights", rights_from)
    lead = provenance.lead_image(sources)
    book.note("images", lead[1] if lead else None)
    changed = modified(sources)
    flags = dict(about.flags(sources, section))
    for flag, where in flags.items():
        book.note(f"flags.{flag}", where)
    return Metadata(
        title=title,
        description=book.take("description", _description(sources)),
        authors=written.authors,
        posted_by=book.take("posted_by", written.posted_by),
        published_at=book.take("published_at", published(sources, hints, changed)),
        modified_at=book.take("modified_at", changed),
        site=Site(book.take("site", about.site_name(sources, written.posted_by)), sources.domain),
        canonical_url=book.take("canonical_url", canonical),
        language=book.take("language", about.language(sources)),
        section=section,
        tags=tags,
        images=(lead[0],) if lead else (),
        source_name=book.take("source_name", source_name),
        source_url=book.take("source_url", source_url),
        rights=rights,
        flags=tuple(flags),
        page_types=about.page_types(sources),
        evidence=tuple(book.evidence),
    )


class _Book:
    """Takes values, and keeps where each came from."""

    def __init__(self) -> None:
        self.evidence: list[Evidence] = []

    def take(self, field: str, told: Told | None) -> str | None:
        if told is None or not told.value:
            return None
        self.note(field, told.source)
        return told.value

    def note(self, field: str, source: str | None) -> None:
        if source:
            self.evidence.append(Evidence(field, source))


def _description(sources: Sources) -> Told | None:
    for value, name in sources.all("description", "og:description", "twitter:description", "dc.description"):
        return Told(squeeze(value), f"meta {name}")
    for node in sources.articles:
        for value in strings(node.get("description")):
            return Told(squeeze(value), "JSON-LD description")
    return None
