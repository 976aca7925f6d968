"""What the archive's modules hand to each other, and to whoever asks them."""

from dataclasses import dataclass

from cleaners.model import Page

STEP = 1 << 16
"""Bytes that are read and unpacked at once."""
MOST_BODY = 20 << 20
"""Bytes that a page may have, unpacked: as many as the crawl takes."""

CUT = "the file ends in the middle of a record"


class ArchiveError(Exception):
    """The archive cannot give or keep a page: one sentence that says which file, and why."""


class Away(ArchiveError):
    """The object store does not answer. What was to be sent to it waits, and can be sent once it does."""


class Broken(Exception):
    """A WARC file is not as it should be; the sentence says why."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a page is kept: a file by its path below the archive's folder, and the bytes of the page's record in it."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files that lie on this machine and are to be sent to the object store: how many, of how many bytes together, and
    since when the oldest of them does, in seconds since 1970."""

    files: int = 0
    size: int = 0
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A page of a WARC file, and where it is in it. `asked` is the address that it was asked for under, `source` the
    source that it was asked for; both are known of pages that we fetched. `is_cut` says that whoever fetched it
    stopped before its end."""

    at: str
    place: Place
    page: Page
    asked: str | None = None
    source: str | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is no page to clean, and what it is instead, as words that can be counted."""

    at: str
    what: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that cannot be read, and why. `at` names a record, here as in Kept and Skipped: by its offset in the
    file; in a file that is packed as one piece, `+` and the offset within what is unpacked follow."""

    at: str
    reason: str
