"""Characters: NFC, ordinary spaces, nothing invisible, mojibake mended where it is certain. Quotes and dashes stay as
the author set them."""

import re
import unicodedata
from collections.abc import Sequence

from cleaners.model import Block, Document, Link
from cleaners.signals import derived

_PLAIN = re.compile(
    r"[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2125\u2127-\u2129\u212c-\u214f]*"
)
"""What needs no change: ASCII, precomposed Latin, ordinary typography and signs."""
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_JOINER = re.compile(r"[\u200c\u200d]")
_NEEDS_JOINER = re.compile(
    r"[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1820-\u18aa\ufb50-\ufdff\ufe70-\ufeff]"
)
_EMOJI = re.compile("[\u200d\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_SPACE = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_RUN = re.compile(r" {2,}")
_AROUND_BREAK = re.compile(r" *\n[ \n]*")
_NEXT = "\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_MOJIBAKE = re.compile(
    r"[\x80-\x9fÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞâãäåæРС]"
    rf"(?:(?<=[\x80-\x9f])|(?<![РСâ-æ])[{_NEXT}]|(?<=[â-æ])(?:€|[{_NEXT}]{{2}})|"
    r"(?<=[РС])[\x80-\xbf\u0401-\u040f\u0451-\u045f\u0490\u0491№‚„…†‡€‰‹™›–—‘’“”•])"
)
"""A control character, or the first byte of a letter in UTF-8 and those that follow it, read one by one: Windows-1252
(from `â` on two follow) or Windows-1251. What may be first stands in one set, because a search is quick with that."""


def normalise(text: str) -> str:
    """The text with its characters in order; line breaks are `\\n` and stay. Doing it twice changes nothing.

    A zero-width joiner stays where a script or an emoji needs it: between Persian letters it is spelling.

    >>> normalise("caf\\u0065\\u0301\\u00a0\\u200bolÃ©")
    'café olé'
    """
    if text.isascii() and text.isprintable():
        return text
    if _MOJIBAKE.search(text):
        text = mend(text)
    elif _PLAIN.fullmatch(text):
        return text
    text = _INVISIBLE.sub("", _BREAK.sub("\n", text))
    if _JOINER.search(text):
        text = _JOINER.sub(_joiner, text)
    return unicodedata.normalize("NFC", _SPACE.sub(" ", text))


def mend(text: str) -> str:
    """UTF-8 that somebody read as Latin-1 or the like, read right; the text as it was unless that is certain: ftfy
    must call it broken before and sound after, and no character may be lost."""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if not is_bad(text):
        return text
    fixed = fix_encoding(text)
    sound = not is_bad(fixed) and fixed.count("\ufffd") <= text.count("\ufffd")
    return fixed if sound else text


def tidy(text: str) -> str:
    """Single spaces, no space at the ends of lines, no empty line."""
    text = _RUN.sub(" ", text) if "  " in text else text
    return (_AROUND_BREAK.sub("\n", text) if "\n" in text else text).strip(" \n")


def in_order(document: Document, block: Block) -> str:
    """`normalise` and `tidy` of a block's text, computed once."""
    known: dict[int, str] = derived(document, "in order", dict)
    text = known.get(block.id)
    if text is None:
        text = known[block.id] = tidy(normalise(block.text))
    return text


def clean_block(text: str, links: Sequence[Link], *, code: bool = False) -> tuple[str, tuple[Link, ...]]:
    """`normalise` and, but for code, `tidy`; the links still cover the same words, or are dropped with them."""
    new = _form(text, code)
    if new == text:
        return text, tuple(links)
    moved = (_moved(text, new, link, code) for link in links)
    return new, tuple(link for link in moved if link)


def _form(text: str, code: bool) -> str:
    text = normalise(text)
    return text.strip("\n") if code else tidy(text)


def _moved(old: str, new: str, link: Link, code: bool) -> Link | None:
    words = _form(old[link.start : link.end], code)
    if not words:
        return None
    # what stands before it, in its new form, is as long as before in the new text, but for the space between
    near = len(_form(old[: link.start] + "|", code)) - 1
    at = next((i for i in (near, near - 1, near + 1) if i >= 0 and new.startswith(words, i)), -1)
    if at < 0:
        at = new.find(words, max(0, near - len(words)))
    return Link(at, at + len(words), link.href) if at >= 0 else None


def _joiner(m: re.Match[str]) -> str:
    before, after = m.string[m.start() - 1 : m.start()], m.string[m.end() : m.end() + 1]
    needed = _NEEDS_JOINER.match(before) and _NEEDS_JOINER.match(after)
    emoji = m.group() == "\u200d" and _EMOJI.match(before) and _EMOJI.match(after)
    return m.group() if needed or emoji else ""


def cut(text: str, links: Sequence[Link], spans: Sequence[tuple[int, int]]) -> tuple[str, tuple[Link, ...]]:
    """The text without the spans (in order, disjoint); links move with their words, and those in a span go."""
    if not spans:
        return text, tuple(links)
    pieces, moved, at, length = [], [], 0, 0
    for start, end in (*spans, (len(text), len(text))):
        moved += [
            Link(k.start - at + length, k.end - at + length, k.href) for k in links if at <= k.start and k.end <= start
        ]
        pieces.append(text[at:start])
        length += start - at
        at = end
    return "".join(pieces), tuple(moved)
