"""How it went with each source, last time, and when it is looked at next."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from crawler.schedule import instant, parse
from crawler.store.database import put
from crawler.store.session import Session
from crawler.store.tables import pages, sources


class SourceBooks:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> dict[str, Any] | None:
        """The row of a source, by the names of `tables.sources`; None of one that was never looked at."""
        with self._session.reading() as connection:
            row = connection.execute(select(sources).where(sources.c.name == name)).mappings().first()
        return None if row is None else dict(row)

    def is_read(self, name: str) -> bool:
        """Whether the last run that began to read the lists of a source came to their end."""
        row = self.get(name)
        return row is not None and row["succeeded_at"] is not None and row["reading_since"] is None

    def reading(self, name: str, url: str) -> None:
        """The lists of a source are about to be read."""
        with self._session.writing() as connection:
            put(connection, sources, {"name": name, "url": url, "reading_since": self._session.now})

    def polled(self, name: str, url: str, failure: str | None = None, bad: str | None = None) -> None:
        """The lists of a source were read; or it gave nothing: why, and at which address that showed first."""
        now = self._session.now
        with self._session.writing() as connection:
            before = connection.execute(select(sources).where(sources.c.name == name)).mappings().first()
            row: dict[str, Any] = {"name": name, "url": url, "polled_at": now}
            if failure is None:
                row |= {
                    "succeeded_at": now,
                    "reading_since": None,
                    "failed_since": None,
                    "failure": None,
                    "failed_url": None,
                }
            else:
                since = before["failed_since"] if before else None
                row |= {"failed_at": now, "failed_since": since or now, "failure": failure}
                row["failed_url"] = (before["failed_url"] if before and since else None) or bad
            put(connection, sources, row)

    def all(self) -> dict[str, dict[str, Any]]:
        """The rows of all sources, by name."""
        with self._session.reading() as connection:
            rows = connection.execute(select(sources).order_by(sources.c.name)).mappings()
            return {row["name"]: dict(row) for row in rows}

    def some(self, names: Collection[str]) -> dict[str, dict[str, Any]]:
        """The rows of these, by name."""
        with self._session.reading() as connection:
            rows = connection.execute(select(sources).where(sources.c.name.in_(list(names)))).mappings()
            return {row["name"]: dict(row) for row in rows}

    def names(self) -> frozenset[str]:
        """Those of all sources that were ever looked at."""
        with self._session.reading() as connection:
            return frozenset(connection.scalars(select(sources.c.name)))

    def schedule(self, name: str, due: datetime, interval: timedelta) -> None:
        """When the lists of a source are looked at next, and after which pause that is."""
        row = {"name": name, "due_at": instant(due), "interval": round(interval.total_seconds())}
        with self._session.writing() as connection:
            put(connection, sources, row)

    def schedules(self) -> dict[str, tuple[datetime, timedelta, bool]]:
        """Of each source that has been looked at: when its lists are looked at next, after which pause that is, and
        whether it fails."""
        told = select(sources.c.name, sources.c.due_at, sources.c.interval, sources.c.failed_since)
        with self._session.reading() as connection:
            rows = connection.execute(told.where(sources.c.due_at.is_not(None))).all()
        return {
            name: (at, timedelta(seconds=interval), failed is not None)
            for name, text, interval, failed in rows if (at := parse(text))
        }  # fmt: skip

    def pages_due(self) -> dict[str, datetime]:
        """Of each source that has pages whose time to be asked for again has come, when that of the last of them was;
        what was not to be fetched waits for the next run, whenever that is."""
        own = (pages.c.source == sources.c.name) & (pages.c.due_at <= self._session.now) & (pages.c.state != "skipped")
        latest = select(func.max(pages.c.due_at)).where(own).scalar_subquery()
        with self._session.reading() as connection:
            rows = connection.execute(select(sources.c.name, latest)).all()
        return {name: at for name, text in rows if (at := parse(text))}

    def published(self, name: str, most: int) -> Sequence[datetime]:
        """When the newest articles of a source were published, as its lists say, or else were found; newest first."""
        own = (pages.c.source == name) & (pages.c.state == "stored") & (pages.c.listed_at <= self._session.now)
        newest = select(pages.c.listed_at).where(own).order_by(pages.c.listed_at.desc()).limit(most)
        with self._session.reading() as connection:
            return [at for text in connection.scalars(newest) if (at := parse(text))]

    def page_due(self, name: str, after: datetime) -> datetime | None:
        """When the first page of a source is to be asked for again, of those whose time comes after this instant. What
        was not to be fetched waits for the next run, whenever that is."""
        own = (pages.c.source == name) & (pages.c.due_at > instant(after)) & (pages.c.state != "skipped")
        with self._session.reading() as connection:
            return parse(connection.scalar(select(pages.c.due_at).where(own).order_by(pages.c.due_at).limit(1)))
