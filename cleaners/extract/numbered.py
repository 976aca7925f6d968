"""The pieces of a page's text that have a figure in them: dates stand in no others."""

import re

from lxml.html import HtmlElement

from cleaners.extract.dom import SILENT

_DIGIT = re.compile(r"\d")


def numbered_texts(tree: HtmlElement) -> tuple[tuple[str, HtmlElement], ...]:
    """Those pieces in the page's order, each with the element beside whose children it stands."""
    found: list[tuple[str, HtmlElement]] = []
    for element in tree.iter():
        text, tail = element.text, element.tail
        if text and _DIGIT.search(text) and isinstance(element.tag, str) and element.tag not in SILENT:
            found.append((text, element))
        if tail and _DIGIT.search(tail) and (parent := element.getparent()) is not None:
            found.append((tail, parent))
    return tuple(found)
