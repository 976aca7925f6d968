"""The records of the fixtures, and of pages whose times are those that a change of the clocks leaves out or has twice,
under a clock that is wrong: run by row 29 in a process of its own, in one time zone after another.

    TZ=Europe/Berlin python -m benchmarks.hard.clocks SECONDS[,SECONDS...] EVERY

The clock is wrong by so many seconds; of several it is wrong by each in turn, page after page. Prints one digest.
"""

import datetime as dt
import hashlib
import importlib
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

DAY = 86_400
ZONES = ("UTC", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Europe/Berlin",
         "Australia/Lord_Howe", "Africa/Casablanca")  # fmt: skip
STEPS: tuple[tuple[int, ...], ...] = (
    (0,), (-DAY,), (DAY,), (-DAY, DAY), (-90 * DAY,), (127 * DAY,), (365 * DAY,),
)  # fmt: skip
"""Days, also to and fro while pages are cleaned, and into the other half of the year."""
TIMES = ("2026-03-29T02:30", "2026-10-25 02:30:00", "2026-04-05T01:45:00", "2026-11-01T01:30:00-02:30", "1774747800",
         "29.03.2026 02:30", "October 25, 2026 2:30 AM", "2 hours ago", "Yesterday, 23:50", "Today")  # fmt: skip
PAGE = """<html><head><title>A bridge</title>{meta}</head><body><article><h1>A bridge over the river</h1>{seen}
<p>The council has decided to build a bridge over the river, and the works are to begin in the spring of next year.</p>
<p>It will cost eleven million, most of which the province pays; the ferry is to be kept until the bridge is open.</p>
</article></body></html>"""


def edges(zone: str, now: dt.datetime) -> Iterator[int]:
    """Seconds from now to the moment before the clocks of a zone are changed, each time within a year."""
    hours = [now + dt.timedelta(hours=n) for n in range(366 * 24)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    for n, (before, after) in enumerate(pairwise(offsets), 1):
        if before != after:
            at = hours[n].replace(minute=0, second=0, microsecond=0)
            yield int((at - now).total_seconds()) - 1


def runs(every: int) -> list[tuple[str, tuple[int, ...]]]:
    """Each zone with each wrong clock, or every so many of them."""
    now = dt.datetime.now(dt.UTC)
    found = [(zone, step) for zone in ZONES for step in (*STEPS, *((edge,) for edge in edges(zone, now)))]
    return found[::every]


def dated() -> Iterator[tuple[str, bytes]]:
    """Pages with such times, in the places where pages have them."""
    for n, told in enumerate(TIMES):
        meta = f'<meta property="article:published_time" content="{told}">'
        for m, seen in enumerate((f'<time datetime="{told}">x</time>', f'<p class="date">{told}</p>')):
            yield f"seen-{n}-{m}", PAGE.format(meta="", seen=seen).encode()
        yield f"told-{n}", PAGE.format(meta=meta, seen="").encode()


def set_wrong(steps: Sequence[int]) -> "Iterator[int]":
    """Have every clock of this process be wrong; each item of what is returned sets it anew."""
    now, step = time.time, steps[0]

    def told() -> float:
        return now() + step

    class Date(dt.date):
        @classmethod
        def today(cls) -> "Date":
            return cls.fromtimestamp(told())

    class Instant(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "Instant":
            return cls.fromtimestamp(told(), tz)

        @classmethod
        def today(cls) -> "Instant":
            return cls.fromtimestamp(told())

        @classmethod
        def utcnow(cls) -> "Instant":
            return cls.fromtimestamp(told(), dt.UTC).replace(tzinfo=None)

    time.time = told
    dt.date, dt.datetime = Date, Instant  # type: ignore[misc]
    assert abs(dt.datetime.now(dt.UTC).timestamp() - now() - step) < 60
    for step in cycle(steps):
        yield step


def digest(steps: Sequence[int], every: int) -> str:
    """One for all records."""
    wrong = set_wrong(steps)
    next(wrong)
    cleaners, render = importlib.import_module("cleaners"), importlib.import_module("cleaners.render")
    files = sorted(Path("fixtures").rglob("*.html"))[::every]
    seen = hashlib.sha256()
    for name, page in (*((file.stem, file.read_bytes()) for file in files), *dated()):
        next(wrong)
        outcome = cleaners.clean(page, f"https://foo.example/{name}")
        seen.update(
            render.as_json(outcome.article).encode() if hasattr(outcome, "article") else outcome.reason.encode()
        )
    return seen.hexdigest()


if __name__ == "__main__":
    print(digest([int(step) for step in sys.argv[1].split(",")], int(sys.argv[2])))
