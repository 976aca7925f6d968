"""The attributes of a page's elements, read in one pass: to ask lxml for one of them costs as much as to read them all,
and an XPath over the page asks every element."""

from collections.abc import Iterable, Mapping

from lxml.html import HtmlElement

Marks = Mapping[HtmlElement, Mapping[str, str]]
"""Element → its attributes: all elements, in the page's order."""


def read_marks(elements: Iterable[HtmlElement]) -> Marks:
    """The attributes of these elements."""
    held = tuple(elements)
    return dict(zip(held, map(dict, map(HtmlElement.items, held)), strict=True))
