"""The blocks that head a story: its headline, its standfirst, and subheadings that are set as bold paragraphs."""

import re
from collections.abc import Sequence

from cleaners.extract.blocks import RawBlock
from cleaners.extract.elements import letters
from cleaners.signals import fold

SUBHEADING_WORDS = 12
ALIKE = 0.6
"""Share of the shorter headline's words that the longer must have to be the same headline."""
DECK_WORDS = 80
DECK_ABOVE = 4
"""Where no headline stands above the story, its standfirst is looked for in so many blocks before it."""
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
    """The standfirst: between the headline and the story's first paragraph a block whose markup calls it so, or that
    the metadata gives as the page's summary; the first paragraph itself where it is one of these."""
    first = next((i for i in sorted(story) if i != title and raws[i].kind in ("paragraph", "list_item")), None)
    if first is None:
        return None
    summary = letters(description or "")
    top = title + 1 if title is not None and title < first else max(0, first - DECK_ABOVE)
    for i in range(max(top, first - 3 * DECK_ABOVE), first + 1):
        raw = raws[i]
        words = raw.words
        if (
            raw.hidden
            or raw.kind not in ("paragraph", "heading")
            or raw.link_share > 0.4
            or not 4 <= words <= DECK_WORDS
        ):
            if i in story and i != title and raw.kind == "heading":
                return None  # what stands below a heading is that section's
            continue
        named = any(DECK_CLASSES.search("." + step.partition(".")[2]) for step in raw.path[-3:])
        told = len(raw.key) > 40 and summary.startswith(raw.key[:200])
        heading = i in story and raw.kind == "heading" and title is not None and i <= title + 3
        if named or told or (heading and words > 5):
            return i
    return None


def subheading(raws: Sequence[RawBlock], story: frozenset[int], i: int) -> int | None:
    """The level of a heading that is set as a bold paragraph between two of the story; None for any other block."""
    raw = raws[i]
    if raw.kind != "paragraph" or i not in story or not raw.path or raw.links:
        return None
    if raw.path[-1].partition(".")[0] not in ("strong", "b") or "\n" in raw.text:
        return None
    if raw.words > SUBHEADING_WORDS or raw.text.rstrip("\"'”’»)").endswith(_ENDS):
        return None
    before = any(j in story for j in range(max(0, i - 8), i))
    after = next((raws[j] for j in range(i + 1, min(len(raws), i + 4)) if j in story), None)
    return 3 if before and after is not None and after.kind != "heading" and after.words > 12 else None
