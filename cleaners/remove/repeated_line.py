"""A line that other pages of the site carry too, learned from earlier runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.model import Document, Removal, SiteFacts
from cleaners.signals import Signal, signals

BESIDES = frozenset[Signal]({"tail", "attached", "short"})
"""A whole paragraph that comes again amid the story may be a refrain or a standing introduction: one of these must
hold too."""


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """Takes the lines of `SiteFacts.repeated`. Separators (`___`) have no letters and stay."""

    name: str = "repeated_line"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the lines that the site repeats."""
        if not site.repeated:
            return
        for block in document.blocks:
            if block.zone != "chrome" and any(c.isalnum() for c in block.text):
                found = signals(document, block, site)
                if "repeated" in found and not BESIDES.isdisjoint(found):
                    yield Removal(block.id, self.name, "repeated", "other pages of this site carry the same line")
