"""When a URL is asked for again. Pure: what is passed in decides, no clock."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crawler.outcome import State

REVISIT = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""At these ages, counted from its first fetch, an article is looked at again. Most corrections come within the hour,
most others within the week."""
RETRY = (timedelta(0), timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""What failed is asked for again so long after its first, second, … attempt; after the last of these never."""


def instant(at: datetime) -> str:
    """As the store writes it: ISO 8601, UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def parse(text: str | None) -> datetime | None:
    """An instant or a day of ISO 8601, in UTC where no zone is told; None where it is none."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def look_again(first: datetime, now: datetime, revisit: Sequence[timedelta] = REVISIT) -> datetime | None:
    """When an article that was first fetched at `first` is looked at next; None: never."""
    return next((first + age for age in sorted(revisit) if first + age > now), None)


def try_again(state: State, attempts: int, now: datetime) -> datetime | None:
    """When a URL that gave no article is asked for again; None: never. `attempts` counts the failures in a row, this
    one included."""
    if state == "skipped":  # robots.txt may allow it, a budget be there, another day
        return now
    if state == "failed" and 0 < attempts <= len(RETRY):
        return now + RETRY[attempts - 1]
    return None


def is_later(told: str | None, than: str | None) -> bool:
    """Whether one instant is after another. A bare day is after every instant before its first second."""
    new, old = parse(told), parse(than)
    return new is not None and (old is None or new > old)
