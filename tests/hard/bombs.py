"""Pages built to cost a parser more than they weigh. Each holds one story, which must come out whole, or marked."""

from collections.abc import Callable, Mapping

from cleaners.phrases import PROSE

STORY = "".join(f"<p>{p}</p>" for p in PROSE * 2)
TITLE = "A bridge over the river"
MB = 1 << 20

Make = Callable[[], str]


def page(before: str = "", after: str = "", *, head: str = "", story: str = STORY) -> str:
    """A news page with this around its story."""
    title = f"<title>{TITLE}</title>"
    body = f"<article><h1>{TITLE}</h1>{before}{story}{after}</article>"
    return f"<!doctype html><html><head>{title}{head}</head><body>{body}</body></html>"


def nested(tag: str, depth: int) -> str:
    """The story at the bottom of so many elements."""
    return page(f"<{tag}>" * depth, f"</{tag}>" * depth)


def numbered(form: str, count: int) -> str:
    """A text so many times, each with its number in place of `#`."""
    return "".join([form.replace("#", str(n)) for n in range(count)])


HTML: Mapping[str, Make] = {
    "300 nested div": lambda: nested("div", 300),
    "5,000 nested div": lambda: nested("div", 5_000),
    "100,000 nested div": lambda: nested("div", 100_000),
    "5,000 nested span": lambda: nested("span", 5_000),
    "5,000 nested b, never closed": lambda: page("<b>" * 5_000),
    "5,000 nested a": lambda: nested("a", 5_000),
    "5,000 nested font with an attribute": lambda: page(numbered("<font color=#>", 5_000)),
    "2,000 nested table": lambda: page("<table><tr><td>" * 2_000, "</td></tr></table>" * 2_000),
    "5,000 nested ul": lambda: page("<ul><li>" * 5_000, "</li></ul>" * 5_000),
    "5,000 nested blockquote": lambda: nested("blockquote", 5_000),
    "5,000 nested svg": lambda: page("<svg><g>" * 5_000 + "</g></svg>" * 5_000),
    "10,000 attributes on a tag": lambda: page(f"<div {numbered('a#=1 ', 10_000)}>", "</div>"),
    "100,000 attributes on a tag": lambda: page(f"<div {numbered('a#=1 ', 100_000)}>", "</div>"),
    "100,000 attributes on body": lambda: page().replace("<body>", f"<body {numbered('a#=1 ', 100_000)}>"),
    "100,000 attributes without a value": lambda: page(f"<p {numbered('a# ', 100_000)}>x</p>"),
    "200,000 paragraphs": lambda: page("", numbered("<p>Line # of the list of lines.</p>", 200_000)),
    "200,000 empty paragraphs": lambda: page("<p>" * 200_000),
    "100,000 links": lambda: page("", f"<div>{numbered('<a href=/#>story #</a> ', 100_000)}</div>"),
    "300,000 cells": lambda: page("", f"<table>{numbered('<tr><td>#<td>x<td>y', 100_000)}</table>"),
    "100,000 line breaks": lambda: page("", f"<div>{numbered('line #<br>', 100_000)}</div>"),
    "a text of 11 MB without a tag": lambda: page(f"<pre>{'word ' * (11 * MB // 5)}</pre>"),
    "a word of 11 MB": lambda: page(f"<p>{'x' * (11 * MB)}</p>"),
    "an attribute of 10 MB": lambda: page(f'<div class="{"noise " * (10 * MB // 6)}">', "</div>"),
    "a comment of 10 MB": lambda: page(f"<!-- {'- ' * (5 * MB)} -->"),
    "a script of 10 MB": lambda: page(f"<script>{'x<y;' * (10 * MB // 4)}</script>"),
    "100,000 comments": lambda: page("<!--x-->" * 100_000),
    "1,000,000 entities": lambda: page(f"<p>{'&amp;&#x41;' * 500_000}</p>"),
    "300,000 less-than signs": lambda: page(f"<p>{'<' * 300_000}</p>"),
    "40 KB of misnested formatting": lambda: page("<b><i><a><p>" * 3_400),
    "JSON-LD nested 100,000 deep": lambda: page(
        head=f"<script type=application/ld+json>{'[' * 100_000}{']' * 100_000}</script>"
    ),
    "50,000 meta tags": lambda: page(head=numbered('<meta property="article:tag" content="tag #">', 50_000)),
}  # fmt: skip
