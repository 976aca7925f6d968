"""Where records come from, and how they are read: bytes in, articles out, one at a time."""

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec

from cleaners.model import Article
from crawler.export.selection import Selection

_DECODER = msgspec.json.Decoder(Article)


class ExportError(Exception):
    """The export cannot be made as asked: one sentence that says why, and what to do."""


class Records(Protocol):
    """What can be asked for records; the store is one."""

    def records(self, selection: Selection) -> Iterator[bytes]:
        """The JSON of each selected record (an `Article`), by `first_seen_at`, then by key; read as it is taken."""
        ...


def articles(records: Iterable[bytes]) -> Iterator[Article]:
    """The articles that the records say. Raises ExportError at one that does not follow this version's schema."""
    for record in records:
        try:
            yield _DECODER.decode(record)
        except msgspec.DecodeError as e:
            begin = record[:60].decode("utf-8", "replace")
            raise ExportError(f"the record {begin}… does not follow this version's schema ({e})") from e
