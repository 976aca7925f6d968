"""Pages that stand where an article should: consent walls, bot walls, logins, soft 404s.

Two signs are needed: hardly any text of its own, and the page's own words or marks. Phrase lists alone turn free
articles away, because their chrome speaks of cookies and logins too.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import re2

from cleaners.model import Document, Page, PageKind, Verdict
from cleaners.signals import fold

WALL_WORDS = 200
"""A page with more words of story is no wall."""
SOFT_404_WORDS = 120
_BARS = re.compile(r"\s[|–—·-]\s")
FILLED = 0.45
"""Share of a headline that a wall's words must be."""
SOURCE_LETTERS = 400_000
"""Marks are looked for in so much of the page."""
TEXT_LETTERS = 20_000


def wall(document: Document, page: Page, words: int) -> Verdict | None:
    """The wall that the page is, with what told it; None where it is none. `words`: how many its story has."""
    if words > WALL_WORDS:
        return None
    tops = [b.text for b in document.blocks if b.kind == "heading" and b.level in (1, 2)]
    headlines = [
        fold(part) for t in (document.metadata.title or "", *tops[:8]) for part in _BARS.split(t) if part.strip()
    ]
    text = fold(" ".join(b.text for b in document.blocks[:200]))[:TEXT_LETTERS]
    for kind, patterns in _walls().items():
        headline = next((h for h in headlines if _fills(patterns["headline"], h)), None)
        if headline is None:
            continue
        signs = [f"its headline says {headline!r}"]
        for where, seen in (("text", text), ("marks", _source(page))):
            if where in patterns and (m := patterns[where].search(seen)):
                signs.append(f"its {'markup has' if where == 'marks' else 'text says'} {m.group()!r}")
        alone = kind == "soft_404" and words < SOFT_404_WORDS and not document.metadata.published_at
        if alone or len(signs) > 1:
            return Verdict(kind, (*signs, f"{words} words of text"))
    return None


def _fills(pattern: Any, headline: str) -> bool:
    """Whether what the pattern finds is most of the headline: a story about cookies says more than that."""
    m = pattern.search(headline)
    return m is not None and len(m.group()) >= FILLED * len(headline.strip(" .!?…:"))


def _source(page: Page) -> str:
    head = page.body[:SOURCE_LETTERS]
    text = head.encode("utf-8", "replace").decode("utf-8") if isinstance(head, str) else head.decode("latin-1")
    return text.lower()


@cache
def _walls() -> Mapping[PageKind, Mapping[str, Any]]:
    data = tomllib.loads((files("cleaners.extract") / "walls.toml").read_text(encoding="utf-8"))
    return {kind: {where: re2.compile("|".join(words)) for where, words in own.items()} for kind, own in data.items()}  # type: ignore[misc]
