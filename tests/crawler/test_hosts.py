"""Four hosts tell the same: whichever is crawled first, the records, their versions and their stories are the same."""

import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

import pytest
import tomlkit

from cleaners import clean
from cleaners.model import Cleaned, Page
from crawler.dedupe import url_key
from crawler.dedupe.fingerprinted import Fingerprinted, fingerprinted
from crawler.flow import Asked, Visit, settle
from crawler.store import open_store
from crawler.store.stories import Stories
from tests.crawler import stories
from tests.crawler.ready import ENVIRONMENT, Ready
from tests.crawler.web import Site

WWW = "http://www.example.com"
DAY = "2026-11-20T10:00:00+00:00"
HOSTS = {
    "courier": WWW, "tribune": "http://example.org", "gazette": "http://example.net", "post": "http://example.edu"
}  # fmt: skip
REPOSTERS = ("tribune", "gazette", "post")
MAIN = f"{WWW}/story-1"
SAME_KEY = (f"{MAIN}?utm_source=rss&fbclid=7", f"{MAIN}/", f"{MAIN}#comments", f"{MAIN}/index.html",
            "http://example.com/story-1")  # fmt: skip
OTHER_KEY = ("http://m.example.com/story-1", "http://amp.example.com/story-1", f"{WWW}/amp/story-1", f"{MAIN}?amp=1",
             f"{MAIN}?print=1", f"{WWW}/s/17")  # fmt: skip
"""Eleven more addresses of the first story: tracking, slash, fragment, index, www; mobile, AMP on a host, in the path
and in the query, a print version without a canonical address, and a short link that redirects."""


class World:
    """The hosts, all behind one proxy, and a folder in which they are crawled in an order."""

    def __init__(self, proxy: Site, folder: Path, order: Sequence[str]) -> None:
        self.proxy, self.folder, self.order, self.begun = proxy, folder, order, ""
        entries = {
            name: {"url": HOSTS[name], "feeds": [f"{HOSTS[name]}/feed"], "horizon": "none", "proxy": proxy.url}
            for name in order
        }
        (folder / "sources.toml").write_text(tomlkit.dumps({"sources": entries}), encoding="utf-8")

    def page(self, url: str, n: int, canonical: str | None = None, change: Callable[[str], str] = str) -> None:
        name = next((name for name in REPOSTERS if url.startswith(HOSTS[name])), "courier")
        head = f'<meta property="og:site_name" content="The {name.title()}">'
        head += f'<link rel="canonical" href="{canonical}">' if canonical else ""
        self.proxy.add(url, change(stories.page(n, head)))

    def feed(self, name: str, urls: Sequence[str]) -> None:
        """The host's feed. It is answered once the hosts before it in the order are done."""
        items = "".join(f"<item><link>{url.replace('&', '&amp;')}</link></item>" for url in urls)
        body = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
        before = self.order[: self.order.index(name)]

        def act(request: BaseHTTPRequestHandler) -> None:
            self.wait_for(before)
            request.send_response(200)
            request.send_header("Content-Type", "application/rss+xml")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

        self.proxy.act(f"{HOSTS[name]}/feed", act)

    def wait_for(self, names: Sequence[str]) -> None:
        marks = ", ".join(f"'{name}'" for name in names)
        polled = f"select count(*) from sources where name in ({marks}) and polled_at > '{self.begun}'"
        waiting = f"select count(*) from pages where source in ({marks}) and (state = 'discovered' or claimed_by <> '')"
        for _ in range(2_000):
            if not names or (self.sql(polled) == [(len(names),)] and self.sql(waiting) == [(0,)]):
                return
            time.sleep(0.05)

    def crawl(self) -> None:
        """Crawl all hosts; what was stored is to be looked at again."""
        is_first = not (self.folder / "copydesk.db").exists()
        self.begun = "" if is_first else self.sql("select max(polled_at) from sources")[0][0]
        crawl = Ready("tests.crawler.crawl_file", ["sources.toml"], cwd=self.folder, env=ENVIRONMENT)
        _, said = crawl.communicate(timeout=120)
        assert crawl.returncode == 0, said

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "copydesk.db", timeout=30) as db:
            return db.execute(statement).fetchall()


