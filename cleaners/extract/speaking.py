"""The elements that say by their class words, or by where they lead, that they hold what is about a story."""

from collections.abc import Iterable, Mapping

from ahocorasick_rs import MATCHKIND_LEFTMOST_FIRST, BytesAhoCorasick
from lxml.html import HtmlElement

from cleaners.extract.marks import Marks

_PARTS = (
    "author", "byline", "autor", "auteur", "writer", "written", "reporter", "contributor", "redakt", "verfasser",
    "yazar", "vcard", "posted", "created", "date", "time", "publi", "meta", "datum", "fecha", "source", "title",
    "headline",
)  # fmt: skip
"""Parts of class words by which themes name what is about a story."""
_PROFILES = ("/author", "/autor", "/auteur", "/profil", "/staff")


def _finder(parts: Iterable[str]) -> BytesAhoCorasick:
    # one part is enough of a word: where not all that overlap are wanted, many bytes are looked at at once
    return BytesAhoCorasick(map(str.encode, parts), matchkind=MATCHKIND_LEFTMOST_FIRST)


_SPEAKS, _LEADS = _finder(_PARTS), _finder(_PROFILES)
_MORE = frozenset({"id", "rel", "data-testid"})
"""Attributes that name an element beside its class."""
_END = "\0"
"""What no attribute of a parsed page holds."""


def speaking(marks: Marks) -> tuple[tuple[HtmlElement, str], ...]:
    """The elements whose class, id, rel or data-testid speaks of authors, dates, titles or sources, in the page's
    order, each with those words; and links to authors' pages."""
    named = [own.get("class", "") if _MORE.isdisjoint(own) else _words(own) for own in marks.values()]
    speak = _holding(set(named), _SPEAKS)
    lead = _holding({own["href"] for own in marks.values() if "href" in own}, _LEADS)
    found = [(e, words) for e, words in zip(marks, named, strict=True) if words in speak]
    if lead:
        found = [
            (e, words)
            for (e, own), words in zip(marks.items(), named, strict=True)
            if words in speak or (own.get("href") in lead and e.tag == "a")
        ]
    return tuple(found)


def _words(own: Mapping[str, str]) -> str:
    return f"{own.get('class', '')} {own.get('id', '')} {own.get('rel', '')} {own.get('data-testid', '')}"


def _holding(texts: set[str], parts: BytesAhoCorasick) -> set[str]:
    """Those of the texts that hold one of the parts, in whatever case: to ask all at once takes a tenth of asking
    each."""
    lines = list(texts)
    joined = _END.join(lines).lower().encode("utf-8", "replace")
    found = set()
    end, at, line = _END.encode(), 0, 0
    for _, start, _ in parts.find_matches_as_indexes(joined):
        line += joined.count(end, at, start)
        at = start
        found.add(lines[line])
    return found
