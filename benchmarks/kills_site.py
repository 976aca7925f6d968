"""The sites of the drill: newspapers on loopback whose feeds, sitemaps and sections together list so many pages."""

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.crawler import stories
from tests.crawler.newsroom_server import House, Newsroom

PER_HOST = 25
"""Pages of one newspaper."""
LISTS = 8
"""And about so many lists."""
FAILED = "/lost/"
"""In the path of what is listed and not there."""
FORBIDDEN = "/private/"
COPY = "/copy-of-"
STORY = "story-"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True)
class Town:
    """All of its newspapers. `stories` are the addresses under which something is listed."""

    room: Newsroom
    stories: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def urls(self) -> list[str]:
        return [house.url for house in self.room.houses]

    @property
    def requests(self) -> int:
        """About how many a whole crawl takes."""
        return len(self.stories) + LISTS * len(self.room.houses)

    def is_story(self, path: str) -> bool:
        """Whether there is a story at a path."""
        return STORY in path and FAILED not in path

    def missing(self, states: Mapping[str, str]) -> list[str]:
        """What did not come to its end."""
        return [url for url in self.stories if states.get(url) not in _ends(url)]

    def is_complete(self, states: Mapping[str, str]) -> bool:
        """Whether each address came to its end, and no other was met."""
        return not self.missing(states) and set(states) == set(self.stories)


@contextmanager
def town(pages: int) -> Iterator[Town]:
    """Newspapers that list so many pages between them."""
    with Newsroom(max(1, pages // PER_HOST)) as room:
        listed, titles = list[str](), list[str]()
        for n, house in enumerate(room.houses):
            number = pages // len(room.houses) - 3
            first = n * number
            listed += _newspaper(house, range(first, first + number))
            titles += [stories.title(s) for s in range(first, first + number)]
        yield Town(room, tuple(listed), tuple(titles))


def _newspaper(house: House, numbers: range) -> list[str]:
    """A third of its stories in a feed, a third in a sitemap, a third in a section of several pages."""
    paths = [f"/2026/11/20/{STORY}{n}-of-the-council/" for n in numbers]
    for n, path in zip(numbers, paths, strict=True):
        house.add(path, stories.page(n), etag=f'"{n}"')
    copy, lost, forbidden = (f"/2026/11/21{p}{STORY}{numbers[0]}/" for p in (COPY, FAILED, FORBIDDEN))
    house.add(copy, stories.page(numbers[0]))
    third = len(paths) // 3
    fed, mapped, listed = paths[:third], paths[third : 2 * third], paths[2 * third :]
    house.add("/robots.txt", f"User-agent: *\nDisallow: /*{FORBIDDEN}\nSitemap: {house.url}/index.xml\n")
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    house.add("/", f'<html><head>{feed}</head><body><nav><a href="/world/">World</a></nav></body></html>')
    items = "".join(f"<item><link>{house.url}{p}</link></item>" for p in (*fed, lost, forbidden))
    rss = f'<rss version="2.0"><channel>{items}</channel></rss>'
    house.add("/feed", rss, content_type="application/rss+xml", etag='"feed"')
    house.add("/index.xml", f"<sitemapindex {NS}><sitemap><loc>{house.url}/a.xml.gz</loc></sitemap></sitemapindex>")
    locs = "".join(f"<url><loc>{house.url}{p}</loc></url>" for p in (*mapped, copy))
    house.add("/a.xml.gz", gzip.compress(f"<urlset {NS}>{locs}</urlset>".encode()), content_type="application/gzip")
    _section(house, listed)
    return [house.url + p for p in (*paths, copy, lost, forbidden)]


def _section(house: House, paths: list[str], per_page: int = 4) -> None:
    for number, start in enumerate(range(0, len(paths) + 1, per_page), 1):
        links = "".join(f'<p><a href="{p}">{p.replace("/", " ")}</a></p>' for p in paths[start : start + per_page])
        older = f'<a href="/world/page/{number + 1}/">Older</a>' if start + per_page < len(paths) else ""
        house.add("/world/" if number == 1 else f"/world/page/{number}/", f"<body>{links}{older}</body>")


def _ends(url: str) -> set[str]:
    if FAILED in url:
        return {"failed"}
    if FORBIDDEN in url:
        return {"skipped"}
    return {"stored", "duplicate"}
