"""A heading whose section went: `Read more` over links that are gone, `Comments` over a form that is gone; a label at
the very end."""

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.signals import shown, tags, words

LABEL_WORDS = 7
HEAVY = frozenset({("strong",), ("b",), ("em",), ("i",), ("u",)})


@dataclass(frozen=True, slots=True)
class OrphanHeading:
    """Takes, after the other cleaners, each heading of which nothing is left.

    A heading that had nothing of the story under it to begin with stays: a film, a picture or a chart may have stood
    there. Behind the story's end it goes."""

    name: str = "orphan_heading"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:  # noqa: ARG002
        """Proposes the headings, judged by `document.gone`."""
        gone = set(document.gone)
        blocks = [b for b in shown(document) if b.id != document.title_block]
        for label in _dangling(document, blocks):
            gone.add(label.id)
            yield Removal(label.id, self.name, "dangling", "a label with nothing behind it")
        above = _left_above(blocks, document.gone)
        ended = True
        # from the end, so that a heading over orphans only is an orphan too
        for i in reversed(range(len(blocks))):
            heading = blocks[i]
            if heading.kind == "heading" and heading.zone == "story" and heading.id not in gone:
                if _section_gone(blocks, i, gone):
                    rule, why = "section_gone", "nothing of what it headed is left"
                elif ended and _beside_gone(document, blocks, i) and _no_heading(above[i]):
                    rule, why = "behind_the_end", "heads nothing, behind the story's end"
                else:
                    ended = False
                    continue
                gone.add(heading.id)
                yield Removal(heading.id, self.name, rule, why)
            ended = ended and heading.id in gone


def _dangling(document: Document, blocks: list[Block]) -> Iterator[Block]:
    """The last lines left that lead to nothing: `Photos:` over what went, in heavy type."""
    for block in reversed(blocks):
        if block.id in document.gone:
            continue
        label = block.text.rstrip().endswith((":", "：")) and words(document, block) <= LABEL_WORDS
        if block.kind != "paragraph" or not label or block.links or tags(block)[-1:] not in HEAVY:
            return
        yield block


def _beside_gone(document: Document, blocks: list[Block], i: int) -> bool:
    return any(b.id in document.gone for b in (*blocks[max(0, i - 1) : i], *blocks[i + 1 : i + 2]))


def _no_heading(above: Block | None) -> bool:
    """Several headings in a row are a list that somebody set as headings."""
    return above is None or above.kind != "heading"


def _left_above(blocks: list[Block], gone: frozenset[int]) -> list[Block | None]:
    """For each block the nearest above it that is left."""
    found: list[Block | None] = [None]
    for block in blocks:
        found.append(found[-1] if block.id in gone else block)
    return found


def _section_gone(blocks: list[Block], i: int, gone: set[int]) -> bool:
    """Whether something of the story stood under the heading, before the next of the same or a higher level, and
    nothing of that is left."""
    stood = False
    for n in range(i + 1, len(blocks)):
        block = blocks[n]
        if block.kind == "heading" and (block.level or 2) <= (blocks[i].level or 2):
            break
        if block.id not in gone:
            return False
        stood = stood or block.zone == "story"
    return stood