def publish(world: World, reverse: bool) -> None:
    """The courier's four stories, the first under all its addresses; each other host has two of them and its own."""
    addresses = [MAIN, *SAME_KEY, *OTHER_KEY]
    first(world, str)
    for n in (2, 3, 4):
        world.page(f"{WWW}/story-{n}", n, f"{WWW}/story-{n}")
    world.feed("courier", [*(addresses[::-1] if reverse else addresses), *(f"{WWW}/story-{n}" for n in (2, 3, 4))])
    for i, name in enumerate(REPOSTERS):
        urls = {n: f"{HOSTS[name]}/news/{n}" for n in (1, 2, 5 + i)}
        for n, url in urls.items():
            world.page(url, n, url, change=reposted(name, n) if n < 5 else str)
        world.feed(name, list(urls.values()))


def first(world: World, change: Callable[[str], str]) -> None:
    """The first story at all its addresses."""
    for url in (MAIN, *SAME_KEY, *OTHER_KEY):
        world.page(url.partition("#")[0], 1, None if "print" in url else MAIN, change)
    world.proxy.add(f"{WWW}/s/17", status=301, location=MAIN)


def reposted(name: str, n: int) -> Callable[[str], str]:
    """A host's own headline, dateline and tail."""

    def change(page: str) -> str:
        page = page.replace(stories.title(n), f"What the council wants, as {name} readers know, number {n}")
        page = page.replace("<p>", f"<p>{name.upper()}TOWN, Nov 20 - ", 1)
        tail = f"<p>The {name} has the rest of the week's votes.</p><p>Source: The Courier</p>"
        return page.replace("</article>", f"{tail}</article>")

    return change


def corrected(page: str) -> str:
    return page.replace("</article>", "<p>Correction: an earlier version gave a wrong number.</p></article>")


def update(world: World) -> None:
    """The first story is corrected, the second moves, the third moves and is corrected."""
    first(world, corrected)
    for n in (2, 3):
        world.page(f"{WWW}/moved/{n}", n, f"{WWW}/moved/{n}", corrected if n == 3 else str)
        world.proxy.add(f"{WWW}/story-{n}", status=301, location=f"{WWW}/moved/{n}")
    world.feed("courier", [MAIN, f"{WWW}/moved/2", f"{WWW}/moved/3", f"{WWW}/story-4"])
    for name in REPOSTERS:
        world.feed(name, [f"{HOSTS[name]}/news/1"])
    world.sql("update pages set due_at = '2026-01-01T00:00:00+00:00' where state = 'stored'")


@dataclass(frozen=True)
class Stored:
    """What a store holds, without what depends on the hour: of each record host, number of the story, version, keys of
    its addresses; of each story of several records their hosts, and whose is the original; why versions were made."""

    records: dict[tuple[str, int], tuple[int, frozenset[str]]]
    stories: dict[int, tuple[frozenset[str], str]]
    reasons: list[str]


def stored(world: World) -> Stored:
    of_host = {url_key(url).removeprefix("www."): name for name, url in HOSTS.items()}

    def name(url: str | None) -> str:
        return next(name for host, name in of_host.items() if url and host.rstrip("/") in url)

    with open_store(world.folder / "copydesk.db") as store:
        all_records = list(store.articles())
        number = {r["url"]: int(re.findall(r"vote number (\d+)", r["text"])[0]) - 100 for r in all_records}
        records = {
            (name(r["url"]), number[r["url"]]): (r["version"], frozenset(map(url_key, r["urls"]))) for r in all_records
        }
        assert len(records) == len(all_records), "a story is there twice"
        told = {}
        for story in Stories(store).all():
            by_key = {m.key: name(m.url) for m in story.members}
            (n,) = {number[str(m.url)] for m in story.members}
            told[n] = (frozenset(by_key.values()), by_key[story.original.key])
    return Stored(records, told, sorted(why for (why,) in world.sql("select why from versions")))


