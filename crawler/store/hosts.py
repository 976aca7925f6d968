"""Hosts: which have asked to be left alone, also by the next run; and whose turn it is to ask one, so that several runs
on one store together keep to the pace of each.

A run that alone asks a host does so without writing it down: the row says that it does. Another that wants to ask it,
too, says so, and waits once for as long as the host is left between two requests; from then on both ask by turns, each
of which is noted. So a run that was killed keeps nobody waiting for longer than that.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from crawler.schedule import instant, parse
from crawler.store.database import put
from crawler.store.session import Session
from crawler.store.tables import hosts

ALONE = 60.0
"""Seconds after which a run that nobody has come between asks without writing it down."""
FALL = 0.5
"""A run that asks alone notes its delay again where that has grown, or fallen to less than this share."""
FADE = 0.9
"""Of several runs the longest delay counts; that of one which asks no more fades so with each request of another."""
WAITED = 120.0
"""Seconds. A host that is to be left alone for longer keeps no run waiting: its URLs are left for another."""
KEPT = 24 * 3600.0
"""Seconds; longer than any delay."""

# made once: to make a statement costs more than to execute it, and each request asks
_NOTED = select(hosts.c.asked_by, hosts.c.asked_since, hosts.c.asked_at, hosts.c.delay, hosts.c.closed_until).where(
    hosts.c.host == bindparam("of")
)


class _Asked(NamedTuple):
    """What is noted of a host, as the columns have it."""

    by: str | None = None
    since: float | None = None
    at: float = 0.0
    delay: float = 0.0
    closed: float = 0.0

    def is_for(self, run: str, delay: float) -> bool:
        """Whether this run asks alone, and nothing is to be noted."""
        return self.by == run and self.since is None and FALL * self.delay <= delay <= self.delay

    def is_others(self, run: str) -> bool:
        """Whether another run asks without writing it down."""
        return self.by is not None and self.by != run and self.since is None

    def rest(self, delay: float, now: float) -> float:
        """Seconds until the next request: no more than are left between two, though the clock was ahead when the last
        one was noted."""
        if 0 < self.closed - now <= WAITED:
            return self.closed - now
        gap = max(delay, self.delay)
        return min(max(self.at + gap - now, 0.0), gap)

    def taken(self, run: str, delay: float, now: float) -> dict[str, Any]:
        """What is to be noted where this run asks now."""
        row = {"asked_by": run, "asked_at": now, "delay": delay, "asked_since": None}
        if self.by is None or (self.by == run and (self.since is None or now - self.since >= ALONE)):
            return row
        since = self.since if self.by == run else now
        return row | {"asked_since": since, "delay": max(delay, FADE * self.delay)}


class Hosts:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def close(self, host: str, seconds: float) -> None:
        """Leave a host alone from now on for so long; what was noted of others, and is over, is forgotten."""
        with self._session.writing() as connection:
            _prune(connection, self._session.clock())
            until = instant(datetime.fromtimestamp(ceil(self._session.clock().timestamp() + seconds), UTC))
            put(connection, hosts, {"host": host, "closed_until": until})

    def closed(self) -> dict[str, float]:
        """For how many seconds more each host is to be left alone that is."""
        now = self._session.clock()
        with self._session.reading() as connection:
            rows = connection.execute(select(hosts.c.host, hosts.c.closed_until)).all()
        rest = {host: (until - now).total_seconds() for host, text in rows if (until := parse(text))}
        return {host: seconds for host, seconds in rest.items() if seconds > 0}

    def turn(self, host: str, run: str, delay: float) -> float:
        """The seconds after which this run is to ask for a turn again; 0: it is its turn, and it asks the host now.
        `delay`: seconds from one request to the next, as this run keeps it."""
        with self._session.reading() as connection:
            known = _asked(connection, host)
        if known.is_for(run, delay):
            return 0.0
        now = self._session.clock().timestamp()
        rest = known.rest(delay, now)
        if rest and known.at <= now and not known.is_others(run) and delay <= known.delay:
            return rest
        with self._session.writing() as connection:
            return _take(connection, host, (run, delay), self._session.clock)


def leave(connection: Connection, run: str, now: datetime) -> None:
    """A run is over, or was killed. What it has asked alone it may have asked just now."""
    own = hosts.c.asked_by == run
    connection.execute(update(hosts).where(own, hosts.c.asked_since.is_(None)).values(asked_at=now.timestamp()))
    connection.execute(update(hosts).where(own).values(asked_by=None, asked_since=None))
    _prune(connection, now)


def _take(connection: Connection, host: str, who: tuple[str, float], clock: Callable[[], datetime]) -> float:
    """What `turn` says, in a transaction: nobody else writes before the answer is noted."""
    (run, delay), now, known = who, clock().timestamp(), _asked(connection, host)
    longest = max(delay, known.delay)
    if known.is_others(run):  # it learns of us before its next request; its last may be of just now
        row = {"host": host, "asked_by": run, "asked_since": now, "asked_at": now, "delay": longest}
        put(connection, hosts, row)
        return longest
    if rest := known.rest(delay, now):
        # others would else be too soon again, and again; and all wait until a clock that was set back has caught up
        if delay > known.delay or known.at > now:
            put(connection, hosts, {"host": host, "delay": longest, "asked_at": min(known.at, now)})
        return rest
    put(connection, hosts, {"host": host} | known.taken(run, delay, now))
    return 0.0


def _asked(connection: Connection, host: str) -> _Asked:
    row = connection.execute(_NOTED, {"of": host}).first()
    if row is None:
        return _Asked()
    until = parse(row[4])
    return _Asked(row[0], row[1], row[2] or 0.0, row[3] or 0.0, until.timestamp() if until else 0.0)


def _prune(connection: Connection, now: datetime) -> None:
    """Forget hosts that are open, and that nobody asks or has asked of late."""
    is_open = or_(hosts.c.closed_until.is_(None), hosts.c.closed_until <= instant(now))
    is_quiet = or_(hosts.c.asked_at.is_(None), hosts.c.asked_at < now.timestamp() - KEPT)
    connection.execute(delete(hosts).where(is_open, is_quiet, hosts.c.asked_by.is_(None)))
