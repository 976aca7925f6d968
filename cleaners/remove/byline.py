"""Who wrote it, said once more at the story's ends: the names go to the record.

A word such as `by` opens many lines that are no bylines, so a name must follow it: one that reads as a person's, or
in the head of the story one that the page's own metadata give as its author.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.cleaner import Cleaner
from cleaners.containers import inside
from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.normalise.names import key, persons
from cleaners.signals import SHORT_WORDS, TINY_WORDS, derived, shown, words

ELEMENTS = frozenset(
    """byline author-name post-author entry-author article-author story-author posted-by author-line meta-author
    written-by by-author author-info""".split()
)
BOXES = frozenset(
    "author-box authorbox about-author about-the-author author-bio author-biography author-card author-profile".split()
)
"""In these a name is the heading of what is told of the writer, no byline."""
TAIL_WORDS = 6
"""Behind the story `da`, `di`, `na` open sentences too: without a colon a byline is no longer than this."""
WHY = "says who wrote the story; the names go to the record"


@dataclass(frozen=True, slots=True)
class Byline:
    """Takes a line that names the story's author, where it stands before or after the story."""

    phrases: Cleaner
    name: str = "byline"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the lines, with the field `authors`."""
        for removal in self.phrases.find(document, site):
            block = document.blocks[removal.block]
            if _names_someone(document, block) and not _listed(document, block):
                yield removal
        boxed = {block.id for block, _ in inside(document, BOXES, prose=True)}
        for block, word in inside(document, ELEMENTS):
            if block.id not in boxed and words(document, block) <= SHORT_WORDS and persons(block.text):
                why = f"{WHY}: it lies in an element called {word}"
                yield Removal(block.id, self.name, "element", why, field="authors")
        authors = {key(a) for a in document.metadata.authors}
        for block in shown(document) if authors else ():
            if _is_author(document, block, authors):
                yield Removal(block.id, self.name, "known_author", WHY, field="authors")


def _names_someone(document: Document, block: Block) -> bool:
    if block.kind == "heading":
        return False
    if document.place(block.id) == "tail" and len(block.text.split()) > TAIL_WORDS and ":" not in block.text:
        return False
    if persons(block.text):
        return True
    # `By The Associated Press`, `Par AFP` under the headline: an agency is nobody, and still the author
    named = block.text.split()[1:]
    return document.place(block.id) == "head" and 0 < len(named) <= 4 and all(word[0].isupper() for word in named)


def _listed(document: Document, block: Block) -> bool:
    """Whether other lines begin with the same label: `Author: X` in a list of books."""

    def labels() -> Counter[str]:
        lines = (b.text.partition(":") for b in document.blocks if b.zone == "story" and ":" in b.text)
        return Counter(label for label, _, _ in lines)

    label, colon, _ = block.text.partition(":")
    others = derived(document, "labels", labels)[label] - (block.zone == "story")
    return bool(colon) and others > 0


def _is_author(document: Document, block: Block, authors: set[str]) -> bool:
    if block.kind == "caption" or document.place(block.id) != "head":
        return False
    if words(document, block) > TINY_WORDS or block.text.rstrip().endswith((".", "!", "?", ":")):
        return False
    named = persons(block.text)
    return bool(named) and all(key(n) in authors for n in named)
