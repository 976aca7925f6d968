"""DOM → blocks: every piece of text that a reader sees as one, with its kind, its links and its markup's evidence."""

import re
from dataclasses import dataclass, field

from lxml.etree import ElementDefaultClassLookup, LxmlError, XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cleaners.extract.decode import MAX_DEPTH, decode, flatten
from cleaners.extract.elements import (
    BLOCKS,
    CAPTION_CLASSES,
    EMPHASIS,
    SKIPPED,
    is_hidden,
    letters,
    link_address,
    step,
    words_of,
)
from cleaners.extract.tables import data_rows
from cleaners.model import Kind, Link, Page, Rejected, Verdict

ITEM_LETTERS = 800
"""A longer item is a page laid out as a list: its paragraphs stay apart."""
ATOMS = frozenset({"pre", "table"})
COVERS = EMPHASIS | {"span"}
"""Inline elements that are told of a block where they hold its whole text."""
_TOO_DEEP = XPath(f"boolean({'/*' * MAX_DEPTH})")
_BREAKS = re.compile(r"\n(?: ?\n)+")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ONE_CLASS = ElementDefaultClassLookup(element=HtmlElement)
"""lxml's own lookup asks a dictionary in Python for the class of each element, thousands of times a page."""


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
    key: str = field(init=False)
    """The text's letters, by which it is found in other renderings."""

    def __post_init__(self) -> None:
        self.key = letters(self.text)

    @property
    def link_share(self) -> float:
        """Share of the text's characters that are inside links."""
        return min(1.0, sum(link.end - link.start for link in self.links) / max(1, len(self.text)))


@dataclass(frozen=True, slots=True)
class Parsed:
    """The page's one tree, and why it may lack something of the page."""

    tree: HtmlElement
    degraded: tuple[str, ...] = ()
    elements: tuple[HtmlElement, ...] = ()
    """Every element, held so that lxml makes its Python object once, not anew for each walk."""


def parse(page: Page) -> Parsed | Rejected:
    """Decode and parse a page, once. Rejected where there is no HTML in it."""
    decoded = decode(page)
    if isinstance(decoded, Rejected):
        return decoded
    try:
        tree, degraded = _tree(decoded.html), decoded.degraded
        if _TOO_DEEP(tree):
            html, cut = flatten(decoded.html)
            note = f"nested deeper than {MAX_DEPTH} elements: {cut} tags were left out, their text was kept"
            tree, degraded = _tree(html), (*degraded, note)
    except (ValueError, LxmlError) as e:
        return Rejected(page.url, "extract", f"no HTML in the body: {e}", Verdict("empty", (str(e),)))
    return Parsed(tree, degraded, tuple(tree.iter()))


def _tree(html: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_ONE_CLASS)
    return document_fromstring(html.encode("utf-8"), parser=parser)


