"""What the kinds of HTML elements mean for a reader, and how one of them is named in a block's path."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

SKIPPED = frozenset(
    """script style noscript template svg math iframe object embed canvas select option optgroup textarea input button
    label title meta link audio video map progress meter datalist frameset frame applet""".split()
)
"""Elements whose text no reader sees as part of the page's prose: code, embedded media, form controls."""
BLOCKS = frozenset(
    """address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol p pre section summary table tbody td
    tfoot th thead tr ul caption picture""".split()
)
EMPHASIS = frozenset({"strong", "b", "em", "i", "u", "small", "mark", "big", "a"})
CAPTION_CLASSES = frozenset(
    """caption wp-caption-text figcaption image-caption photo-caption media-caption img-caption picture-caption
    gallery-caption caption-text""".split()
)
_NO_LETTERS = re.compile(r"[\W_]+")
_STEP_WORD = re.compile(r"[^\s.#]+")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CF_HREF = "/cdn-cgi/l/email-protection#"


def letters(text: str) -> str:
    """What two renderings of one text agree on: its letters and digits, without regard to case.

    >>> letters("“No deal”, he said.")
    'nodealhesaid'
    """
    return _NO_LETTERS.sub("", text).casefold()


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


def link_address(element: HtmlElement) -> str | None:
    """Where the element leads, as written; None where it is no link."""
    # an address that Cloudflare hid: the link keeps the key to it
    if element.get("data-cfemail"):
        return _CF_HREF + (element.get("data-cfemail") or "")
    return (element.get("href") or "").strip() or None if element.tag == "a" else None


def is_hidden(element: HtmlElement) -> bool:
    """Whether the element's own markup hides it from readers."""
    style = element.get("style")
    return (style is not None and _HIDDEN.search(style) is not None) or element.get("hidden") is not None
