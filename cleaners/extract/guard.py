"""What the parser is not given, for it would be at it for minutes: more than any page of news has.

libxml2, as every parser that was tried, takes the square of the attributes of one tag, and what reads its tree the
square of the elements. Inside of C no limit of Python's reaches it, so that is kept from it here. The markup is read as
the parser reads it, in one walk: the quantifiers are possessive, so that what was matched is never given back. (No
group is captured inside of them: Python 3.11 loses count of such.)
"""

import re
from itertools import islice

from cleaners.extract.decode import flatten, of_nesting

MOST_ATTRIBUTES = 250
"""Of one tag; the first are kept. Of 1,494 pages of news none has more than that."""
MOST_VALUE = 500_000
"""Characters of one attribute; a longer one is left out. The longest that was seen, an inline picture, has 420,000."""
MOST_TAGS = 80_000
"""Start and end tags. Of pages of news the longest has 20,000."""
MOST_TEXTS = 15_000
"""Texts between tags. So many paragraphs take 3 s, four times as many 20 s; pages of news have up to 4,000."""
MOST_TEXT = 1 << 20
"""Characters of one text between two tags; more than the first of them are left out."""
MOST_MARKUP = 5 << 20
"""Characters beside scripts and comments. So many take 6 s; of pages of news the longest has 2 million."""

_NO_MARKUP = ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
"""What stands in these is text."""
_SPACE = r" \t\n\r\f"
"""What parts names in a tag, by the HTML standard. Python's spaces are more: behind the others tags could hide."""
_NAME = rf"[{_SPACE}/]*+[^{_SPACE}/>][^{_SPACE}/>=]*+"
_IS = rf"[{_SPACE}]*+=[{_SPACE}]*+"
_MOST = f"{{0,{MOST_VALUE}}}+"
_VALUE = rf"""(?:"[^"]{_MOST}"|'[^']{_MOST}'|(?!["'])[^{_SPACE}>]{_MOST}(?=[{_SPACE}>]))"""
_FEW = rf"(?:{_NAME}(?:{_IS}{_VALUE}|(?![{_SPACE}]*+=))){{0,{MOST_ATTRIBUTES}}}+[{_SPACE}/]*+>"
_ANY_VALUE = rf"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>]*+)"""
_ANY = rf"(?:{_NAME}(?:{_IS}{_ANY_VALUE})?+)*+[{_SPACE}/]*+(?:>|\Z)"
_COMMENT = r"<!--(?!-?>)[^-]*+(?:-(?!-!?>)[^-]*+)*+"
_BOGUS = r"<(?:[!?]|/(?![a-zA-Z]))[^>]*+(?:>|\Z)"
"""A comment in all but name: it ends with the first `>`."""
_MARKUP = rf"<(?!(?i:{'|'.join(_NO_MARKUP)})[{_SPACE}/>])/?[a-zA-Z][^{_SPACE}/>]*+"
_PLAIN_END = r"</[a-zA-Z][a-zA-Z0-9]*+>"
_PLAIN_TAG = (
    rf"<(?!(?i:{'|'.join(_NO_MARKUP)})[{_SPACE}/>])[a-zA-Z][a-zA-Z0-9]*+"
    rf"""(?: [a-zA-Z-]++="[^"]{_MOST}"){{0,{MOST_ATTRIBUTES}}}+ ?+/?+>"""
)
"""What nearly all tags look like, and the walk is a third faster for it."""


def _texts_of(name: str, tag: str) -> str:
    """An element in which markup is text, up to its end tag."""
    return rf"<(?i:{name})(?=[{_SPACE}/>]){tag}[^<]*+(?:<(?!/(?i:{name})[{_SPACE}/>])[^<]*+)*+"


_HARMLESS = re.compile(
    rf"(?:{_PLAIN_END}[^<]*+|{_PLAIN_TAG}[^<]*+|[^<]++|{_MARKUP}{_FEW}|<(?![a-zA-Z/!?])|{_COMMENT}|{_BOGUS}|"
    + "|".join(_texts_of(name, _FEW) for name in _NO_MARKUP)
    + f"){{0,{MOST_TEXTS}}}+"
)
"""Pieces, none of them with too much in it but for its text; so few that they need not be counted."""
_TEXT_BEGINS = re.compile(r">\s*+(?:[^<\s]|<(?![a-zA-Z/!?]))")
"""Of any page, its scripts and comments included, at least as many as it has texts but for the first."""
_PIECE = re.compile(
    rf"(?P<tag>{_MARKUP}{_ANY})|(?P<comment>{_COMMENT}(?:--!?>)?|{_BOGUS})|"
    + "|".join(rf"(?:{_texts_of(name, _ANY)})" for name in _NO_MARKUP)
)
_OPENS = re.compile("<(?=[a-zA-Z/!?])")
"""Any other `<` is text."""
_OPENING = re.compile(rf"</?[a-zA-Z][^{_SPACE}/>]*+")
_ONE = re.compile(rf"{_NAME}(?:{_IS}{_ANY_VALUE})?+")


