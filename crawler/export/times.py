"""The record's dates as values. A record says what the page told: a bare day, a time without a zone, an instant."""

from datetime import UTC, date, datetime


def instant(value: str | None) -> datetime | None:
    """The instant in UTC, of a date that names its zone; None of any other, and of none."""
    told = _read(value)
    return told.astimezone(UTC) if told is not None and told.tzinfo is not None else None


def day(value: str | None) -> date | None:
    """The day as the page tells it, in the zone of the page."""
    told = _read(value)
    return None if told is None else told.date()


def assumed(value: str | None) -> datetime | None:
    """An instant for the formats that allow nothing less: midnight stands for a bare day, UTC for a zone untold."""
    told = _read(value)
    return told.replace(tzinfo=UTC) if told is not None and told.tzinfo is None else told


def _read(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:  # of the right form, but no day of the calendar: 2026-02-30
        return None
