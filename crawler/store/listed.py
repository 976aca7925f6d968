"""Which of the kept feeds, sitemaps and lists name an article."""

import html
import zlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from cleaners.normalise.urls import registered_domain
from crawler.dedupe import url_key
from crawler.store.tables import documents

MOST_SOUGHT = 1_000
"""So many titles and addresses are looked for in lists of other sites; whoever forgets more forgets a source."""
SHORTEST = 8
"""Letters of a title or path that is looked for; less would be in every list."""


def drop_lists(connection: Connection, urls: Sequence[str], titles: Sequence[str]) -> None:
    """Delete all lists of the sites of these addresses, and those of others that name one of them or a title. They are
    kept to save a download: the next crawl fetches them again."""
    sites = {registered_domain(url) for url in urls}
    named = sought(urls[:MOST_SOUGHT], titles[:MOST_SOUGHT])
    for (url,) in connection.execute(select(documents.c.url)).all():
        if registered_domain(url) not in sites:
            body = connection.scalar(select(documents.c.body).where(documents.c.url == url)) or b""
            plain = zlib.decompress(body)
            if not any(words in plain for words in named):
                continue
        connection.execute(delete(documents).where(documents.c.url == url))


def sought(urls: Sequence[str], titles: Sequence[str]) -> set[bytes]:
    """What names an article in a page that links to it: its title, and its address without the host."""
    words = {url_key(url).partition("/")[2] for url in urls} | set(titles) | {html.escape(t) for t in titles}
    return {w.encode("utf-8", "replace") for w in words if len(w) >= SHORTEST}
