"""A page as it was fetched: in the archive, or in the database, where it came before there was an archive."""

import zlib
from typing import Any

import msgspec

from cleaners.model import Hints, Page
from crawler.archive import Archive, Place


def place_of(row: dict[str, Any]) -> Place | None:
    """Where the page of a row lies in the archive."""
    if row["archive_file"] is None:
        return None
    return Place(row["archive_file"], row["archive_offset"], row["archive_length"])


def columns_of(place: Place | None) -> dict[str, Any]:
    """The columns that say so."""
    file, offset, length = (place.file, place.offset, place.length) if place else (None, None, None)
    return {"archive_file": file, "archive_offset": offset, "archive_length": length}


def page_of(row: dict[str, Any], archive: Archive) -> Page | None:
    """The page of a row of `pages`, with what its feed said of it; None where none is kept."""
    if place := place_of(row):
        return archive.read(place)  # with what was said of it when it was fetched
    if row["body"] is None:
        return None
    hints = msgspec.json.decode(row["hints"], type=Hints) if row["hints"] else Hints()
    url, status = row["final_url"] or row["url"], row["status"] or 200
    headers = msgspec.json.decode(row["headers"], type=dict[str, str])
    return Page(zlib.decompress(row["body"]), url, headers, status, row["fetched_at"], hints)
