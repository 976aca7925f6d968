"""Elements and texts of the shared tree, read without changing it."""

from collections.abc import Iterator
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from cleaners.normalise.names import squeeze

SILENT = frozenset({"script", "style", "noscript", "template"})


def select(path: XPath, tree: HtmlElement) -> list[HtmlElement]:
    """The elements that a compiled path finds."""
    return cast("list[HtmlElement]", path(tree))


def text_of(element: HtmlElement) -> str:
    """An element's own text on one line: without scripts and styles that stand in it."""
    if len(element) == 0:
        return squeeze(element.text or "")
    if next(element.iterdescendants("script", "style"), None) is None:
        return squeeze(" ".join(element.itertext()))
    parts = element.xpath(".//text()[not(parent::script or parent::style)]")
    return squeeze(" ".join(cast("list[str]", parts)))


def texts_in(element: HtmlElement) -> Iterator[str]:
    """The pieces of text in an element, in order: without what readers are not shown."""
    if element.tag in SILENT:
        return
    if element.text:
        yield element.text
    for child in element:
        yield from texts_in(child)
        if child.tail:
            yield child.tail


def texts_after(element: HtmlElement) -> Iterator[str]:
    """The pieces of text behind an element, one element after the other to the end of the page."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tail and (line := squeeze(ancestor.tail)):
            yield line
        for sibling in ancestor.itersiblings():
            for node in sibling.iter():
                tag = node.tag
                own = node.text if isinstance(tag, str) and tag not in SILENT else None
                for text in (own, node.tail):
                    if text and not text.isspace() and (line := squeeze(text)):
                        yield line
