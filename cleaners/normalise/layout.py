"""Kept blocks → the record's blocks and its text, with each block's place in it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cleaners.model import HEAD_BLOCKS, ArticleBlock, Block, Document, Link, Removal
from cleaners.normalise.cloudflare import reveal
from cleaners.normalise.text import clean_block, cut, in_order
from cleaners.signals import fold

CELLS = " | "


def kept_blocks(document: Document, removals: Sequence[Removal]) -> list[ArticleBlock]:
    """What the removals leave of the story, the deck first, its characters in order; not yet laid out.

    What stands beside the story is removed as such (`outside_story`): a block there that is not is one that a user's
    rule kept, and it has its place in the text."""
    gone = {r.block for r in removals if r.span is None}
    spans: dict[int, list[tuple[int, int]]] = {}
    for r in removals:
        if r.span is not None:
            spans.setdefault(r.block, []).append(r.span)
    deck = deck_of(document)
    set_apart = (document.title_block, deck)
    ids = [b.id for b in document.blocks if b.zone != "chrome" and b.id not in set_apart]
    if deck is not None and document.blocks[deck].zone != "chrome":
        ids.insert(0, deck)
    blocks = (_block(document, document.blocks[i], spans.get(i, ())) for i in ids if i not in gone)
    kept = [b for b in blocks if b.text]
    if deck is not None and deck not in gone and kept and kept[0].kind == "heading":
        kept[0] = replace(kept[0], kind="paragraph", level=None)  # set as a heading, read as the first paragraph
    return kept


def deck_of(document: Document) -> int | None:
    """The block that holds the standfirst: the one that extraction found, or one of the story's first that says what
    the metadata call it."""
    if document.deck_block is not None or not document.metadata.deck:
        return document.deck_block
    wanted = fold(document.metadata.deck)
    return next((i for i in document.story_ids[:HEAD_BLOCKS] if fold(document.blocks[i].text) == wanted), None)


def _block(document: Document, block: Block, spans: Sequence[tuple[int, int]]) -> ArticleBlock:
    if block.rows and not spans:
        rows = tuple(tuple(_line(cell) for cell in row) for row in block.rows)
        rows = tuple(row for row in rows if any(row))
        text = "\n".join(CELLS.join(row) for row in rows)
        return ArticleBlock(block.kind, text, rows=rows, links=_found(block, text))
    text, links = cut(block.text, block.links, sorted(spans)) if spans else (block.text, block.links)
    if links:
        text, links = reveal(text, links)
    code = block.kind == "code"
    if code or text != in_order(document, block):
        text, links = clean_block(text, links, code=code)
    if block.kind in ("list_item", "heading") and "\n" in text:
        text = text.replace("\n", " ")  # an item is one line of the text, and so is a heading
    return ArticleBlock(block.kind, text, block.level, block.ordered, None, links)


def _line(cell: str) -> str:
    return clean_block(cell, ())[0].replace("\n", " ")


def _found(block: Block, text: str) -> tuple[Link, ...]:
    """A table's links, looked for in order in the text that its cells are printed as."""
    found: list[Link] = []
    at = 0
    for link in block.links:
        words = _line(block.text[link.start : link.end])
        start = text.find(words, at) if words else -1
        if start >= 0:
            at = start + len(words)
            found.append(Link(start, at, link.href))
    return tuple(found)


def lay_out(blocks: Iterable[ArticleBlock]) -> tuple[str, tuple[ArticleBlock, ...]]:
    """The text of the blocks (one blank line between two, the items of a list on consecutive lines, captions left
    out, one newline at the end) and the blocks with their places: text[start:end] is the block's text."""
    parts: list[str] = []
    placed: list[ArticleBlock] = []
    length = 0
    numbers: dict[int, int] = {}
    before: ArticleBlock | None = None
    for block in blocks:
        if block.kind == "caption":
            placed.append(block)
            continue
        if before is not None:
            same_list = before.kind == block.kind == "list_item" and not _new_list(before, block)
            gap = "\n" if same_list else "\n\n"
            numbers = numbers if same_list else {}
        else:
            gap = ""
        lead = gap + (_marker(block, numbers) if block.kind == "list_item" else "")
        start = length + len(lead)
        length = start + len(block.text)
        parts += [lead, block.text]
        placed.append(
            ArticleBlock(
                block.kind, block.text, block.level, block.ordered, block.rows, block.links, start=start, end=length
            )
        )
        before = block
    return ("".join(parts) + "\n" if parts else ""), tuple(placed)


def _new_list(before: ArticleBlock, block: ArticleBlock) -> bool:
    return (before.level or 1) == (block.level or 1) == 1 and before.ordered != block.ordered


def _marker(block: ArticleBlock, numbers: dict[int, int]) -> str:
    """`- ` or the item's number, two spaces in for each level; counts in `numbers`, level → last number."""
    level = block.level or 1
    for deeper in [k for k in numbers if k > level]:
        del numbers[deeper]
    numbers[level] = numbers.get(level, 0) + 1
    return "  " * (level - 1) + (f"{numbers[level]}. " if block.ordered else "- ")
