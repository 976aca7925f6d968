"""The small news site that the demo crawls: an aggregator made of fixtures/demo and of some golden pages, on loopback.

It has what crawlers meet: a front page and sections, a feed, a sitemap, a robots.txt that forbids a folder, a page that
moved, one that is gone, a consent wall in place of a story, and a story that stands at two addresses.

`python tools/demo_site.py [PORT]` serves it until Ctrl-C, to try the commands on.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Event, Thread
from urllib.parse import quote, unquote, urlsplit

FIXTURES = Path(__file__).parent.parent / "fixtures"
DEMO = FIXTURES / "demo"
SECTIONS = {"world": "World", "africa": "Africa", "elsewhere": "Elsewhere"}
SEED = "ghanamma.com/no-deal-on-syria"
GOLDEN = {
    SEED: "world",
    "valleyledger.example/newsletter-outgrew-its-town": "world",
    "lacotedouest.example/cloche-de-brume": "elsewhere",
    "lequotidiendulac.example/les-gardiens-du-glacier": "elsewhere",
    "eldiariodelpaseo.example/los-relojes-de-la-plaza": "elsewhere",
    "severny-bereg.example/tramvai-nomer-odin": "elsewhere",
    "sahilnews.example/maktabat-alqitar": "elsewhere",
    "umibe-shimbun.example/todai-no-neko": "elsewhere",
}
"""Golden page → the section that shows it. Each is served at its own path, its host replaced by the demo's."""
FEED_ITEMS = 6
PORT = 8765
CONSENT = "/world/members-tell-their-story/"
GONE = "/world/gone-with-the-tide-at-noon/"
MOVED = "/2016/no-deal-on-syria-obama-putin/"
FORBIDDEN = "/private/an-unfinished-story/"
COPY = "/africa/cocoa-farmers-read-the-scales/"


@dataclass(frozen=True, slots=True)
class Story:
    """A story of the site: where it is, in which section, and its page. `published` is empty where nothing tells it."""

    path: str
    section: str
    title: str
    summary: str
    published: str
    html: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers."""

    body: str
    status: int = 200
    kind: str = "text/html"
    location: str | None = None


def stories(base: str) -> list[Story]:
    """The site's stories, those of fixtures/demo first, newest first."""
    texts = sorted((_read(path) for path in (DEMO / "articles").glob("*.txt")), key=lambda t: t[0]["published"])[::-1]
    own = [_own(base, head, body, texts[i - 1][0]) for i, (head, body) in enumerate(texts)]
    return [_golden(base, SEED), *own, *(_golden(base, name) for name in GOLDEN if name != SEED)]


def site(base: str) -> dict[str, Reply]:
    """Path → what is answered there; `base` is the site's address without the last slash."""
    found = stories(base)
    replies = {story.path: Reply(story.html) for story in found}
    replies["/"] = Reply(_listing(base, "Front page", found))
    for slug, name in SECTIONS.items():
        replies[f"/{slug}/"] = Reply(_listing(base, name, [s for s in found if s.section == slug]))
    copy = next(s for s in found if s.path.endswith("/cocoa-scales/"))
    replies |= {
        COPY: Reply(copy.html.replace(base + copy.path, base + COPY)),
        CONSENT: Reply(_text("consent.html")),
        GONE: Reply("<h1>404 Not Found</h1>", status=404),
        MOVED: Reply("", status=301, location=base + found[0].path),
        FORBIDDEN: Reply("<p>robots.txt asked you not to.</p>"),
        "/robots.txt": Reply(Template(_text("robots.txt")).substitute(base=base), kind="text/plain"),
        "/feed/": Reply(_feed(base, found[:FEED_ITEMS]), kind="application/rss+xml"),
    }
    listed = [*(s.path for s in found), COPY, CONSENT, GONE, MOVED, FORBIDDEN]
    return replies | {"/sitemap.xml": Reply(_sitemap(base, listed), kind="application/xml")}


