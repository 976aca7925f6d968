"""Who made a picture, and what it shows, where the markup does not call it a caption."""

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.cleaner import Cleaner
from cleaners.containers import inside
from cleaners.counting import count_words
from cleaners.model import Block, Document, Removal, SiteFacts

WORDS = frozenset(
    """caption-text caption-line captiontext captionline image-caption img-caption photo-caption
    picture-caption media-caption foto-caption image-description image-desc imagedescription image-subtitle
    imagesubtitle image-annotation image-credit image-copyright image-source img-credit photo-credit photo-credits
    picture-credit foto-credit photo-description photo-legend legende-photo photo-legende pie-foto pie-de-foto
    bildunterschrift bildtext bildbeschreibung bildinfo bildquelle bildnachweis absatzbild imginline image-widget
    wp-caption-text""".split()
)
"""What themes call the line below a picture. Not `image-text`: that is a picture beside a paragraph of the story."""
LINES = frozenset({"paragraph", "quote", "list_item"})
LABEL_WORDS = 3


@dataclass(frozen=True, slots=True)
class ImageCredit:
    """The cleaner; `phrases` are the rules of image_credit.toml. What the markup calls a caption is none of its
    business, and amid the story a heading is the story's, whatever it begins with."""

    phrases: Cleaner
    name: str = "image_credit"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the lines below pictures, with the field `images`."""
        for block, word in inside(document, WORDS):
            if block.kind in LINES:
                why = f"stands below a picture: it lies in an element called {word}"
                yield Removal(block.id, self.name, "container", why, field="images")
        for removal in self.phrases.find(document, site):
            if _is_line(document, document.blocks[removal.block]):
                yield removal


def _is_line(document: Document, block: Block) -> bool:
    # in a plain text a heading is only a guess at a short line
    if block.kind == "heading" and not document.from_text and document.place(block.id) == "middle":
        return block.zone == "attached" or count_words(block.text.partition(":")[0]) > LABEL_WORDS
    return block.kind in LINES or block.kind == "heading" or block.zone == "attached"
