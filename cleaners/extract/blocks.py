"""DOM → blocks: every piece of text that a reader sees as one, with its kind, its links and its markup's evidence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cleaners.extract.decode import decode
from cleaners.model import Kind, Link, Page, Rejected, Verdict

SKIPPED = frozenset(
    """script style noscript template svg math iframe object embed canvas select option optgroup textarea input button
    label head title meta link audio video map progress meter datalist frameset frame applet""".split()
)
"""Elements whose text no reader sees as part of the page's prose: code, embedded media, form controls."""
BLOCKS = frozenset(
    """address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot
    th thead tr ul caption picture""".split()
)
EMPHASIS = frozenset({"strong", "b", "em", "i", "u", "small", "mark", "big", "a"})
CAPTION_CLASSES = frozenset(
    """caption wp-caption-text figcaption image-caption photo-caption media-caption img-caption picture-caption
    gallery-caption caption-text""".split()
)
LAYOUT_CELL_WORDS = 80
"""A table with a cell of more words is layout, and its cells are read like any other container."""
_SPACE = re.compile(r"[ \t\r\n\f]+")
_STEP_WORD = re.compile(r"[^\s.#]+")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CF_HREF = "/cdn-cgi/l/email-protection#"


@dataclass(slots=True)
class RawBlock:
    """A block before its zone is known, and the element that holds it."""

    kind: Kind
    text: str
    element: HtmlElement
    path: tuple[str, ...]
    links: tuple[Link, ...] = ()
    level: int | None = None
    ordered: bool | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    hidden: bool = False

    @property
    def link_share(self) -> float:
        """Share of the text's characters that are inside links."""
        return min(1.0, sum(link.end - link.start for link in self.links) / max(1, len(self.text)))


@dataclass(frozen=True, slots=True)
class Parsed:
    """The page's one tree, and why it may lack something of the page."""

    tree: HtmlElement
    degraded: tuple[str, ...] = ()


def parse(page: Page) -> Parsed | Rejected:
    """Decode and parse a page, once. Rejected where there is no HTML in it."""
    decoded = decode(page)
    if isinstance(decoded, Rejected):
        return decoded
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(decoded.html.encode("utf-8"), parser=parser)
    except (ValueError, LxmlError) as e:
        return Rejected(page.url, "extract", f"no HTML in the body: {e}", Verdict("empty", (str(e),)))
    return Parsed(tree, decoded.degraded)


def segment(tree: HtmlElement) -> list[RawBlock]:
    """Every block of the page in reading order, links as written. Linear in the page; never recurses."""
    body = tree.find("body")
    walker = _Walker()
    walker.walk(body if body is not None else tree)
    return walker.blocks


def base_address(tree: HtmlElement, url: str | None) -> str | None:
    """What the page's links are relative to: its `<base>`, else its own address; None where neither is usable."""
    base = tree.find(".//base[@href]")
    if base is None:
        return url
    try:
        return urljoin(url or "", base.get("href") or "") or None
    except ValueError:
        return url


def resolve(base: str | None, href: str) -> str:
    """A link's address made absolute where that is possible; never raises."""
    try:
        return urljoin(base, href) if base else href
    except ValueError:
        return href


def words_of(element: HtmlElement) -> Iterator[str]:
    """The class and id words of an element, in lower case."""
    yield from (element.get("class") or "").lower().split()
    yield from (element.get("id") or "").lower().split()


def step(element: HtmlElement) -> str:
    """An element as one step of a path: `div#respond.comment-respond`."""
    own = element.get("id")
    name = str(element.tag) + (f"#{'-'.join(_STEP_WORD.findall(own))}" if own and own.strip() else "")
    return name + "".join(f".{w}" for w in _STEP_WORD.findall(element.get("class") or ""))