def check(world: World) -> None:
    """Publish, crawl, update and crawl again: exactly what is expected is there each time."""
    publish(world, reverse=world.order[0] != "courier")
    world.crawl()

    once = stored(world)
    own = {("courier", n): (1, frozenset({url_key(f"{WWW}/story-{n}")})) for n in (2, 3, 4)}
    own["courier", 1] = (1, frozenset(map(url_key, (MAIN, *SAME_KEY, *OTHER_KEY))))
    others = {
        (name, n): (1, frozenset({url_key(f"{HOSTS[name]}/news/{n}")}))
        for i, name in enumerate(REPOSTERS) for n in (1, 2, 5 + i)
    }  # fmt: skip
    assert once.records == own | others
    assert once.stories == {n: (frozenset(HOSTS), "courier") for n in (1, 2)}
    assert once.reasons == []

    update(world)
    world.crawl()

    again = stored(world)
    for n, version in ((2, 1), (3, 2)):
        own["courier", n] = (version, own["courier", n][1] | {url_key(f"{WWW}/moved/{n}")})
    own["courier", 1] = (2, own["courier", 1][1])
    assert again.records == own | others
    assert again.stories == once.stories
    assert again.reasons == [f"moved to {WWW}/moved/3, text, corrections", "text, corrections"]


@pytest.mark.parametrize("order", [("courier", *REPOSTERS), (*REPOSTERS[::-1], "courier")], ids=" first, then ".join)
def test_records_versions_and_stories_are_the_same_whichever_host_is_crawled_first(
    order: tuple[str, ...], site: Site, tmp_path: Path
) -> None:
    check(World(site, tmp_path, order))


class Pages(dict[str, tuple[str, str | None]]):
    """Pages by address: what each has, or where it leads."""

    url = "http://127.0.0.1:9"

    def add(self, url: str, body: str = "", status: int = 200, location: str | None = None) -> None:
        assert status == (301 if location else 200)
        self[url] = body, location


class Settled(World):
    """The hosts without a network: their pages are cleaned once, and settled in this process in any order."""

    def __init__(self, folder: Path, order: Sequence[str]) -> None:
        self.pages, self.feeds = Pages(), dict[str, Sequence[str]]()
        super().__init__(cast("Site", self.pages), folder, order)

    def feed(self, name: str, urls: Sequence[str]) -> None:
        self.feeds[name] = urls

    def crawl(self) -> None:
        stale = {} if not self.begun else self._stored()
        self.begun = "again"
        with open_store(self.folder / "copydesk.db") as store:
            for name in self.order:
                new = {url_key(url): url for url in self.feeds[name] if store.known(url) is None}
                for url in (*new.values(), *stale.get(name, ())):
                    final = self.pages[url][1] or url
                    page = Page(self.pages[final][0].encode(), final, {}, 200, DAY)
                    settle(Visit(Asked(url, name), page, 200, final), cleaned(page), store)

    def _stored(self) -> dict[str, list[str]]:
        rows = self.sql("select source, url from pages where state = 'stored' order by key")
        return {name: [url.partition("#")[0] for source, url in rows if source == name] for name in self.order}


@cache
def _cleaned(body: bytes, url: str) -> Fingerprinted:
    result = clean(Page(body, url, {}, 200, DAY))
    assert isinstance(result, Cleaned)
    return fingerprinted(result)


def cleaned(page: Page) -> Fingerprinted:
    """As a worker cleans it, once for all tests."""
    assert isinstance(page.body, bytes)
    return _cleaned(page.body, str(page.url))


@pytest.mark.parametrize("backwards", [False, True], ids=["one after the other", "backwards"])
@pytest.mark.parametrize("first", HOSTS, ids="from the {} on".format)
def test_they_are_the_same_with_each_host_in_each_place(first: str, backwards: bool, tmp_path: Path) -> None:
    names = [*HOSTS][:: -1 if backwards else 1]
    at = names.index(first)
    check(Settled(tmp_path, names[at:] + names[:at]))
