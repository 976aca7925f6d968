"""Row 25: a site that goes on for ever is left after a while, with its real pages read."""

import secrets
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.hard.score import Figure, Lab
from tests.crawler import stories
from tests.crawler.web import Answer, Site, drive

REAL = 300
MOST_PAGES = 100
SECTIONS, PAGES = 10, 5
KINDS: dict[str, Callable[[str], bool]] = {
    "calendar": lambda path: path.startswith("/calendar/"),
    "session ids": lambda path: "sid=" in path,
    "growing path": lambda path: "/more/more/" in path,
    "facets": lambda path: path.startswith("/filter"),
    "next page without an end": lambda path: path.startswith("/archive"),
}


class Endless(dict[str, Answer]):
    """The pages of a site whose traps make more of themselves as they are asked for."""

    def __init__(self, real: int) -> None:
        super().__init__()
        self._lock, self.real = threading.Lock(), real

    def get(self, path: str, default: Any = None) -> Any:
        """What is at a path: a trap has something everywhere."""
        html = self._page(path)
        if html is None:
            return default
        body = html.encode()
        kind = "application/rss+xml" if path == "/feed" else "text/html; charset=utf-8"
        return Answer(body, 200, {"Content-Type": kind, "Content-Length": str(len(body))})

    def _page(self, path: str) -> str | None:
        """The HTML at a path."""
        plain = path.partition("?")[0]
        name = plain.strip("/").rpartition("/")[2].rpartition("-")
        if name[0] == "story" and name[2].isdigit() and int(name[2]) < self.real:
            return stories.page(int(name[2]), head='<link rel="next" href="/more/more/">')
        if plain == "/feed":
            items = "".join(f"<item><link>/2026/11/20/story-{n}/</link></item>" for n in range(50))
            return f'<rss version="2.0"><channel>{items}</channel></rss>'
        if plain == "/":
            return self._list(range(20), '<link rel="alternate" type="application/rss+xml" href="/feed">')
        if plain.startswith("/section-"):
            section, _, further = plain.strip("/").partition("/page/")
            number, page = int(section.removeprefix("section-")), int(further or 1)
            first = number * self.real // SECTIONS + (page - 1) * self.real // SECTIONS // PAGES
            more = f'<a rel="next" href="/section-{number}/page/{page + 1}/">Older</a>' if page < PAGES else ""
            return self._list(range(first, first + self.real // SECTIONS // PAGES), "", more)
        if any(is_trap(path) for is_trap in KINDS.values()):
            return self._list(range(5), "", f'<a rel="next" href="{plain.rstrip("/")}/2/">Next</a>')
        return None

    def _list(self, real: range, head: str = "", more: str = "") -> str:
        sid = secrets.token_hex(8)
        sections = "".join(f'<a href="/section-{n}/">Section {n}</a>' for n in range(SECTIONS))
        cards = "".join(f'<h2><a href="/2026/11/20/story-{n}/">{stories.title(n)}</a></h2>' for n in real)
        with_ids = "".join(f'<h2><a href="/2026/11/20/story-{n}/?sid={sid}">{stories.title(n)}</a></h2>' for n in real)
        day = secrets.randbelow(28) + 1
        year = 1990 + secrets.randbelow(200)
        traps = "".join([
            f'<a href="/calendar/{year}/{day % 12 + 1:02}/">The calendar of all events</a>',
            f'<a href="/calendar/{year}/{day % 12 + 1:02}/{day:02}/what-is-on/">What is on in town on this day</a>',
            f'<a href="/more/more/{"more/" * secrets.randbelow(30)}story-{sid}/">One more story that leads to more</a>',
            f'<a href="/filter/?colour={day}&amp;size={year}">All that is left of what we had here</a>',
            f'<a href="/filter/{year}-{day}-items/?sort={sid}">All that is left of what we had</a>',
            f'<a href="/archive/{sid}/">The archive of everything we ever had</a>',
        ])  # fmt: skip
        main = f"<nav>{sections}</nav><main>{cards}{with_ids}</main>"
        return f"<html><head>{head}</head><body>{main}{traps}{more}</body></html>"


def traps(lab: Lab) -> Figure:
    """Row 25: pages of each trap that were fetched, and real ones that were found, in one crawl."""
    fetched, real = crawled(lab.folder, REAL)
    worst = max(fetched.values(), default=0)
    share = real / REAL
    said = f"{worst} pages at the most of a kind, {share:.1%} of the real ones"
    return Figure(said, worst <= MOST_PAGES and share >= 0.99, (str(dict(fetched)),))


def crawled(folder: Path, real: int) -> tuple[Counter[str], int]:
    """How many pages of each trap a crawl fetches, and how many real ones it stores."""
    site = Site()
    site.pages = Endless(real)
    options: dict[str, Any] = {"db": str(folder / "traps.db"), "archive": str(folder / "traps.warc")}
    at_once = {"CONCURRENT_REQUESTS_PER_DOMAIN": 16}
    result = drive("crawl", [site.url], at_once, allow_networks=["127.0.0.0/8"], **options)
    site.close()
    stored = {o["article"]["title"] for o in result.outcomes.values() if o["state"] == "stored" and o["article"]}
    fetched = Counter(kind for path in site.log for kind, is_trap in KINDS.items() if is_trap(path))
    return fetched, len(stored & {stories.title(n) for n in range(real)})