def tame(html: str) -> tuple[str, tuple[str, ...]]:
    """The markup as the parser may have it, and what is missing of it, in sentences; a page of news comes back as it
    is."""
    short = len(html) <= MOST_TEXT or (len(html) <= MOST_MARKUP and max(map(len, _OPENS.split(html))) <= MOST_TEXT)
    if short and _is_harmless(html):
        return html, ()
    notes: tuple[str, ...] = ()
    if html.count("<") > MOST_TAGS:  # tags that only nest the story are the first to go
        html, cut = flatten(html)
        notes = (of_nesting(cut),) * bool(cut)
    tamed, more = _Taming().of(html)
    return tamed, notes + more


def _is_harmless(html: str) -> bool:
    """Whether there is surely nothing too much in markup with no long text."""
    at = _end(html, 0)
    if at < len(html) and (html.count("<") > MOST_TAGS or _has_many_texts(html)):
        return False
    while at < len(html):
        if (further := _end(html, at)) == at:
            return False
        at = further
    return True


def _has_many_texts(html: str) -> bool:
    return next(islice(_TEXT_BEGINS.finditer(html), MOST_TEXTS - 1, None), None) is not None


def _end(html: str, at: int) -> int:
    """Where the harmless pieces end that begin here."""
    found = _HARMLESS.match(html, at)
    return at if found is None else found.end()


class _Taming:
    """One walk over the pieces of a page: what there was of each kind, and what was kept."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.tags = self.texts = self.size = 0
        self.attributes = self.long_texts = 0

    def of(self, html: str) -> tuple[str, tuple[str, ...]]:
        """As `tame`, whatever the page."""
        at = 0
        for piece in _PIECE.finditer(html):
            self.text(html[at : piece.start()])
            at = piece.end()
            if piece["tag"]:
                self.tags += 1
                self.markup(self.shortened(piece[0]))
            elif not piece["comment"]:
                self.parts.append(self.shortened(piece[0]))
            if self.is_full:
                return "".join(self.parts), self.notes()
        self.text(html[at:])
        return "".join(self.parts), self.notes()

    @property
    def is_full(self) -> bool:
        """Whether no more of the page is to be read."""
        return self.tags > MOST_TAGS or self.texts > MOST_TEXTS or self.size > MOST_MARKUP

    def text(self, text: str) -> None:
        """Keep what stands between two tags."""
        self.texts += bool(text) and not text.isspace()
        self.long_texts += len(text) > MOST_TEXT
        self.markup(text[:MOST_TEXT])

    def markup(self, text: str) -> None:
        """Keep what there still is room for."""
        self.parts.append(text[: max(0, MOST_MARKUP - self.size)])
        self.size += len(text)

    def shortened(self, piece: str) -> str:
        """A tag, and what follows it where that is no markup, without the attributes that are too many or too long."""
        opening = _OPENING.match(piece)
        if opening is None or len(piece) - opening.end() <= MOST_ATTRIBUTES:
            return piece
        kept, at, count = [opening[0]], opening.end(), 0
        while (one := _ONE.match(piece, at)) is not None:
            at, count = one.end(), count + 1
            if count <= MOST_ATTRIBUTES and len(one[0]) <= MOST_VALUE:
                kept.append(one[0])
            else:
                self.attributes += 1
        return "".join(kept) + piece[at:]

    def notes(self) -> tuple[str, ...]:
        """What is missing, in sentences."""
        said = {
            f"{self.attributes:,} attributes were left out: too many on one tag, or too long": self.attributes,
            f"{self.long_texts} texts were cut after {MOST_TEXT >> 20} MiB": self.long_texts,
            f"only the first {MOST_TAGS:,} tags were read": self.tags > MOST_TAGS,
            f"only the first {MOST_TEXTS:,} texts were read": self.texts > MOST_TEXTS,
            f"only the first {MOST_MARKUP >> 20} MiB were read": self.size > MOST_MARKUP,
        }
        return tuple(note for note, so in said.items() if so)
