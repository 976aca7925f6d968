"""HTML that was given as a text (a feed's content, an editor's field): known as such, and read by its markup."""

import re

from cleaners.extract.blocks import RawBlock, segment
from cleaners.extract.parsing import parse
from cleaners.extract.pieces import Piece
from cleaners.model import Page, Rejected, Zone

FEW = 2
"""So many tags of block elements, where a tag opens the text, are more than a mention of one."""
SOME = 3
"""So many at the ends of sentences or beside other tags, where none opens it."""

_TAG = (
    r"</?(?:p|div|h[1-6]|ul|ol|li|blockquote|table|tr|td|figure|section|article|main|body|html|br|hr|pre)"
    r"(?:\s[^<>]*)?/?>"
)
_BLOCK_TAG = re.compile(_TAG, re.I)
_BETWEEN = re.compile(rf"[.!?…。:\"”>]\s*{_TAG}", re.I)
_OPENS = re.compile(r"\s*<(?:[a-z][a-z0-9]*(?:\s[^<>]*)?/?|!--|!doctype\b[^<>]*)", re.I)
_BLANK = re.compile(r"\n[ \t\r]*\n\s*")
_CODE = re.compile(r"^(?:```|~~~)[\s\S]*?^(?:```|~~~)", re.M)


def is_html(text: str) -> bool:
    """Whether a text is HTML. Prose that speaks of `<p>`, code between fences, and plain paragraphs with a box of HTML
    among them are not."""
    if "<" not in text:
        return False
    bare = _CODE.sub("", text)
    tagged = [_BLOCK_TAG.search(chunk) is not None for chunk in _BLANK.split(bare.strip())]
    if 2 * sum(tagged) < len(tagged):
        return False
    if _OPENS.match(bare) and len(_BLOCK_TAG.findall(bare)) >= FEW:
        return True
    return len(_BETWEEN.findall(bare)) >= SOME


def read_fragment(html: str) -> list[Piece]:
    """The pieces of a fragment in order; all are story, but what its markup hides. Empty where it shows no text.

    A blank line ends a paragraph here too, as in what editors of blogs write."""
    parsed = parse(Page(html if "<pre" in html else _BLANK.sub("<br><br>", html)))
    return [] if isinstance(parsed, Rejected) else [_piece(raw) for raw in segment(parsed.tree)]


def _piece(raw: RawBlock) -> Piece:
    links = () if raw.kind == "table" else raw.links
    zone: Zone = "attached" if raw.hidden else "story"
    return Piece(raw.kind, raw.text, raw.level, raw.ordered, raw.rows, links, zone, raw.path)
