"""Page → the one tree that all of its readers share."""

from dataclasses import dataclass, field

from lxml.etree import ElementDefaultClassLookup, LxmlError, XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cleaners.extract.decode import MAX_DEPTH, decode, flatten, of_nesting
from cleaners.extract.guard import tame
from cleaners.extract.marks import Marks, read_marks
from cleaners.model import Page, Rejected, Verdict

TOO_DEEP = XPath(f"boolean({'/*' * MAX_DEPTH})")
"""Whether a tree is so deep that the parser may have dropped something."""
_ONE_CLASS = ElementDefaultClassLookup(element=HtmlElement)
"""lxml's own lookup asks a dictionary in Python for the class of each element, thousands of times a page."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The page's one tree, and why it may lack something of the page."""

    tree: HtmlElement
    degraded: tuple[str, ...] = ()
    elements: tuple[HtmlElement, ...] = ()
    """Every element, held so that lxml makes its Python object once, not anew for each walk."""
    marks: Marks = field(default_factory=dict)
    """Their attributes."""


def parse(page: Page) -> Parsed | Rejected:
    """Decode and parse a page, once. Rejected where there is no HTML in it."""
    decoded = decode(page)
    if isinstance(decoded, Rejected):
        return decoded
    try:
        text, left_out = tame(decoded.html)
        source = decoded.source if text is decoded.html else None
        tree, degraded = _tree(source or text.encode("utf-8")), (*decoded.degraded, *left_out)
        if TOO_DEEP(tree):
            text, cut = flatten(text)
            tree, degraded = _tree(text.encode("utf-8")), (*degraded, of_nesting(cut))
    except (ValueError, LxmlError) as e:
        return Rejected(page.url, "extract", f"no HTML in the body: {e}", Verdict("empty", (str(e),)))
    elements = tuple(tree.iter())
    return Parsed(tree, degraded, elements, read_marks(elements))


def _tree(html: bytes) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_ONE_CLASS)
    return document_fromstring(html, parser=parser)
