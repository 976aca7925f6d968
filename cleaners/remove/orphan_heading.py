"""A heading whose section went: `Read more` over links that are gone, `Comments` over a form that is gone."""

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.model import Block, Document, Removal, SiteFacts


@dataclass(frozen=True, slots=True)
class OrphanHeading:
    """Takes, after the other cleaners, each heading of which nothing is left.

    A heading that had nothing of the story under it to begin with stays: a film, a picture or a chart may have stood
    there. Behind the story's end it goes."""

    name: str = "orphan_heading"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:  # noqa: ARG002
        """Proposes the headings, judged by `document.gone`."""
        gone = set(document.gone)
        blocks = [b for b in document.blocks if b.zone != "chrome" and b.id != document.title_block]
        # from the end, so that a heading over orphans only is an orphan too
        for i in reversed(range(len(blocks))):
            heading = blocks[i]
            if heading.kind != "heading" or heading.id in gone or heading.zone != "story":
                continue
            section = _section(heading, blocks[i + 1 :])
            if any(b.zone == "story" for b in section) and all(b.id in gone for b in section):
                rule, why = "section_gone", "nothing of what it headed is left"
            elif _behind_the_end(document, blocks, i, gone):
                rule, why = "behind_the_end", "heads nothing, behind the story's end"
            else:
                continue
            gone.add(heading.id)
            yield Removal(heading.id, self.name, rule, why)


def _section(heading: Block, following: list[Block]) -> list[Block]:
    """The blocks up to the next heading of the same or a higher level."""
    section: list[Block] = []
    for block in following:
        if block.kind == "heading" and (block.level or 2) <= (heading.level or 2):
            break
        section.append(block)
    return section


def _behind_the_end(document: Document, blocks: list[Block], i: int, gone: set[int]) -> bool:
    """Whether nothing is left after the heading, and something that went stands beside it. Several headings in a row
    are a list that somebody set as headings."""
    beside = [*blocks[max(0, i - 1) : i], *blocks[i + 1 : i + 2]]
    above = next((b for b in reversed(blocks[:i]) if b.id not in gone), None)
    ended = all(b.id in gone for b in blocks[i + 1 :]) and (above is None or above.kind != "heading")
    return ended and any(b.id in document.gone for b in beside)
