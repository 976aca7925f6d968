"""Tables that hold data, not layout: their cells, row by row."""

import re

from lxml.html import HtmlElement

from cleaners.extract.elements import BLOCKS, SKIPPED

LAYOUT_CELL_WORDS = 80
"""A table with a cell of more words is layout, and its cells are read like any other container."""
PARAGRAPH_LETTERS = 200
_SPACE = re.compile(r"[ \t\r\n\f]+")


def data_rows(table: HtmlElement) -> tuple[tuple[str, ...], ...]:
    """The texts of a data table's cells by rows; empty for a table that lays out other content."""
    if next(table.iterdescendants("table", "h1", "h2", "form", "article"), None) is not None:
        return ()
    if any(len(p.text_content()) > PARAGRAPH_LETTERS for p in table.iterdescendants("p")):
        return ()
    rows = [[c for c in tr if c.tag in ("td", "th")] for tr in table.iterdescendants("tr")]
    rows = [r for r in rows if r]
    if not rows or (len(rows) == 1 and len(rows[0]) == 1):
        return ()
    texts = tuple(tuple(_cell_text(c) for c in row) for row in rows)
    if max(len(t.split()) for row in texts for t in row) > LAYOUT_CELL_WORDS:
        return ()
    return tuple(row for row in texts if any(row))


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
