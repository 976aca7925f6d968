"""Articles as the service tells of them: in lists, with excerpts, their versions and in what these differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crawler.difference import field_changes, removals_changed, text_changes
from crawler.serve.answers import Removed
from crawler.serve.problems import Trouble
from crawler.store.browsing import Listed, Row
from crawler.store.search import MOST_LETTERS
from crawler.store.versions import Version
from crawler.store.words import Term, hits

AROUND = 120
"""Letters before and behind what was found that are shown with it."""
BEGINNING = 240
MOST_MARKS, MOST_CUT = 50, 30


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of the text; `marks` are the offsets in it, in code points, between which stand the words asked for."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """An article in a list. `site` is whom a reader would name, `source` the source that has brought it."""

    id: str
    url: str | None
    title: str | None
    site: str | None
    source: str | None
    language: str | None
    published_at: str | None
    first_seen_at: str
    changed_at: str
    version: int
    word_count: int | None
    story_id: str | None
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, the newest first. `next` is the cursor of the next page; null: this is the last."""

    articles: tuple[Summary, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A version: its number, when it was made, why, its headline and words."""

    version: int
    made_at: str
    why: str
    title: str | None
    word_count: int


@dataclass(frozen=True, slots=True)
class VersionList:
    """The versions of an article, the oldest first."""

    id: str
    versions: tuple[VersionSummary, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its value in both versions."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Differences:
    """In what two versions differ: fields, the text as lines of a diff (`-`, `+`, a space, or `…` where some are left
    out), and how many parts more, or fewer, each cleaner has removed."""

    id: str
    before: int
    after: int
    fields: tuple[FieldChange, ...]
    text: tuple[str, ...]
    removals: dict[str, int]


@dataclass(frozen=True, slots=True)
class RemovalList:
    """What was removed from an article as it is now, in the order of the page."""

    id: str
    version: int
    removals: tuple[Removed, ...]


def page_of(listed: Listed[Row], asked: Sequence[Term] = ()) -> Page:
    """A page as it is answered."""
    return Page(tuple(_shown(row, asked) for row in listed.rows), listed.following)


def _shown(row: Row, asked: Sequence[Term]) -> Summary:
    return Summary(
        row.id, row.url, row.title, row.site, row.source, row.language, row.published_at, row.first_seen_at,
        row.changed_at, row.version, row.word_count, row.story_id, excerpt(row.text, asked),
    )  # fmt: skip


def excerpt(text: str, asked: Sequence[Term] = ()) -> Excerpt:
    """The beginning of a text, or what is around the first of the words that are asked for."""
    where = list(islice(hits(text[:MOST_LETTERS], asked), MOST_MARKS)) if asked else []
    if not where:
        return Excerpt(_cut(text, 0, BEGINNING))
    start = max(0, where[0][0] - AROUND)
    lead = "…" if start else ""
    part = _cut(text, start, max(where[0][1] + AROUND, start + BEGINNING))
    shift = len(lead) - start
    marks = tuple((a + shift, b + shift) for a, b in where if b + shift <= len(lead) + len(part))
    return Excerpt(lead + part, marks)


def _cut(text: str, start: int, end: int) -> str:
    """This part of a text, on one line; it ends with a whole word where words are told apart."""
    part = text[start:end]
    if end >= len(text.rstrip()):
        return part.rstrip().replace("\n", " ")
    whole = max(part.rfind(" "), part.rfind("\n"))
    return part[: whole if whole > len(part) - MOST_CUT else None].replace("\n", " ") + "…"


def numbered(known: tuple[Version, ...], number: int, where: str) -> Version:
    """The version of this number. Raises Trouble."""
    for one in known:
        if one.number == number:
            return one
    raise Trouble("not_found", f"the article has no version {number}", where)


def newest(known: tuple[Version, ...]) -> Version:
    """The version of an article that counts. Raises Trouble where there is none: it has been forgotten since it was
    found."""
    if not known:
        raise no_article()
    return known[-1]


def no_article() -> Trouble:
    """That there is none of this id."""
    return Trouble("not_found", "there is no such article", "article_id", "it may have been forgotten")


def differing(article_id: str, known: tuple[Version, ...], before: int | None, after: int | None) -> Differences:
    """In what two of the versions differ. Raises Trouble."""
    new = numbered(known, after, "after") if after is not None else newest(known)
    if before is None:
        older = [one for one in known if one.number < new.number]
        old = older[-1] if older else new
    else:
        old = numbered(known, before, "before")
    return Differences(
        article_id, old.number, new.number,
        tuple(FieldChange(*change) for change in field_changes(old.record, new.record)),
        tuple(text_changes(old.record, new.record)), dict(removals_changed(old.record, new.record)),
    )  # fmt: skip


def summary(version: Version) -> VersionSummary:
    """A version in a list."""
    record = version.record
    return VersionSummary(
        version.number, version.made_at, version.why, record.get("title"), record.get("word_count", 0)
    )
