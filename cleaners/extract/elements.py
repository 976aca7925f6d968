"""What the kinds of HTML elements mean for a reader, and how one of them is named in a block's path."""

import codecs
import re
from collections.abc import Mapping
from encodings.cp1252 import decoding_table, encoding_table
from functools import lru_cache
from urllib.parse import urljoin

from lxml.html import HtmlElement

from cleaners.extract.marks import Marks
from cleaners.model import Kind

SKIPPED = frozenset(
    """script style noscript template svg math iframe object embed canvas select option optgroup textarea input button
    label title meta link audio video map progress meter datalist frameset frame applet""".split()
)
"""Elements whose text no reader sees as part of the page's prose: code, embedded media, form controls."""
LISTS = frozenset({"ul", "ol", "menu", "dir"})
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
Form = tuple[Kind, int | None, bool | None]
"""The kind of a block, its level, and whether its list is ordered."""
PARAGRAPH: Form = ("paragraph", None, None)
_WIDE = dict.fromkeys(("article", "main", "body", "section"), PARAGRAPH)
_FORMS: Mapping[str, Form] = {
    **{f"h{n}": ("heading", n, None) for n in range(1, 7)},
    "blockquote": ("quote", None, None), "pre": ("code", None, None),
    "figcaption": ("caption", None, None), "caption": ("caption", None, None),
}  # fmt: skip
_NO_LETTERS = re.compile(r"[\W_]+")
_WESTERN_NO_LETTERS = bytes(b for b in range(256) if not bytes((b,)).decode("cp1252", "replace").isalnum())
"""Most pages' letters and signs are one byte each here, and bytes are sifted twenty times faster than characters."""
_SMALL = bytes(range(256)).lower()
_STEP_WORD = re.compile(r"[^\s.#]+")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CF_HREF = "/cdn-cgi/l/email-protection#"
_WHOLE = re.compile(r"https?://[a-z0-9.-]+(?:/[\w/.~%+,=&-]*(?:\?[\w/.~%+,=&-]+)?)?", re.ASCII)
"""An address that joining with another leaves as it is."""
_ROOTED = re.compile(r"(?:/[\w~%+,=&-][\w.~%+,=&-]*)+/?(?:\?[\w/.~%+,=&-]+)?", re.ASCII)
"""One that follows the name of the host as it is."""


def letters(text: str) -> str:
    """What two renderings of one text agree on: its letters and digits, without regard to case.

    >>> letters("“No deal”, he said.")
    'nodealhesaid'
    """
    if text.isascii():
        return text.encode().translate(_SMALL, _WESTERN_NO_LETTERS).decode()
    try:
        row: bytes = codecs.charmap_encode(text, "strict", encoding_table)[0]
    except UnicodeEncodeError:
        return _NO_LETTERS.sub("", text).casefold()
    return codecs.charmap_decode(row.translate(None, _WESTERN_NO_LETTERS), "strict", decoding_table)[0].casefold()


def base_address(marks: Marks, url: str | None) -> str | None:
    """What the page's links are relative to: its `<base>`, else its own address; None where neither is usable. `marks`
    are the page's."""
    base = next((marks[e]["href"] for e in [e for e in marks if e.tag == "base"] if "href" in marks[e]), None)
    if base is None:
        return url
    try:
        return urljoin(url or "", base) or None
    except ValueError:
        return url


def resolve(base: str | None, href: str) -> str:
    """A link's address made absolute where that is possible; never raises."""
    if _WHOLE.fullmatch(href):
        return href
    try:
        if base and _ROOTED.fullmatch(href):
            return _host(base) + href
        return urljoin(base, href) if base else href
    except ValueError:
        return href


@lru_cache(maxsize=64)
def _host(address: str) -> str:
    """An address up to the path."""
    return urljoin(address, "/")[:-1]


def words_of(element: HtmlElement) -> list[str]:
    """The class and id words of an element, in lower case."""
    return _words(element.get("class"), element.get("id"))


def named(marks: Mapping[str, str]) -> list[str]:
    """The same of an element with these attributes."""
    return _words(marks.get("class"), marks.get("id"))


def _words(names: str | None, own: str | None) -> list[str]:
    words = names.lower().split() if names else []
    return words + own.lower().split() if own else words


@lru_cache(maxsize=4096)
def read_element(tag: str, own: str | None, names: str | None) -> tuple[str, Form | None]:
    """An element with this id and class as one step of a path: `div#respond.comment-respond`; and what it makes of a
    block in it, None where that is told by those around it."""
    step = tag
    if own and own.strip():
        step = f"{step}#{'-'.join(_step_words(own))}"
    if names:
        step = ".".join((step, *_step_words(names)))
    form = _FORMS.get(tag)
    # a class word of a wide element says nothing of what is deep in it
    if form is None:
        words = f"{names or ''} {own or ''}".lower()
        is_caption = "caption" in words and not CAPTION_CLASSES.isdisjoint(words.split())
        form = _FORMS["caption"] if is_caption else _WIDE.get(tag)
    return step, form


def _step_words(names: str) -> list[str]:
    return _STEP_WORD.findall(names) if "." in names or "#" in names else names.split()


def link_address(element: HtmlElement, marks: Mapping[str, str]) -> str | None:
    """Where an element with these attributes leads, as written; None where it is no link."""
    # an address that Cloudflare hid: the link keeps the key to it
    if hidden := marks.get("data-cfemail"):
        return _CF_HREF + hidden
    return marks.get("href", "").strip() or None if element.tag == "a" else None


def is_hidden(marks: Mapping[str, str]) -> bool:
    """Whether an element's own attributes hide it from readers."""
    return "hidden" in marks or ("style" in marks and _HIDDEN.search(marks["style"]) is not None)
