"""The page as trafilatura is given it: without what it would drop itself, only more slowly.

It copies its tree four times and asks each element of it a dozen regular expressions, so half the elements cost half
the time.
"""

from copy import deepcopy
from typing import cast

from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement

LEFT_OUT = tuple(
    """script style footer template fencedframe iframe object embed canvas audio video map source track param area link
    meta input use frame frameset applet picture math""".split()
)
"""Elements without a text that counts, which trafilatura deletes with all that is in them."""
SHUT = ("nav", "menu", "select", "datalist")
"""It deletes these too, but not before it has measured how much of the page's text its own is: they keep theirs."""
CROWDED = 300
"""Trafilatura's time grows with the square of the inline elements in one paragraph: of more only the text is given."""
INLINE = frozenset(
    """a abbr acronym b bdi bdo big br cite code del dfn em font i ins kbd mark q s samp small span strike strong sub
    sup tt u var wbr""".split()
)
_DATA = XPath("//script[contains(@type, 'ld+json')]")
_CROWDS = XPath(f"//*[*[{CROWDED}]]")


def lean(tree: HtmlElement) -> HtmlElement:
    """A copy of the tree without scripts (JSON-LD stays: it may hold the story), media, and elements in navigation."""
    copy = deepcopy(tree)
    data = cast("list[HtmlElement]", _DATA(copy))
    for script in data:
        script.tag = "data"
    strip_elements(copy, *LEFT_OUT, with_tail=False)
    for script in data:
        script.tag = "script"
    for element in list(copy.iter(*SHUT)):
        text = " ".join(element.itertext())
        del element[:]
        element.text = text
    for crowd in cast("list[HtmlElement]", _CROWDS(copy)):
        _thin(crowd)
    return copy


def _thin(crowd: HtmlElement) -> None:
    """Make a paragraph of very many inline elements a paragraph of text. What is mostly links stays a list of them:
    that is how trafilatura knows it for none of the story."""
    if any(child.tag not in INLINE for child in crowd):
        return
    text = crowd.text_content()
    if sum(len(a.text_content()) for a in crowd.iterchildren("a")) > len(text) / 2:
        return
    for child in list(crowd):
        crowd.remove(child)
    crowd.text = text
