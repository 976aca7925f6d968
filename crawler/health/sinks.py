"""Whether the sinks get what they are to get."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from crawler.health.judge import minute
from crawler.health.model import Finding
from crawler.schedule import parse
from crawler.store.changes import Standing

FAILING = timedelta(hours=1)
"""A sink that is restarted, or has asked for a pause, is back before."""
UNTENDED = timedelta(days=2)
"""Records wait for so long only where nobody delivers: a delivery each night may be late once."""


def of_sinks(standings: Iterable[Standing], now: datetime) -> Iterator[Finding]:
    """Those that have taken nothing for too long, and those that nobody delivers to."""
    for there in standings:
        failed, waiting = parse(there.failed_since), parse(there.waiting_since)
        behind = f"{there.behind:,} record{' waits' if there.behind == 1 else 's wait'}"
        if failed is not None and now - failed > FAILING:
            said = f"has taken nothing since {minute(there.failed_since or '')}: {there.failure}; {behind}"
            yield Finding(None, "sink_failing", said, there.failed_since, sink=there.name)
        elif waiting is not None and now - waiting > UNTENDED and not _is_moving(there, now):
            said = (f"{behind} since {minute(there.waiting_since or '')}, and nobody delivers; is `copydesk watch` or "
                    "`copydesk deliver` running? One that is no more is forgotten by `copydesk deliver --forget --to "
                    f"{there.name}`")  # fmt: skip
            yield Finding(None, "sink_waiting", said, there.waiting_since, sink=there.name)


def _is_moving(there: Standing, now: datetime) -> bool:
    """Whether it has acknowledged something just now: a sink that is new gets all that was ever stored."""
    last = parse(there.acknowledged_at)
    return last is not None and now - last < FAILING
