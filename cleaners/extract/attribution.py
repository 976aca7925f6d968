"""Who is behind a story: source line, agency, dateline, credits, corrections, rights; from the text and from what the
cleaners took out of it.

A photo's credit gives no agency, and neither does a mention in the story: only a source line, the dateline at the
story's start, and a credits, copyright or author's line do, in that order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cleaners.extract.agencies import agencies
from cleaners.extract.corrections import find_corrections
from cleaners.extract.credits import agency_in_credits, read_credits, read_source
from cleaners.extract.dateline import find_dateline
from cleaners.extract.dates import shown
from cleaners.extract.flags import find_flags
from cleaners.extract.notices import read_account, read_origin, read_tags
from cleaners.model import Block, Credit, Dateline, Document, Evidence, Flag, Link, Removal, Rights, Source
from cleaners.normalise.names import persons
from cleaners.normalise.text import clean_block, in_order
from cleaners.signals import fold, names_site

DATELINE_PARAGRAPHS = 3
"""A dateline opens one of the first paragraphs: before it may stand an editor's note or a summary."""
QUOTED = 200
"""So many letters of a removed text are quoted as evidence."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The provenance fields of a record, each as in `Article`. What removed lines added to the metadata's fields
    (`authors`, `tags`, `section`, the dates) stands beside it; `image_credits` are as printed."""

    source: Source | None = None
    agency: str | None = None
    dateline: Dateline | None = None
    credits: tuple[Credit, ...] = ()
    republished_from: str | None = None
    rights: Rights = Rights()
    corrections: tuple[str, ...] = ()
    posted_by: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    section: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    image_credits: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that a cleaner took out of the story for a field's sake, with its links, and who took it."""

    text: str
    links: tuple[Link, ...]
    cleaner: str


def attribute(document: Document, removals: Sequence[Removal]) -> Attribution:
    """Read the provenance of a document; every removal that names a field has its value in that field, or, where the
    text cannot be read as one (a date without a day), its text in the evidence for the field."""
    taken = _by_field(document, removals)
    kept = _kept(document, removals)
    opening = [b.text for b in kept if b.kind == "paragraph"][:DATELINE_PARAGRAPHS]
    dateline = find_dateline(opening)
    source = _source(document, taken.get("source", ()))
    agency, said_by = _agency(source, dateline, taken)
    language = document.metadata.language
    return Attribution(
        source=source,
        agency=agency,
        dateline=dateline,
        credits=_credits(taken.get("credits", ())),
        republished_from=_origin(document, taken.get("republished_from", ())),
        rights=_rights(document.metadata.rights, taken.get("rights", ())),
        corrections=find_corrections(kept),
        posted_by=_account(taken.get("posted_by", ())),
        authors=tuple(dict.fromkeys(p for t in taken.get("authors", ()) for p in persons(t.text))),
        tags=tuple(dict.fromkeys(tag for t in taken.get("tags", ()) for tag in read_tags(t.text, t.links))),
        section=next((t.text.strip(" \t:|/") for t in taken.get("section", ()) if t.text.strip(" \t:|/")), None),
        published_at=_day(taken.get("published_at", ()), language),
        modified_at=_day(taken.get("modified_at", ()), language),
        image_credits=tuple(dict.fromkeys(t.text.strip() for t in taken.get("images", ()))),
        flags=find_flags(document, removals, kept, dateline),
        evidence=(*_evidence(taken), *said_by, *_dateline_evidence(dateline)),
    )


def _by_field(document: Document, removals: Sequence[Removal]) -> Mapping[str, Sequence[Taken]]:
    found: dict[str, list[Taken]] = {}
    for r in removals:
        field = r.field or _implied(r)
        if field:
            block = document.blocks[r.block]
            start, end = r.span or (0, len(block.text))
            links = (
                Link(k.start - start, k.end - start, k.href) for k in block.links if start <= k.start < k.end <= end
            )
            name = field.partition(".")[0]
            text, moved = clean_block(block.text[start:end], tuple(links))
            found.setdefault(name, []).append(Taken(text, moved, r.cleaner))
    return found


def _implied(r: Removal) -> str | None:
    """A stamp tells when the page was made or changed, whichever its rule is called."""
    if r.cleaner != "timestamp":
        return None
    return "modified_at" if "updat" in r.rule or "modif" in r.rule else "published_at"


