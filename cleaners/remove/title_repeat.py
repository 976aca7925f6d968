"""The headline once more, in the story's head or behind its end, alone or with the site's name behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.counting import count_words
from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.normalise.names import key
from cleaners.signals import shown

SUFFIX = re.compile(r"(?:(?<!\s)\s++[-–—·•|｜:»›]|[|｜:»›])\s*(?P<rest>[^|]{2,60})$")
"""What parts the headline from a site's name. (Spaces are looked at from their first one alone: else a long row of them
costs its square.)"""
SUFFIX_WORDS = 6
BEGIN = 40
"""Characters that tell most blocks from the headline."""
LONGEST = 1000
"""Characters; a longer text is no headline with a name behind it."""


@dataclass(frozen=True, slots=True)
class TitleRepeat:
    """Takes a block that says only what the title says. The title's own block is not touched."""

    name: str = "title_repeat"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:  # noqa: ARG002
        """Proposes the copies, with the field `title`."""
        titles = _titles(document)
        for block in shown(document):
            if block.id == document.title_block or block.kind in ("caption", "table"):
                continue
            last = bool(document.story_ids) and block.id >= document.story_ids[-1]
            if block.zone == "story" and document.place(block.id) != "head" and not last:
                continue
            if rule := _repeats(block, titles):
                yield Removal(block.id, self.name, rule, "says the headline again", field="title")


def _titles(document: Document) -> tuple[str, ...]:
    own = document.blocks[document.title_block].text if document.title_block is not None else None
    return tuple(filter(None, (key(document.metadata.title), key(own))))


def _repeats(block: Block, titles: tuple[str, ...]) -> str | None:
    begin = key(block.text[:BEGIN])
    if not (begin.startswith(titles) or any(title.startswith(begin) for title in titles)):
        return None
    if key(block.text) in titles:
        return "same"
    cut = SUFFIX.search(block.text) if len(block.text) <= LONGEST else None
    if cut and count_words(cut["rest"]) <= SUFFIX_WORDS and key(block.text[: cut.start()]) in titles:
        return "with_suffix"
    return None
