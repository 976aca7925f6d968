"""A cleaner held to some kinds of block: a word that labels an advertisement in a line of its own is a subject in a
heading, and a picture's credit in a caption stands where it belongs."""

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.cleaner import Cleaner
from cleaners.model import Document, Kind, Removal, SiteFacts


@dataclass(frozen=True, slots=True)
class OfKind:
    """Proposes what `cleaner` proposes, where the block is one of `kinds` or stands beside the story. In a plain text
    a heading is only a guess at a short line, and is taken for one."""

    cleaner: Cleaner
    kinds: frozenset[Kind]

    @property
    def name(self) -> str:
        return self.cleaner.name

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        for removal in self.cleaner.find(document, site):
            block = document.blocks[removal.block]
            guessed = document.from_text and block.kind == "heading"
            if block.kind in self.kinds or block.zone == "attached" or guessed:
                yield removal