class _Run:
    """The text of one block as it is gathered: collapsed spaces, line breaks, links with their offsets."""

    __slots__ = ("cover", "length", "links", "open_link", "parts", "raw")

    def __init__(self, raw: bool = False) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.links: list[tuple[int, int, str]] = []
        self.open_link: tuple[int, str] | None = None
        self.cover: list[tuple[HtmlElement, int, int]] = []
        self.raw = raw

    def add(self, text: str | None) -> None:
        if not text:
            return
        if not self.raw:
            text = _SPACE.sub(" ", text)
            if text[0] == " " and (not self.parts or self.parts[-1][-1] in " \n"):
                text = text[1:]
            if not text:
                return
        self.parts.append(text)
        self.length += len(text)

    def newline(self) -> None:
        if self.parts and self.parts[-1].endswith(" "):
            self.parts[-1] = self.parts[-1][:-1]
            self.length -= 1
            if not self.parts[-1]:
                self.parts.pop()
        if self.parts:
            self.parts.append("\n")
            self.length += 1


class _Walker:
    """One pass over the tree in document order, with a stack of its own."""

    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self.steps: list[str | None] = []  # None: not asked for yet
        self.holders: list[HtmlElement] = []
        self.run = _Run()
        self.hidden = 0
        self.inline: list[tuple[HtmlElement, int]] = []

    def walk(self, root: HtmlElement) -> None:
        """Gather the blocks under root."""
        stack: list[tuple[HtmlElement, bool]] = [(root, False)]
        while stack:
            element, closing = stack.pop()
            if closing:
                self.leave(element)
                if element is not root:
                    self.run.add(element.tail)
                continue
            if not isinstance(element.tag, str) or element.tag in SKIPPED:
                self.run.add(element.tail)
                continue
            if element.tag in BLOCKS and self.atom(element):
                self.run.add(element.tail)
                continue
            self.enter(element)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        self.flush()

    def atom(self, element: HtmlElement) -> bool:
        """A block that is taken as one: a data table, preformatted text. True where it was."""
        if element.tag == "pre":
            self.flush()
            self.holders.append(element)
            self.steps.append(None)
            self.run = _Run(raw=True)
            self.run.add("".join(element.itertext()))
            self.flush()
            self.holders.pop()
            self.steps.pop()
            return True
        if element.tag == "table" and (rows := _cells(element)):
            self.flush()
            path = (*self.path(), step(element))
            self.blocks.append(_table(element, rows, path, bool(self.hidden)))
            return True
        return False

    def enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.flush()
            self.holders.append(element)
            self.steps.append(None)
            if _is_hidden(element):
                self.hidden += 1
        else:
            if tag == "br":
                self.run.newline()
            self.inline.append((element, self.run.length))
            href = _href(element)
            if href is not None and self.run.open_link is None:
                self.run.open_link = (self.run.length, href)
        self.run.add(element.text)

    def leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.flush()
            self.holders.pop()
            self.steps.pop()
            if _is_hidden(element):
                self.hidden -= 1
            return
        _, start = self.inline.pop()
        if tag in EMPHASIS or tag == "span":
            self.run.cover.append((element, start, self.run.length))
        if _href(element) is not None and self.run.open_link is not None:
            at, href = self.run.open_link
            self.run.links.append((at, self.run.length, href))
            self.run.open_link = None

    def flush(self) -> None:
        """End the block that is being gathered; two line breaks in a row end a paragraph inside an element too."""
        run, self.run = self.run, _Run()
        if run.open_link is not None:  # a link around blocks goes on in the next one
            run.links.append((run.open_link[0], run.length, run.open_link[1]))
            self.run.open_link = (0, run.open_link[1])
        if self.inline:
            self.inline = [(e, 0) for e, _ in self.inline]
        text = "".join(run.parts)
        if not text or text.isspace():
            return
        if run.raw:
            self.emit(text.strip("\n"), 0, len(text), run)
            return
        start = 0
        for m in re.finditer(r"\n(?: ?\n)+", text):
            self.emit(text[start : m.start()], start, m.start(), run)
            start = m.end()
        self.emit(text[start:], start, len(text), run)

    def emit(self, text: str, start: int, end: int, run: _Run) -> None:
        if not text.strip():
            return
        start += len(text) - len(text.lstrip())
        text = text.strip() if not run.raw else text
        end = start + len(text)
        links = tuple(
            Link(max(a, start) - start, min(b, end) - start, href)
            for a, b, href in run.links
            if min(b, end) > max(a, start)
        )
        whole = tuple(
            step(e)
            for e, a, b in reversed(run.cover)
            if a <= start and b >= end and (e.tag in EMPHASIS or e.get("class"))
        )
        holder = self.holders[-1]
        kind, level, ordered = self.kind()
        path = (*self.path(), *whole)
        self.blocks.append(RawBlock(kind, text, holder, path, links, level, ordered, hidden=bool(self.hidden)))

    def kind(self) -> tuple[Kind, int | None, bool | None]:
        """The kind of the block that the open elements make, its level, and whether its list is ordered."""
        for i in range(len(self.holders) - 1, -1, -1):
            tag = self.holders[i].tag
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                return "heading", int(tag[1]), None
            if tag == "li":
                lists = [e for e in self.holders[:i] if e.tag in ("ul", "ol", "menu", "dir")]
                return "list_item", max(1, len(lists)), bool(lists) and lists[-1].tag == "ol"
            if tag == "blockquote":
                return "quote", None, None
            if tag == "pre":
                return "code", None, None
            if tag in ("figcaption", "caption") or not CAPTION_CLASSES.isdisjoint(words_of(self.holders[i])):
                return "caption", None, None
            if tag in ("article", "main", "body", "section"):
                break
        return "paragraph", None, None

    def path(self) -> tuple[str, ...]:
        """The open block elements as steps; each is written once, however many blocks it holds."""
        for i, (known, element) in enumerate(zip(self.steps, self.holders, strict=True)):
            if known is None:
                self.steps[i] = step(element)
        return tuple(s for s in self.steps if s is not None)


