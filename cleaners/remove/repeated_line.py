"""A line that other pages of the site carry too, learned from earlier runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.model import Document, Removal, SiteFacts
from cleaners.signals import Signal, folded, shown, signals, words

BESIDES = frozenset[Signal]({"tail", "attached", "short"})
"""A whole paragraph that comes again amid the story may be a refrain or a standing introduction: one of these must
hold too."""

COPY_SHARE = 0.5
"""Of the story's words: a page that the site repeats to this extent is the story itself, in another copy."""


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """Takes the lines of `SiteFacts.repeated`. Separators (`___`) have no letters and stay."""

    name: str = "repeated_line"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the lines that the site repeats."""
        if not site.repeated or _is_copy(document, site):
            return
        for block in shown(document):
            if any(c.isalnum() for c in block.text):
                found = signals(document, block, site)
                if "repeated" in found and not BESIDES.isdisjoint(found):
                    yield Removal(block.id, self.name, "repeated", "other pages of this site carry the same line")


def _is_copy(document: Document, site: SiteFacts) -> bool:
    """Whether the site repeats most of this story's words: then another page is this story again."""
    story = [document.blocks[i] for i in document.story_ids]
    again = sum(words(document, b) for b in story if folded(document, b) in site.repeated)
    return again > COPY_SHARE * sum(words(document, b) for b in story)
