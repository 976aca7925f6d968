"""A desk that publishes: articles that come, change and go in a store, as a crawl records them."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy import update

from cleaners.model import Cleaned, Document, Rights, Verdict
from crawler.dedupe import url_key
from crawler.outcome import Change, Outcome
from crawler.store import Ending, Store
from crawler.store.merging import remove
from crawler.store.tables import pages
from tests.crawler.export.records import plain


def address(n: int) -> str:
    """Where the article is."""
    return f"https://courier.test/{n}"


def identity(n: int) -> str:
    """Its record's id."""
    return sha256(address(n).encode()).hexdigest()


def publish(
    store: Store, n: int, version: int = 1, *, language: str = "en", reserved: bool = False, text: str = "", **more: str
) -> None:
    """An article comes, or comes in a new version."""
    url, rights = address(n), Rights(reservations=("noai",) if reserved else ())
    article = plain(n, id=identity(n), url=url, version=version, language=language, rights=rights,
                    content_hash=f"{n} {version}", **more)  # fmt: skip
    article = replace(article, text=text or f"Story {n}, version {version}.\n")
    cleaned = Cleaned(article, Document(()), (), Verdict("article"))
    change: Change = "new" if version == 1 else "changed"
    store.settle(Ending(Outcome(url, "stored", "", "courier", 200, url, cleaned, change=change), why="text"))


def forget(store: Store, n: int) -> None:
    """An article is forgotten, so that not a word of it is left."""
    key = url_key(address(n))
    with store.writing() as connection:
        connection.execute(update(pages).where(pages.c.article_key == key).values(article_key=None))
        remove(connection, key, store.now)


def key(n: int, version: int = 1, kind: str = "new") -> str:
    """What a delivery is known by."""
    return f"{identity(n)}:{version}:{kind}"


def a_day(store: Store) -> list[str]:
    """A day of a small paper; the keys of what is told of it, in order."""
    with store.together():
        for n in range(1, 31):
            publish(store, n)
        for n in range(1, 11):
            publish(store, n, 2)
    forget(store, 3)
    publish(store, 31)
    new = [key(n) for n in range(1, 31) if n != 3]
    changed = [key(n, 2, "changed") for n in range(1, 11) if n != 3]
    return [*new, *changed, key(3, 2, "forgotten"), key(31)]


STANDS = {**{identity(n): 1 for n in range(11, 32)}, **{identity(n): 2 for n in range(1, 11) if n != 3}}
"""What a sink holds after that day: ids and versions."""


def database(folder: Path) -> str:
    """Where the store of a test is."""
    return str(folder / "news.db")