def _href(element: HtmlElement) -> str | None:
    # an address that Cloudflare hid: the link keeps the key to it
    if element.get("data-cfemail"):
        return _CF_HREF + (element.get("data-cfemail") or "")
    return (element.get("href") or "").strip() or None if element.tag == "a" else None


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return (style is not None and _HIDDEN.search(style) is not None) or element.get("hidden") is not None


def _cells(table: HtmlElement) -> list[list[HtmlElement]]:
    """The cells of a data table by rows; empty for a table that lays out other content."""
    if (
        next(table.iterdescendants("table", "h1", "h2", "h3", "p", "ul", "form", "article", "section"), None)
        is not None
    ):
        paragraphs = sum(1 for p in table.iterdescendants("p") if len(p.text_content()) > 200)
        if paragraphs or next(table.iterdescendants("table", "h1", "h2", "form", "article"), None) is not None:
            return []
    rows = [[c for c in tr if c.tag in ("td", "th")] for tr in table.iterdescendants("tr")]
    rows = [r for r in rows if r]
    if not rows or (len(rows) == 1 and len(rows[0]) == 1):
        return []
    longest = max(len(c.text_content().split()) for r in rows for c in r)
    return [] if longest > LAYOUT_CELL_WORDS else rows


def _table(element: HtmlElement, rows: list[list[HtmlElement]], path: tuple[str, ...], hidden: bool) -> RawBlock:
    texts = tuple(tuple(_cell_text(c) for c in row) for row in rows)
    texts = tuple(r for r in texts if any(r))
    text = "\n".join(" | ".join(r) for r in texts)
    linked = sum(len(_SPACE.sub(" ", a.text_content()).strip()) for a in element.iterdescendants("a"))
    # a table's links are counted, not placed: its rows are what a reader wants of it
    links = (Link(0, min(linked, len(text)), ""),) if linked else ()
    return RawBlock("table", text, element, path, links, rows=texts, hidden=hidden)


def _cell_text(cell: HtmlElement) -> str:
    parts: list[str] = []
    stack: list[tuple[HtmlElement, bool]] = [(cell, False)]
    while stack:
        element, closing = stack.pop()
        if closing:
            parts.append(element.tail or "")
            continue
        if element is not cell:
            stack.append((element, True))
        if isinstance(element.tag, str) and element.tag not in SKIPPED:
            parts.append((" " if element.tag in BLOCKS or element.tag == "br" else "") + (element.text or ""))
            stack.extend((child, False) for child in reversed(element))
    return _SPACE.sub(" ", "".join(parts)).strip()