def segment(tree: HtmlElement) -> list[RawBlock]:
    """Every block of the page in reading order, links as written. Linear in the page; never recurses."""
    walker = _Walker()
    # a page that opens no body leaves its story in the head
    for part in (tree.find("head"), tree.find("body")):
        if part is not None:
            walker.walk(part)
    return walker.blocks


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
        self.item: HtmlElement | None = None  # the list item that the last block began

    def walk(self, root: HtmlElement) -> None:
        """Gather the blocks under root."""
        stack: list[tuple[HtmlElement, bool, bool]] = [(root, False, False)]
        while stack:
            element, closing, hidden = stack.pop()
            tag = element.tag
            block = tag in BLOCKS
            if closing:
                self.leave(element, block, hidden)
            elif tag not in SKIPPED:
                hidden = is_hidden(element)
                # inline, hidden: `Cancel reply`, a label for screen readers
                if not (hidden and not block) and not (tag in ATOMS and self.atom(element)):
                    self.enter(element, block, hidden)
                    stack.append((element, True, hidden))
                    stack.extend((child, False, False) for child in reversed(element))
                    continue
            if element is not root and element.tail:
                self.run.add(element.tail)
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
        if element.tag == "table" and (rows := data_rows(element)):
            self.flush()
            self.table(element, rows)
            return True
        return False

    def table(self, element: HtmlElement, rows: tuple[tuple[str, ...], ...]) -> None:
        """A data table as one block. Its links are counted, not placed: its rows are what a reader wants of it."""
        caption = next(iter(element.iterchildren("caption")), None)
        if caption is not None and (said := " ".join(caption.text_content().split())):
            path = (*self.path(), step(element), step(caption))
            self.blocks.append(RawBlock("caption", said, caption, path, hidden=bool(self.hidden)))
        text = "\n".join(" | ".join(row) for row in rows)
        linked = sum(len(" ".join(a.text_content().split())) for a in element.iterdescendants("a"))
        links = (Link(0, min(linked, len(text)), ""),) if linked else ()
        path = (*self.path(), step(element))
        self.blocks.append(RawBlock("table", text, element, path, links, rows=rows, hidden=bool(self.hidden)))

    def enter(self, element: HtmlElement, block: bool, hidden: bool) -> None:
        if block:
            self.flush()
            self.holders.append(element)
            self.steps.append(None)
            self.hidden += hidden
        else:
            if element.tag == "br":
                self.run.newline()
            self.inline.append((element, self.run.length))
            if self.run.open_link is None and (href := link_address(element)) is not None:
                self.run.open_link = (self.run.length, href)
        if element.text:
            self.run.add(element.text)

    def leave(self, element: HtmlElement, block: bool, hidden: bool) -> None:
        if block:
            self.flush()
            self.holders.pop()
            self.steps.pop()
            self.hidden -= hidden
            return
        _, start = self.inline.pop()
        if element.tag in COVERS:
            self.run.cover.append((element, start, self.run.length))
        if self.run.open_link is not None and link_address(element) is not None:
            at, href = self.run.open_link
            self.run.links.append((at, self.run.length, href))
            self.run.open_link = None

    def flush(self) -> None:
        """End the block that is being gathered; two line breaks in a row end a paragraph inside an element too."""
        run = self.run
        if not run.parts:
            run.links.clear()
            run.cover.clear()
            return
        self.run = _Run()
        if run.open_link is not None:  # a link around blocks goes on in the next one
            run.links.append((run.open_link[0], run.length, run.open_link[1]))
            self.run.open_link = (0, run.open_link[1])
        if self.inline:
            self.inline = [(e, 0) for e, _ in self.inline]
        text = "".join(run.parts)
        if text.isspace():
            return
        if run.raw:
            self.emit(text.strip("\n"), 0, len(text), run)
            return
        start = 0
        if "\n" in text:
            for m in _BREAKS.finditer(text):
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
        if kind == "list_item" and self.joined(text, links):
            return
        path = (*self.path(), *whole)
        self.blocks.append(RawBlock(kind, text, holder, path, links, level, ordered, hidden=bool(self.hidden)))

    def joined(self, text: str, links: tuple[Link, ...]) -> bool:
        """Whether the text went to the item that its own `<li>` began: an item's second paragraph is no new item."""
        item = next(e for e in reversed(self.holders) if e.tag == "li")
        last = self.blocks[-1] if self.blocks else None
        if (
            item is not self.item
            or last is None
            or last.kind != "list_item"
            or len(last.text) + len(text) > ITEM_LETTERS
        ):
            self.item = item
            return False
        shift = len(last.text) + 1
        last.text = f"{last.text} {text}"
        last.links += tuple(Link(k.start + shift, k.end + shift, k.href) for k in links)
        last.key = letters(last.text)
        return True

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
        steps = self.steps
        i = len(steps) - 1
        while i >= 0 and steps[i] is None:
            steps[i] = step(self.holders[i])
            i -= 1
        return tuple(s for s in steps if s is not None)