def _kept(document: Document, removals: Sequence[Removal]) -> list[Block]:
    """The blocks of the story that stay, their characters in order as in the record: the document's own where
    they were in order."""
    gone = {r.block for r in removals if r.span is None}
    kept = [b for b in map(document.blocks.__getitem__, document.story_ids) if b.id not in gone and b.kind != "caption"]
    texts = [in_order(document, b) for b in kept]
    return [b if b.text == text else b._replace(text=text, links=()) for b, text in zip(kept, texts, strict=True)]


def _source(document: Document, taken: Sequence[Taken]) -> Source | None:
    meta = document.metadata
    if not taken:
        return Source(meta.source_name, meta.source_url) if meta.source_name or meta.source_url else None
    taken = [_parted(t) for t in taken]
    read = [(t, *read_source(t.text)) for t in taken]
    names = list(dict.fromkeys(name for _, name, _ in read if name))
    url = next((url for _, _, url in read if url), None)
    url = next((k.href for t in taken for k in t.links if k.href.startswith("http")), url)
    same = meta.source_name is not None and names and fold(meta.source_name) == fold(names[0])
    text = " ".join(dict.fromkeys(t.text for t in taken if t.text))
    return Source(names[0] if names else meta.source_name, url or (meta.source_url if same else None), text)


def _parted(taken: Taken) -> Taken:
    """`SOURCE<a>AFP</a>`: what a theme's style sheet parts is parted by a space."""
    first = next((k.start for k in taken.links if k.start), 0)
    if not first or not (taken.text[first - 1].isalnum() and taken.text[first].isalnum()):
        return taken
    links = tuple(Link(k.start + 1, k.end + 1, k.href) if k.start >= first else k for k in taken.links)
    return replace(taken, text=f"{taken.text[:first]} {taken.text[first:]}", links=links)


def _agency(
    source: Source | None, dateline: Dateline | None, taken: Mapping[str, Sequence[Taken]]
) -> tuple[str | None, tuple[Evidence, ...]]:
    said: list[tuple[str | None, str]] = []
    if source:
        said.append((agencies(source.name or ""), f"source: {source.text or source.name}"))
    if dateline:
        named = dateline.agency or ""
        known = agencies(named) or agencies(named.partition("/")[0])  # (dpa/lno): an agency's regional service
        said.append((known or dateline.agency, f"dateline: {dateline.text}"))
    for field in ("credits", "rights", "authors", "agency"):
        said += [(agency_in_credits(t.text), f"{t.cleaner}: {t.text[:QUOTED]}") for t in taken.get(field, ())]
    found = next(((name, how) for name, how in said if name), None)
    return (found[0], (Evidence("agency", found[1]),)) if found else (None, ())


def _credits(taken: Sequence[Taken]) -> tuple[Credit, ...]:
    return tuple(dict.fromkeys(credit for t in taken for credit in read_credits(t.text)))


def _origin(document: Document, taken: Sequence[Taken]) -> str | None:
    """The outlet that was first, unless it is the site itself: a feed's `appeared first on` names its own blog."""
    for t in taken:
        origin = read_origin(t.text, t.links) or t.text
        if not (names_site(document, fold(origin)) and len(origin.split()) <= 4):
            return origin
    return None


def _rights(known: Rights, taken: Sequence[Taken]) -> Rights:
    printed = [t.text for t in taken]
    if known.notice and not any(fold(known.notice) in fold(p) for p in printed):
        printed.append(known.notice)
    licence = known.licence or next((k.href for t in taken for k in t.links if "creativecommons.org/" in k.href), None)
    return Rights(" | ".join(dict.fromkeys(p for p in printed if p)) or None, licence, known.reservations)


def _account(taken: Sequence[Taken]) -> str | None:
    """The account in an author box: its heading before its biography, its links last."""
    named = (read_account(t.text) for t in sorted(taken, key=lambda t: len(t.text) > QUOTED // 4))
    linked = (read_account(t.text[k.start : k.end]) for t in taken for k in t.links)
    return next((n for n in (*named, *linked) if n), None)


def _day(taken: Sequence[Taken], language: str | None) -> str | None:
    return next((day for t in taken if (day := shown(t.text, language))), None)


def _evidence(taken: Mapping[str, Sequence[Taken]]) -> list[Evidence]:
    return [
        Evidence(name, "; ".join(dict.fromkeys(f"removed by {t.cleaner}: {t.text[:QUOTED]}" for t in texts)))
        for name, texts in taken.items()
    ]


def _dateline_evidence(dateline: Dateline | None) -> tuple[Evidence, ...]:
    return (Evidence("dateline", "the story's opening"),) if dateline else ()