def main() -> int:
    """Serve the site until Ctrl-C. Returns the exit status: 1 with a sentence where the port is taken."""
    parser = argparse.ArgumentParser(description="Serve the demo's news site on 127.0.0.1 until Ctrl-C.")
    parser.add_argument("port", type=int, nargs="?", default=PORT, help="%(default)s, unless told; 0: any that is free")
    try:
        with suppress(KeyboardInterrupt), served(parser.parse_args().port) as address:
            print(f"a small news site is at {address}/ until Ctrl-C", flush=True)
            Event().wait()
    except (OSError, OverflowError) as error:
        print(f"demo-site: it cannot be served: {error}; another port can be named", file=sys.stderr)
        return 1
    return 0


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """Serve the site on a port of 127.0.0.1, one that is free unless told; gives its address. Raises OSError."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    base = f"http://127.0.0.1:{server.server_address[1]}"
    _Handler.replies = site(base)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    replies: dict[str, Reply]

    def do_GET(self) -> None:
        reply = self.replies.get(unquote(urlsplit(self.path).path), Reply("<h1>404 Not Found</h1>", status=404))
        body = reply.body.encode()
        self.send_response(reply.status)
        if reply.location:
            self.send_header("Location", reply.location)
        self.send_header("Content-Type", f"{reply.kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Say nothing: the demo's terminal belongs to the crawl."""


def _read(path: Path) -> tuple[dict[str, str], str]:
    """A text of fixtures/demo/articles: lines `key: value`, an empty line, the story."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()) | {"slug": path.stem}, body


def _own(base: str, head: dict[str, str], body: str, previous: dict[str, str]) -> Story:
    path = f"/{head['section']}/{head['slug']}/"
    tags = ", ".join(f'<a href="{base}/tag/{t.lower().replace(" ", "-")}/" rel="tag">{t}</a>' for t in _tags(head))
    html = Template(_text("theme.html")).substitute(
        head,
        base=base,
        url=base + path,
        day=head["published"][:10],
        section_name=SECTIONS[head["section"]],
        menu=_menu(base),
        story="\n".join(_paragraph(p) for p in body.strip().split("\n\n")),
        tags=tags,
        previous_url=f"{base}/{previous['section']}/{previous['slug']}/",
        previous_title=previous["title"],
        popular=f'<li><a href="{base}/{previous["section"]}/">More of {SECTIONS[previous["section"]]}</a></li>',
    )
    summary = next(p for p in body.split("\n\n") if not p.startswith(("<", "#")))
    return Story(path, head["section"], head["title"], summary.strip(), head["published"], html)


def _golden(base: str, name: str) -> Story:
    expected = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    host, path = re.fullmatch(r"(https://[^/]+)(/.*)", expected["url"]).groups()  # type: ignore[union-attr]  # ours
    record = expected["article"]
    html = (FIXTURES / f"{name}.html").read_text(encoding="utf-8").replace(host, base)
    text = (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")
    return Story(path, GOLDEN[name], record["title"], text.split("\n\n")[1], record["published_at"] or "", html)


def _listing(base: str, title: str, found: list[Story]) -> str:
    teasers = "\n".join(
        f'<article class="item-list"><h2><a href="{base}{quote(s.path)}">{escape(s.title)}</a></h2>'
        f'<p class="entry">{escape(s.summary[:120])} […]</p></article>'
        for s in found
    )
    return Template(_text("list.html")).substitute(title=title, base=base, menu=_menu(base), teasers=teasers)


def _feed(base: str, found: list[Story]) -> str:
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{base}{quote(s.path)}</link>"
        f"<guid isPermaLink='true'>{base}{quote(s.path)}</guid><description>{escape(s.summary)}</description></item>\n"
        for s in found
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Morning Heap</title>'
        f"<link>{base}/</link><description>News that others have raked</description>\n{items}</channel></rss>\n"
    )


def _sitemap(base: str, paths: list[str]) -> str:
    urls = "".join(f"<url><loc>{base}{quote(path)}</loc></url>\n" for path in paths)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _menu(base: str) -> str:
    return "".join(f'<li><a href="{base}/{slug}/">{name}</a></li>' for slug, name in SECTIONS.items())


def _paragraph(text: str) -> str:
    """A paragraph of a story's text: `## ` before a heading, HTML as it is."""
    if text.startswith("<"):
        return text
    return f"<h3>{text[3:]}</h3>" if text.startswith("## ") else f"<p>{text}</p>"


def _tags(head: dict[str, str]) -> list[str]:
    return head["tags"].split(", ")


def _text(name: str) -> str:
    return (DEMO / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
