"""Who is behind a story: source line, agency, dateline, credits, corrections, rights; from the text and from what the
cleaners took out of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.model import Credit, Dateline, Document, Removal, Rights, Source


@dataclass(frozen=True, slots=True)
class Attribution:
    """The provenance fields of a record, each as in `Article`; `tags` and `authors` are what removed lines added."""

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


def attribute(document: Document, removals: Sequence[Removal]) -> Attribution:
    """Read the provenance of a document; every removal that names a field has its value in that field."""
    return Attribution()
