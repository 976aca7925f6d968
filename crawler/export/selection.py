"""Which records are meant: the question that a store answers, and that every way out of it asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """All of these conditions at once; None and False ask for nothing.

    `since` (and later) and `until` (but not then) are ISO 8601 instants in UTC, as `2026-01-01T00:00:00+00:00`, and
    count from when a record last changed, else from when it first came in. `source` is a source's name or address,
    `language` an ISO 639-1 code. `story_originals` leaves out what tells the story of an earlier record again,
    `exclude_reserved` what its publisher reserves from machines (`rights.reservations`).
    """

    since: str | None = None
    until: str | None = None
    source: str | None = None
    language: str | None = None
    story_originals: bool = False
    exclude_reserved: bool = False


EVERYTHING = Selection()
