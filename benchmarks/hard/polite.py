"""Rows 22 and 23: what a server asks for is kept, also where it cannot say it well."""

from collections.abc import Sequence
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from time import monotonic, time
from typing import Any

from benchmarks.hard.score import Figure, Lab
from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.newsroom_server import House, Newsroom, Seen
from tests.crawler.web import Answer, begin, read
from tests.hard.refusals import SITUATIONS, wrongly

OURS = {"DOWNLOAD_DELAY": 0.25, "AUTOTHROTTLE_ENABLED": True, "RETRY_TIMES": 2, "COPYDESK_BACKOFF": 2.0}
"""The crawl's own settings, which tests set aside."""
DELAY, ASKED, AWAY = 0.25, 1.5, 3
"""Seconds: the least between two requests of ours, what a Crawl-delay asks for, and a Retry-After."""
NOTED = 0.06
"""Seconds by which a server may note a request late, so that the next seems to be early."""
LATENCY = 0.1
HOUSES = ("nothing asked", "Crawl-delay", "Crawl-delay where a redirect leads", "moved to the one before",
          "503 and Retry-After", "503 and a date", "429 again and again", "429 that names no time")  # fmt: skip


def refusals(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 22: a robots.txt that says no, on its way to us."""
    wrong = wrongly(SITUATIONS)
    return Figure(f"{len(SITUATIONS) - len(wrong)} of {len(SITUATIONS)}", not wrong, tuple(wrong))


def pace(lab: Lab) -> Figure:
    """Row 23: two crawls at once on one store, of sites that ask for time in each way; by the log of their servers."""
    with Newsroom(len(HOUSES)) as room:
        room.latency = LATENCY
        away = _ask_for_time(room, 4 if lab.small else 15)
        ends = _crawled_twice(room, lab.folder)
        seen = sorted(room.seen, key=lambda s: s.at)
    early = [line for house, name in zip(room.houses, HOUSES, strict=True)
             for line in _early(name, [s for s in seen if s.host == house.host], away)]  # fmt: skip
    most = {name: _at_once([s.at for s in seen if s.host == house.host])
            for house, name in zip(room.houses, HOUSES, strict=True)}  # fmt: skip
    crowded = [f"{n} at once: {name}" for name, n in most.items() if n > (1 if name.startswith("Crawl-delay") else 2)]
    said = f"{len(early)} of {len(seen)} early, on {len(HOUSES)} sites by 2 crawls; at the most {max(most.values())}"
    said += f" at once, {most['Crawl-delay']} where a Crawl-delay is asked for"
    wrong = (*early, *crowded, *ends)
    return Figure(said, not wrong, wrong)


def _ask_for_time(room: Newsroom, number: int) -> dict[str, list[tuple[float, float]]]:
    """Have each site list so many stories and ask for time in its way; by host the spans in which it is to be left
    alone, which grow as they are asked for."""
    away: dict[str, list[tuple[float, float]]] = {}
    for house, name in zip(room.houses, HOUSES, strict=True):
        rules = f"User-agent: *\nCrawl-delay: {ASKED}\n" if name.startswith("Crawl-delay") else "User-agent: *\n"
        house.add("/robots.txt", rules, content_type="text/plain")
        _publish(house, number)
        spans = away.setdefault(house.host, [])
        if name[:3].isdigit():
            _refuse(house, name, spans)
    target = room.houses[HOUSES.index("Crawl-delay where a redirect leads")]
    for n in range(number):
        room.houses[HOUSES.index("moved to the one before")].add(
            f"/2026/11/20/story-{n}/", status=302, location=f"{target.url}/2026/11/20/story-{n}/"
        )
    return away


def _publish(house: House, number: int) -> None:
    links = ""
    for n in range(number):
        house.add(f"/2026/11/20/story-{n}/", stories.page(n))
        links += f"<item><link>{house.url}/2026/11/20/story-{n}/</link></item>"
    feed = f'<rss version="2.0"><channel>{links}</channel></rss>'
    house.add("/feed", feed, content_type="application/rss+xml")


def _refuse(house: House, name: str, spans: list[tuple[float, float]]) -> None:
    """Have each third story of a site be refused at first, with a time to wait."""
    whole = {path: page for path, page in house.pages.items() if "story" in path}
    refused = set[str]()
    for n, (path, page) in enumerate(whole.items()):
        if n % 3 and not name.startswith("429 again"):
            continue

        def act(handler: BaseHTTPRequestHandler, page: Answer = page) -> None:
            if handler.path in refused:
                handler.send_response(200)
                handler.send_header("Content-Type", "text/html; charset=utf-8")
                handler.send_header("Content-Length", str(len(page.body)))
                handler.end_headers()
                handler.wfile.write(page.body)
                return
            refused.add(handler.path)
            handler.send_response(int(name[:3]))
            if not name.endswith("no time"):
                whole_seconds = formatdate(int(time()) + AWAY + 1, usegmt=True)
                handler.send_header("Retry-After", whole_seconds if name.endswith("date") else str(AWAY))
                spans.append((monotonic(), monotonic() + AWAY))
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        house.pages[path] = Answer(act=act)


def _crawled_twice(room: Newsroom, folder: Path) -> list[str]:
    """Two crawls at once; what did not come in."""
    db = Database(str(folder / "news.db"), folder / "news.warc")
    options: dict[str, Any] = {"allow_networks": ["127.0.0.0/8"], **db.options}
    feeds = [f"{house.url}/feed" for house in room.houses]
    running = [begin("crawl", part, OURS, **options) for part in (feeds, feeds)]
    for process in running:
        out, err = process.communicate(timeout=900)
        read(out, err)
    return [f"{url}: {state}: {reason}" for url, state, reason in
            db.sql("select url, state, reason from pages where state not in ('stored', 'duplicate')")]  # fmt: skip


def _early(name: str, seen: Sequence[Seen], away: dict[str, list[tuple[float, float]]]) -> list[str]:
    """The requests that came before their time."""
    pages = [s for s in seen if s.path != "/robots.txt"]
    least = ASKED if name.startswith("Crawl-delay") else DELAY
    found = [f"{name}: {b.path} {b.at - a.at:.2f} s after {a.path}" for a, b in pairwise(pages)
             if b.at - a.at < least - NOTED]  # fmt: skip
    spans = away[seen[0].host] if seen else []
    return found + [f"{name}: {s.path} {until - s.at:.1f} s before the time that was asked for"
                    for s in pages for begun, until in spans if begun + NOTED < s.at < until - NOTED]  # fmt: skip


def _at_once(moments: Sequence[float]) -> int:
    """How many requests a site was answering at the most."""
    return max((sum(1 for a in moments if a <= at < a + LATENCY) for at in moments), default=0)
