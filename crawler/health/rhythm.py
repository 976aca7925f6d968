"""Whether a source has fallen silent, or brings less than it did: by when its articles came. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from crawler.health.numbers import BEFORE_DAYS
from crawler.schedule import parse

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OCCASIONS, WITHIN = 20, timedelta(days=7)
"""What came in at least so many hours, over at least so many days of the last four weeks, comes regularly: on each
weekday, say. Of what comes by chance a longer pause than ever is no news."""
LONGER = 1.5
"""Times the longest pause of four weeks, which has seen their nights and weekends: a pause that is clearly longer."""
LEAST_SILENCE = timedelta(hours=12)
"""A shorter pause nobody would call silence, however busy the source is."""
FEWER = 0.5
"""Of the poorest of the 28 days before."""
LEAST_USUAL = 8
"""Articles a day; of a source that usually has fewer, one more or less is chance."""


def silent_since(came: Sequence[str], looked: datetime) -> datetime | None:
    """Since when a source that came regularly has had nothing new, although it was looked at until `looked`; None where
    its pause is one as it has often made."""
    hours = sorted({at[:13] for at in came})
    last = parse(came[-1]) if came else None
    if last is None:
        return None
    moments = [m for hour in hours if (m := parse(f"{hour}:00+00:00")) and m >= last - BEFORE_DAYS * DAY]
    if len(moments) < OCCASIONS or moments[-1] - moments[0] < WITHIN:
        return None
    longest = max(later - earlier for earlier, later in pairwise(moments))
    return last if looked - last > max(longest * LONGER + HOUR, LEAST_SILENCE) else None


def of_days(came: Sequence[str], now: datetime) -> list[int]:
    """How many articles came in the last 24 hours, in the 24 before, and so on for four weeks."""
    counts = [0] * (BEFORE_DAYS + 1)
    for at in came:
        moment = parse(at)
        if moment is not None and 0 <= (now - moment) // DAY <= BEFORE_DAYS:
            counts[(now - moment) // DAY] += 1
    return counts


def usual(counts: Sequence[int]) -> float:
    """Articles of a usual day: the median of those before the last."""
    return median(counts[1:])


def is_fewer(counts: Sequence[int]) -> bool:
    """Whether the last day had far fewer articles than any of the four weeks before."""
    return usual(counts) >= LEAST_USUAL and counts[0] < FEWER * min(counts[1:])
