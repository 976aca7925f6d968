"""The next page of a list of articles: as the page says itself, or by its number."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from cleaners.normalise.numbers import number as number_of

IN_PATH = re.compile(r"/(?:page|seite|pagina|p)[/-]?(\d{1,4})/?$")
IN_QUERY = frozenset({"page", "paged", "pg", "p", "seite", "pagina"})
LAST = 1000
"""A number beyond this is no page's: years and numbers of articles are written so, too."""


def following(url: str, named: Iterable[str], links: Iterable[str]) -> str | None:
    """The page after this one. `named` are the addresses that the page itself calls its next, `links` all others."""
    list_, number = place(url)
    for link in (*named, *links):
        if place(link) == (list_, number + 1):
            return link
    return None


def place(url: str) -> tuple[str, int]:
    """Which list an address is a page of, and the page's number in it; 1 where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, 1
    number, path, query = 1, parts.path, []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        told = number_of(value) if name.lower() in IN_QUERY else None
        if told is not None and told <= LAST:
            number = told
        else:
            query.append((name, value))
    if match := IN_PATH.search(path):
        number, path = int(match[1]), path[: match.start()]
    return f"{parts.netloc}{path.rstrip('/')}?{urlencode(sorted(query))}", number
