"""The blocks that head a story: its headline, its standfirst, and subheadings that are set as bold paragraphs."""

import re
from collections.abc import Sequence

from cleaners.extract.blocks import RawBlock
from cleaners.extract.elements import letters
from cleaners.signals import count_words, fold

SUBHEADING_WORDS = 12
ALIKE = 0.6
"""Share of the shorter headline's words that the longer must have to be the same headline."""
DECK_WORDS = 80
DECK_CLASSES = re.compile(
    r"[.#_-](?:deck|dek|standfirst|stand-first|subtitle|sub-title|subheadline|sub-headline|subhead|lede|lead|teaser|"
    r"intro|introduction|chapo|vorspann|entradilla|sommario|occhiello|bajada|summary|excerpt|abstract)(?:$|[.#_-])",
    re.IGNORECASE,
)
_ENDS = tuple(".!…。！।؟۔:：,;")


def title_block(raws: Sequence[RawBlock], title: str | None) -> int | None:
    """The block that shows the headline: the h1 that is the title, begins it or is told in much the same words (pages
    give others to search engines than to readers), else another heading or line that is the title."""
    key = letters(title or "")
    ranked = []
    for i, raw in enumerate(raws):
        own = raw.key
        if not key or len(own) < 3 or raw.hidden or raw.kind not in ("heading", "paragraph"):
            continue
        first = raw.kind == "heading" and raw.level == 1
        if own == key or (first and len(own) > 10 and (key.startswith(own) or own.startswith(key))):
            if first or raw.link_share < 0.9:
                ranked.append((0 if first else 1 if raw.kind == "heading" else 2, i))
        elif first and _alike(raw.text, title or ""):
            ranked.append((0, i))
    return min(ranked)[1] if ranked else None


def _alike(one: str, other: str) -> bool:
    a, b = (frozenset(fold(t).split()) for t in (one, other))
    return len(a & b) >= ALIKE * min(len(a), len(b)) and min(len(a), len(b)) >= 3


def deck_block(
    raws: Sequence[RawBlock], story: frozenset[int], title: int | None, description: str | None
) -> int | None:
    """The standfirst: before the first paragraph of the story a block whose markup calls it so, or that the metadata
    gives as the page's summary."""
    summary = letters(description or "")
    for i in sorted(story)[:3]:
        raw = raws[i]
        own = raw.key
        if i == title or raw.kind == "caption":
            continue
        named = any(DECK_CLASSES.search("." + step.partition(".")[2]) for step in raw.path[-3:])
        told = len(own) > 30 and summary.startswith(own[:200])
        heading = raw.kind == "heading" and title is not None and i <= title + 3 and count_words(raw.text) > 5
        if count_words(raw.text) <= DECK_WORDS and (named or heading or (told and i == min(story))):
            return i
        if raw.kind == "paragraph":
            return None
    return None


def subheading(raws: Sequence[RawBlock], story: frozenset[int], i: int) -> int | None:
    """The level of a heading that is set as a bold paragraph between two of the story; None for any other block."""
    raw = raws[i]
    if raw.kind != "paragraph" or i not in story or not raw.path or raw.links:
        return None
    if raw.path[-1].partition(".")[0] not in ("strong", "b") or "\n" in raw.text:
        return None
    if count_words(raw.text) > SUBHEADING_WORDS or raw.text.rstrip("\"'”’»)").endswith(_ENDS):
        return None
    before = any(j in story for j in range(max(0, i - 8), i))
    after = next((raws[j] for j in range(i + 1, min(len(raws), i + 4)) if j in story), None)
    return 3 if before and after is not None and after.kind != "heading" and count_words(after.text) > 12 else None
