"""What stands beside the story and is no known kind of noise: named all the same, for nothing vanishes."""

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.model import Document, Removal, SiteFacts


@dataclass(frozen=True, slots=True)
class OutsideStory:
    """Takes every block of zone attached. Last in the catalogue: who knows more of a block names it first."""

    name: str = "outside_story"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:  # noqa: ARG002
        """Proposes the blocks of zone attached."""
        why = "stands beside the story: the extractor left it out and it does not read as its prose"
        for block in document.blocks:
            if block.zone == "attached":
                yield Removal(block.id, self.name, "not_voted", why)
