"""The elements that say by their class words, or by where they lead, that they hold what is about a story."""

from ahocorasick_rs import BytesAhoCorasick
from lxml.html import HtmlElement

from cleaners.extract.marks import Marks

_SPEAKS = BytesAhoCorasick(
    part.encode()
    for part in (
        "author", "byline", "autor", "auteur", "writer", "written", "reporter", "contributor", "redakt", "verfasser",
        "yazar", "vcard", "posted", "created", "date", "time", "publi", "meta", "datum", "fecha", "source", "title",
        "headline",
    )
)  # fmt: skip
"""Parts of class words by which themes name what is about a story."""
_PROFILES = BytesAhoCorasick(p.encode() for p in ("/author", "/autor", "/auteur", "/profil", "/staff"))
_END = "\0"
"""What no attribute of a parsed page holds."""


def speaking(marks: Marks) -> tuple[tuple[HtmlElement, str], ...]:
    """The elements whose class, id, rel or data-testid speaks of authors, dates, titles or sources, in the page's
    order, each with those words; and links to authors' pages."""
    named = []
    for own in marks.values():
        words = own.get("class", "")
        if "id" in own or "rel" in own or "data-testid" in own:
            words = f"{words} {own.get('id', '')} {own.get('rel', '')} {own.get('data-testid', '')}"
        named.append(words)
    speak = _holding(set(named), _SPEAKS)
    lead = _holding({own["href"] for own in marks.values() if "href" in own}, _PROFILES)
    found = [
        (e, words)
        for (e, own), words in zip(marks.items(), named, strict=True)
        if words in speak or (lead and own.get("href") in lead and e.tag == "a")
    ]
    return tuple(found)


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
