"""DOM → blocks: every piece of text that a reader sees as one, with its kind, its links and its markup's evidence."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from cleaners.counting import count_words
from cleaners.extract.elements import (
    BLOCKS,
    EMPHASIS,
    LISTS,
    PARAGRAPH,
    SKIPPED,
    Form,
    is_hidden,
    letters,
    link_address,
    read_element,
)
from cleaners.extract.marks import Marks, read_marks
from cleaners.extract.runs import Run
from cleaners.extract.tables import data_rows
from cleaners.model import Kind, Link

ITEM_LETTERS = 800
"""A longer item is a page laid out as a list: its paragraphs stay apart."""
ATOMS = frozenset({"pre", "table"})
COVERS = EMPHASIS | {"span"}
"""Inline elements that are told of a block where they hold its whole text."""
_BREAKS = re.compile(r"\n(?: ?\n)+")


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
    link_share: float = field(init=False)
    """Share of the text's characters that are inside links."""
    _words: int = field(default=-1, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.key = letters(self.text)
        if self.links:
            linked = sum([link.end - link.start for link in self.links])
            self.link_share = min(1.0, linked / max(1, len(self.text)))
        else:
            self.link_share = 0.0

    @property
    def words(self) -> int:
        """`count_words` of the text, counted once."""
        if self._words < 0:
            self._words = count_words(self.text)
        return self._words

    def add(self, text: str, links: tuple[Link, ...]) -> None:
        """Take in what another element adds to the same block, after a space."""
        shift = len(self.text) + 1
        self.text = f"{self.text} {text}"
        self.links += tuple(Link(k.start + shift, k.end + shift, k.href) for k in links)
        self._words = -1
        self.__post_init__()


def segment(tree: HtmlElement, marks: Marks | None = None) -> list[RawBlock]:
    """Every block of the page in reading order, links as written; `marks` are its attributes, where they are known.
    Linear in the page; never recurses."""
    walker = _Walker(read_marks(tree.iter("*")) if marks is None else marks)
    # a page that opens no body leaves its story in the head
    for part in (tree.find("head"), tree.find("body")):
        if part is not None:
            walker.walk(part)
    return walker.blocks


_Place = tuple[tuple[str, ...], Form, HtmlElement | None, int, bool]
"""What an open element makes of the blocks in it: their path and form; the nearest list item that it is or is in, how
many lists, and whether the nearest of them is numbered. (A class of it would be made hundreds of times a page.)"""
_OUTSIDE: _Place = ((), PARAGRAPH, None, 0, False)


class _Walker:
    """One pass over the tree in document order."""

    def __init__(self, marks: Marks) -> None:
        self.blocks: list[RawBlock] = []
        self.holders: list[HtmlElement] = []  # the open block elements
        self.places: list[_Place] = []  # the first of them: each is told of when a block first asks
        self.run = Run()
        self.hidden = 0
        self.marks = marks
        self.hiding = frozenset(
            [e for e, own in marks.items() if ("style" in own or "hidden" in own) and is_hidden(own)]
        )
        leading = [(e, own) for e, own in marks.items() if "href" in own or "data-cfemail" in own]
        self.leads = {e: href for e, own in leading if (href := link_address(e, own))}  # the links, and where to
        self.starts: list[int] = []  # where in the block that is gathered the open inline elements begin
        self.item: HtmlElement | None = None  # the list item that the last block began

    def walk(self, root: HtmlElement) -> None:
        """Gather the blocks under root."""
        elements = root.iter("*")
        around = [next(elements)]  # the open elements
        self.enter(root)
        for element in elements:
            parent = element.getparent()
            while around[-1] is not parent:
                self.leave(around.pop())
            if element.tag not in SKIPPED and self.enter(element):
                around.append(element)
                continue
            if len(element):
                for _ in element.iterdescendants("*"):
                    next(elements)
            self.follow(element)
        while len(around) > 1:
            self.leave(around.pop())
        self.close()
        self.hidden = 0

    def enter(self, element: HtmlElement) -> bool:
        """Open an element; False where nothing in it is to be read any more."""
        tag, hidden = element.tag, element in self.hiding
        if tag in BLOCKS:
            if tag in ATOMS and self.atom(element):
                return False
            self.open(element)
            self.hidden += hidden
        elif hidden or (tag in ATOMS and self.atom(element)):
            return False  # inline, hidden: `Cancel reply`, a label for screen readers
        else:
            run = self.run
            if tag == "br":
                run.newline()
            self.starts.append(run.length)
            if run.open_link is None and element in self.leads:
                run.open_link = (run.length, self.leads[element])
        text = element.text
        if text and (self.run.parts or not text.isspace()):
            self.run.add(text)
        return True

    def leave(self, element: HtmlElement) -> None:
        """End an element, and read on behind it."""
        tag = element.tag
        if tag in BLOCKS:
            self.close()
            if self.hidden:
                self.hidden -= element in self.hiding
        else:
            start, run = self.starts.pop(), self.run
            if tag in COVERS:
                run.cover.append((element, start, run.length))
            if run.open_link is not None and element in self.leads:
                at, href = run.open_link
                run.links.append((at, run.length, href))
                run.open_link = None
        self.follow(element)

    def open(self, element: HtmlElement) -> None:
        """End the block before, and let the element hold the next."""
        if self.run.parts:
            self.flush()
        self.holders.append(element)

    def close(self) -> None:
        """End the block, and with it what its element holds."""
        if self.run.parts:
            self.flush()
        self.holders.pop()
        if len(self.places) > len(self.holders):
            self.places.pop()

    def follow(self, element: HtmlElement) -> None:
        """Read what stands right behind an element."""
        tail = element.tail
        # between two elements there is mostly no more than space: calls for it would be thousands
        if tail and (self.run.parts or not tail.isspace()):
            self.run.add(tail)

    def atom(self, element: HtmlElement) -> bool:
        """A block that is taken as one: a data table, preformatted text. True where it was."""
        if element.tag == "pre":
            self.open(element)
            if text := "".join(element.itertext()):
                self.run = Run(raw=True)
                self.run.add(text)
            self.close()
            return True
        if element.tag == "table" and (rows := data_rows(element)):
            if self.run.parts:
                self.flush()
            self.table(element, rows)
            return True
        return False

    def table(self, element: HtmlElement, rows: tuple[tuple[str, ...], ...]) -> None:
        """A data table as one block. Its links are counted, not placed: its rows are what a reader wants of it."""
        above, *_ = self.place()
        caption = next(iter(element.iterchildren("caption")), None)
        if caption is not None and (said := " ".join(caption.text_content().split())):
            path = (*above, self.read(element)[0], self.read(caption)[0])
            self.blocks.append(RawBlock("caption", said, caption, path, hidden=bool(self.hidden)))
        text = "\n".join(" | ".join(row) for row in rows)
        linked = sum(len(" ".join(a.text_content().split())) for a in element.iterdescendants("a"))
        links = (Link(0, min(linked, len(text)), ""),) if linked else ()
        path = (*above, self.read(element)[0])
        self.blocks.append(RawBlock("table", text, element, path, links, rows=rows, hidden=bool(self.hidden)))

    def read(self, element: HtmlElement) -> tuple[str, Form | None]:
        """The element as one step of a path, and what it makes of a block in it."""
        own = self.marks[element]
        tag: Any = element.tag
        return read_element(tag, own.get("id"), own.get("class"))

    def flush(self) -> None:
        """End the block that is being gathered; two line breaks in a row end a paragraph inside an element too."""
        run = self.run
        self.run = Run()
        if run.open_link is not None:  # a link around blocks goes on in the next one
            run.links.append((run.open_link[0], run.length, run.open_link[1]))
            self.run.open_link = (0, run.open_link[1])
        self.starts = [0] * len(self.starts)
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

    def emit(self, text: str, start: int, end: int, run: Run) -> None:
        bare = text.strip()
        if not bare:
            return
        if len(bare) < len(text):
            start += len(text) - len(text.lstrip())
            text = text if run.raw else bare
        end = start + len(text)
        links = _within(run.links, start, end) if run.links else ()
        path, (kind, level, ordered), item, *_ = self.place()
        if kind == "list_item" and self.joined(text, links, item):
            return
        if run.cover:
            path += tuple(
                [
                    self.read(e)[0]
                    for e, a, b in reversed(run.cover)
                    if a <= start and b >= end and (e.tag in EMPHASIS or self.marks[e].get("class"))
                ]
            )
        self.blocks.append(
            RawBlock(kind, text, self.holders[-1], path, links, level, ordered, hidden=bool(self.hidden))
        )

    def joined(self, text: str, links: tuple[Link, ...], item: HtmlElement | None) -> bool:
        """Whether the text went to the item that its own `<li>` began: an item's second paragraph is no new item."""
        last = self.blocks[-1] if self.blocks else None
        if (
            item is not self.item
            or last is None
            or last.kind != "list_item"
            or len(last.text) + len(text) > ITEM_LETTERS
        ):
            self.item = item
            return False
        last.add(text, links)
        return True

    def place(self) -> _Place:
        """Where the next block stands. Each open element adds a step to the paths of the blocks in it, and may make
        them a heading, an item of a list, ..., as those around it do where it does not."""
        places = self.places
        path, above, item, lists, is_ordered = places[-1] if places else _OUTSIDE
        for holder in self.holders[len(places) :]:
            tag, (step, form) = holder.tag, self.read(holder)
            if tag == "li":
                item, form = holder, ("list_item", max(1, lists), is_ordered)
            elif tag in LISTS:
                lists, is_ordered = lists + 1, tag == "ol"
            path, above = (*path, step), form or above
            places.append((path, above, item, lists, is_ordered))
        return path, above, item, lists, is_ordered


def _within(links: list[tuple[int, int, str]], start: int, end: int) -> tuple[Link, ...]:
    """The links as they lie in the text from start to end."""
    return tuple(
        [Link(max(a, start) - start, min(b, end) - start, href) for a, b, href in links if start < b > a < end]
    )
