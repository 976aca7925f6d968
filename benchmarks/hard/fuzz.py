"""Inputs made against each reader, as many as are asked for: `make fuzz`, or

    python -m benchmarks.hard.fuzz --examples 2000 --readers page,feed

Hypothesis makes them, and shortens what fails. None may raise, but for the errors that a reader has for what is wrong.
Exits with 1 where one does.
"""

import argparse
import asyncio
import io
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners import clean, clean_text
from crawler.archive import pages
from crawler.discover import Entry, Found, Look
from crawler.discover.found import Sort
from crawler.discover.look import look
from crawler.discover.robots import Rules
from crawler.sources import Source
from crawler.sources.load import decoded, load_sources
from crawler.sources.problems import BadSources
from crawler.spiders.lists import Lists
from crawler.store import Store, open_store
from crawler.store.frontier import Discovered, Frontier
from tests.crawler.archive.others import FILES
from tests.hard.mutation import TOKENS, seeds
from tests.hard.naughty import SCRIPTS, STRINGS
from tests.hard.xml_bombs import ITEM, URLSET, feed

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
URL = "https://foo.example/2026/11/20/bridge"
WORDS = tuple(s.encode("utf-8", "surrogatepass") for s in (*SCRIPTS, *STRINGS) if len(s) < 200)
SOURCES = (
    "[sources.foo]\n", 'url = "https://foo.example/"\n', "[defaults]\n", 'feeds = ["https://foo.example/feed"]\n',
    "limit = 5\n", 'include = ["/news/"]\n', 'exclude = ["["]\n', "horizon = 7\n", 'horizon = "7 days"\n',
    "delay = -1\n",
    'headers = { x = "1" }\n', "headers = { 1 = 2 }\n", "[[sources.foo.rules]]\n", "[[rules]]\n", 'match = ["(a"]\n',
    'text = "Read more"\n', 'proxy = "http://["\n', "render = true\n", "= 1\n", '"""', "\x00", "2026-11-20T00:00:00Z\n",
    "a = 1e999\n", "[" * 200, "[sources]\n", "sources = 1\n", 'contact = "x"\n', 'user_agent = "\\n"\n', "paused = 1\n",
)  # fmt: skip
ROBOTS = (b"User-agent: *\n", b"Disallow: /\n", b"Allow: /*.html$\n", b"Crawl-delay: 1e400\n", b"Crawl-delay: nan\n",
          b"Sitemap: http://[\n", b"Disallow: " + b"*a" * 500 + b"$\n", b"Content-Signal: ai-train=no\n",
          b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x85", b"Disallow: /%zz%\n", b"Request-rate: 1/0\n")  # fmt: skip
LISTS = (
    feed(ITEM.format("A", 1)).encode(), URLSET.format("<url><loc>https://foo.example/a</loc></url>").encode(),
    b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/a"}]}', b'"url": 1e999,', b"<!DOCTYPE x [",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"\x1f\x8b\x08\x00", b"http://foo.example/a\n",
    b"<entry><link href='/a'/><updated>9999-99-99T99:99:99Z</updated></entry>", b"<lastmod>-1</lastmod>",
    b"<pubDate>Thu, 99 Foo 99999</pubDate>", "<lastmod>2026-11-²</lastmod>".encode(),
    "<lastmod>٢٠٢٦-١١-٢٢</lastmod>".encode(), b"<lastmod>" + b"9" * 5000 + b"</lastmod>",
    "<sitemapindex><sitemap><loc>/news.xml</loc><lastmod>2026-11-²</lastmod></sitemap>".encode(),
)  # fmt: skip


def pieces(*texts: bytes) -> st.SearchStrategy[bytes]:
    """Some of these texts, of what breaks parsers, and of anything, one after the other."""
    one = st.one_of(st.sampled_from(texts or TOKENS), st.sampled_from(TOKENS + WORDS), st.binary(max_size=30))
    return st.lists(one, max_size=25).map(b"".join)


def spliced(whole: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """One of these, with something in place of a part of it."""
    place = st.floats(0, 1)

    def splice(page: bytes, start: float, length: float, more: bytes) -> bytes:
        at = int(start * len(page))
        return page[:at] + more + page[at + int(length * 400) :]

    return st.builds(splice, st.sampled_from(whole), place, place, pieces())


def _sources(text: str) -> None:
    with suppress(BadSources):
        load_sources(text, "sources.toml", environ={}, prove=False)


def _bytes_of_sources(content: bytes) -> None:
    with suppress(BadSources):
        _sources(decoded(content, "sources.toml"))


def _robots(body: bytes) -> None:
    rules = Rules.of(body)
    rules.allows(URL, "Copydesk")
    rules.reservations(URL, "Copydesk")
    assert rules.delay("Copydesk") >= 0
    assert all(s.startswith("http") for s in rules.sitemaps())


def _list(body: bytes, sort: Sort) -> None:
    """What a crawl does with a list, as far as its frontier, and with the first of what that leads to."""
    source = Source("foo", "https://foo.example/", sections=(URL,) if sort == "page" else (),
                    feeds=(URL,) if sort == "feed" else (), sitemaps=(URL,) if sort == "sitemap" else ())  # fmt: skip
    frontier = Frontier(_store())

    async def get(url: str, sort: Sort) -> Found:
        return look(Look(body if url == URL else b"", url, sort))

    def enter(entries: Iterable[Entry]) -> Discovered:
        return frontier.discover(source.name, entries, timedelta(days=7))

    async def read() -> None:
        lists = Lists(source, get, enter, since=datetime(2026, 11, 22, tzinfo=UTC))
        async for _ in lists.of_source():
            pass

    asyncio.run(read())


@cache
def _store() -> Store:
    return open_store(":memory:")


READERS: Mapping[str, tuple[Callable[[Any], object], Callable[[], st.SearchStrategy[Any]]]] = {
    "page": (lambda body: clean(body, URL), lambda: pieces(b"<p>", b"<h1>") | spliced(tuple(seeds(FIXTURES)))),
    "text": (clean_text, lambda: st.text(max_size=2000) | st.lists(st.sampled_from(STRINGS + SCRIPTS)).map("\n".join)),
    "feed": (lambda body: _list(body, "feed"), lambda: st.one_of(pieces(*LISTS), spliced(LISTS))),
    "sitemap": (lambda body: _list(body, "sitemap"), lambda: st.one_of(pieces(*LISTS), spliced(LISTS))),
    "links": (lambda body: _list(body, "page"), lambda: spliced(tuple(seeds(FIXTURES)))),
    "robots": (_robots, lambda: pieces(*ROBOTS)),
    "sources": (_sources, lambda: st.lists(st.sampled_from(SOURCES) | st.text(max_size=20), max_size=15).map("".join)),
    "sources' bytes": (_bytes_of_sources, lambda: pieces(*(s.encode() for s in SOURCES))),
    "warc": (lambda body: list(pages(io.BytesIO(body), "x.warc")), lambda: spliced(tuple(FILES.values()))),
}  # fmt: skip


def fuzz(name: str, examples: int) -> str | None:
    """Have one reader read so many inputs; what failed, shortened, with its traceback, or None."""
    read, inputs = READERS[name]

    @settings(max_examples=examples, deadline=None, database=None, derandomize=examples <= 100,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(inputs())
    def check(given_input: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read(given_input)

    try:
        check()
    except Exception:
        return traceback.format_exc()[-6000:]
    return None


def main() -> int:
    """Fuzz what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=500)
    parser.add_argument("--readers", default=",".join(READERS))
    args = parser.parse_args()
    bad = 0
    for name in args.readers.split(","):
        began = time.monotonic()
        failed = fuzz(name, args.examples)
        print(
            f"{name}: {args.examples} inputs, {time.monotonic() - began:.0f} s: {failed or 'none raised'}", flush=True
        )
        bad += failed is not None
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
