"""A clock that is set by hand, for stores whose time a test tells."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """Stands at NOON until `now` is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now
