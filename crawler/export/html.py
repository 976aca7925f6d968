"""The story as HTML made of its blocks: the words of the page, none of its markup."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from cleaners.model import Article, ArticleBlock, Link

_WEB = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


def web_address(href: str | None) -> str | None:
    """The address where it is one of the web or of a mailbox; None of whatever may do something when it is opened."""
    address = (href or "").strip()
    return address if _WEB.fullmatch(address) else None


def web_uri(href: str | None) -> str | None:
    """As `web_address`, in the letters that a URI allows: `https://example.org/%C3%A9t%C3%A9`."""
    return web_address(quote((href or "").strip(), safe="/:?#[]@!$&'()*+,;=%~-._"))


def as_html(article: Article) -> str:
    """The blocks of the story in order, without title, captions and images, as a fragment of HTML that is well-formed
    XML too. All text is escaped, and links lead to http, https and mailto only."""
    shown = (block for block in article.blocks if block.kind != "caption")
    return "\n".join(_parts(shown))


def _parts(blocks: Iterator[ArticleBlock]) -> Iterator[str]:
    for is_list, run in groupby(blocks, key=lambda block: block.kind == "list_item"):
        if is_list:
            yield _list(tuple(run))
        else:
            yield from map(_block, run)


def _block(block: ArticleBlock) -> str:
    if block.kind == "table" and block.rows:
        return "<table>" + "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows) + "</table>"
    if block.kind == "code":
        return f"<pre><code>{escape(block.text)}</code></pre>"
    text = _linked(block.text, block.links)
    if block.kind == "heading":
        level = min(6, max(2, block.level or 2))  # the title is the one of the first level
        return f"<h{level}>{text}</h{level}>"
    return f"<blockquote><p>{text}</p></blockquote>" if block.kind == "quote" else f"<p>{text}</p>"


def _cell(text: str) -> str:
    return f"<td>{_lines(text)}</td>"


def _list(items: Sequence[ArticleBlock]) -> str:
    """One list or several: a list inside another stands inside the item that it belongs to."""
    parts: list[str] = []
    is_open: list[str] = []

    def close() -> None:
        parts.append(f"</li></{is_open.pop()}>")

    for item in items:
        tag, level = "ol" if item.ordered else "ul", min(item.level or 1, len(is_open) + 1)
        while len(is_open) > level or (len(is_open) == level and is_open[-1] != tag):
            close()
        if len(is_open) == level:
            parts.append("</li>")
        else:
            parts.append(f"<{tag}>")
            is_open.append(tag)
        parts.append(f"<li>{_linked(item.text, item.links)}")
    while is_open:
        close()
    return "".join(parts)


def _linked(text: str, links: Sequence[Link]) -> str:
    parts: list[str] = []
    at = 0
    for link in sorted(links):
        address = web_address(link.href)
        if address and at <= link.start < link.end:
            words = _lines(text[link.start : link.end])
            parts += [_lines(text[at : link.start]), f'<a href="{escape(address)}">{words}</a>']
            at = link.end
    return "".join((*parts, _lines(text[at:])))


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")
