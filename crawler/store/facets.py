"""By what records can be chosen: the sources and languages that there are."""

from sqlalchemy import func, select

from crawler.store.session import Session
from crawler.store.tables import articles, sources


def sources_in(store: Session) -> dict[str, str | None]:
    """The names of all sources that were ever looked at, or brought something, each with its address where it is
    known. Raises StoreError."""
    found: dict[str, str | None] = {}
    with store.reading() as connection:
        # each name once, from one to the next greater, past all the rows that share it
        name = connection.scalar(select(func.min(articles.c.source)))
        while name is not None:
            found[name] = None
            name = connection.scalar(select(func.min(articles.c.source)).where(articles.c.source > name))
        return found | {row.name: row.url for row in connection.execute(select(sources.c.name, sources.c.url))}


def languages_in(store: Session) -> dict[str, int]:
    """The languages of the records, and how many there are of each, most first; looks at all. Raises StoreError."""
    known = select(articles.c.language, func.count()).where(articles.c.language.is_not(None))
    with store.reading() as connection:
        rows = connection.execute(known.group_by(articles.c.language).order_by(func.count().desc()))
        return {row[0]: row[1] for row in rows}
