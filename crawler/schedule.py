"""When a URL is asked for again, and when a source's lists are. Pure: what is passed in decides, no clock."""

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
    """An instant or a day of ISO 8601, in UTC where no zone is told; None where it is none, or in UTC in no year that
    there is."""
    try:
        at = datetime.fromisoformat(text or "")
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        at.astimezone(UTC)  # an hour before the first year, say
    except (ValueError, OverflowError):
        return None
    return at


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


# ---- how often a source is looked at --------------------------------------------------------------------------------

RHYTHM = 20
"""Publications that tell how often a source publishes: few enough to follow it through the day."""
LEAST_GAPS = 3
"""With fewer of them between publications the rhythm is not known."""
SLOWER = 1.5
FASTER = 2.0
Bounds = tuple[timedelta, timedelta]


def pace(published: Sequence[datetime]) -> timedelta | None:
    """The pause after which a source that publishes like this has something new as likely as not: half the mean gap
    between its publications. (Not the median: many lists tell but the day, or come in batches, and most gaps are none.)
    None where they are too few, or came all at once."""
    span = max(published) - min(published) if len(published) > LEAST_GAPS else timedelta(0)
    return span / (len(published) - 1) / 2 if span else None


def next_pause(
    before: timedelta | None, bounds: Bounds, *, published: Sequence[datetime] = (), found: bool
) -> timedelta:
    """How long a source is left alone after a look at its lists. `before` is the pause until now, None where there was
    none; `found`: the look has brought something new. What publishes is asked at its own pace, or more often as long as
    that is worth it; the pauses grow while it is silent."""
    own = pace(published)
    if before is None:
        return clamp(own or bounds[0], bounds)
    if found:
        return clamp(min(own, before) if own else before / FASTER, bounds)
    return clamp(max(own or before, before * SLOWER), bounds)


def back_off(before: timedelta | None, bounds: Bounds) -> timedelta:
    """How long a source is left alone that failed."""
    return clamp(before * FASTER if before else bounds[0], bounds)


def clamp(pause: timedelta, bounds: Bounds) -> timedelta:
    """The pause that is nearest to this one within the bounds."""
    return min(max(pause, bounds[0]), bounds[1])
