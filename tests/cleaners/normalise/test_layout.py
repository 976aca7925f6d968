"""The text is exactly the blocks, and every offset is right."""

from cleaners.model import ArticleBlock, Block, Document, Link, Metadata, Removal
from cleaners.normalise.layout import kept_blocks, lay_out


def lines(*blocks: ArticleBlock) -> str:
    text, placed = lay_out(blocks)
    for block in placed:
        assert (block.start is None) == (block.kind == "caption")
        assert block.start is None or text[block.start : block.end] == block.text
    return text


def item(text: str, level: int = 1, *, ordered: bool = False) -> ArticleBlock:
    return ArticleBlock("list_item", text, level, ordered)


def test_one_blank_line_between_blocks_and_one_newline_at_the_end() -> None:
    blocks = (ArticleBlock("heading", "A", 2), ArticleBlock("paragraph", "b\nc"), ArticleBlock("quote", "d"))
    assert lines(*blocks) == "A\n\nb\nc\n\nd\n"


def test_no_blocks_are_no_text() -> None:
    assert lines() == ""


def test_the_items_of_a_list_stand_on_consecutive_lines() -> None:
    assert (
        lines(ArticleBlock("paragraph", "p"), item("a"), item("b"), ArticleBlock("paragraph", "q"))
        == "p\n\n- a\n- b\n\nq\n"
    )


def test_each_list_counts_from_one_and_each_level_for_itself() -> None:
    first = [
        item("a", ordered=True),
        item("x", 2, ordered=True),
        item("y", 2, ordered=True),
        item("b", ordered=True),
        item("z", 2, ordered=True),
    ]
    text = lines(*first, ArticleBlock("paragraph", "p"), item("c", ordered=True))
    assert text == "1. a\n  1. x\n  2. y\n2. b\n  1. z\n\np\n\n1. c\n"


def test_a_numbered_list_after_a_plain_one_is_another_list() -> None:
    assert lines(item("a"), item("b", ordered=True)) == "- a\n\n1. b\n"


def test_captions_stay_as_blocks_without_a_place_in_the_text() -> None:
    assert (
        lines(ArticleBlock("paragraph", "a"), ArticleBlock("caption", "Photo"), ArticleBlock("paragraph", "b"))
        == "a\n\nb\n"
    )


def test_a_caption_inside_a_list_does_not_end_it() -> None:
    assert lines(item("a", ordered=True), ArticleBlock("caption", "x"), item("b", ordered=True)) == "1. a\n2. b\n"


def document(*blocks: Block, **more: object) -> Document:
    return Document(blocks, **more)  # type: ignore[arg-type]


def test_a_tables_rows_are_lines_of_cells_and_its_links_are_found_in_them() -> None:
    rows = (("Item\u00a0", "Price"), ("", ""), ("Bread\nwhite", "2"))
    table = Block(0, "table", "story", "Item Price Bread white 2", rows=rows, links=(Link(11, 16, "x"),))
    (found,) = kept_blocks(document(table), [])
    assert found.text == "Item | Price\nBread white | 2"
    assert found.rows == (("Item", "Price"), ("Bread white", "2"))
    assert [found.text[k.start : k.end] for k in found.links] == ["Bread"]


def test_removed_blocks_and_spans_are_out_and_the_rest_is_tidy() -> None:
    text = "One fact. Sign up here. Two facts."
    blocks = (
        Block(0, "paragraph", "story", text),
        Block(1, "paragraph", "story", "Share"),
        Block(2, "paragraph", "chrome", "Menu"),
    )
    removals = [Removal(0, "c", "r", "w", span=(10, 24)), Removal(1, "c", "r", "w")]
    assert [b.text for b in kept_blocks(document(*blocks), removals)] == ["One fact. Two facts."]


def test_what_a_rule_of_the_user_s_keeps_beside_the_story_stands_in_its_place() -> None:
    blocks = (
        Block(0, "paragraph", "story", "Before."),
        Block(1, "paragraph", "attached", "The box."),
        Block(2, "paragraph", "attached", "The bar."),
        Block(3, "paragraph", "story", "After."),
        Block(4, "paragraph", "chrome", "The frame."),
    )
    bar = Removal(2, "outside_story", "not_voted", "stands beside the story")
    assert [b.text for b in kept_blocks(document(*blocks), [bar])] == ["Before.", "The box.", "After."]


def test_the_deck_is_first_and_the_title_is_not_there() -> None:
    blocks = (
        Block(0, "heading", "story", "Title", 1),
        Block(1, "paragraph", "story", "Body."),
        Block(2, "paragraph", "attached", "Deck."),
    )
    assert [b.text for b in kept_blocks(document(*blocks, title_block=0, deck_block=2), [])] == ["Deck.", "Body."]


def test_a_standfirst_that_the_metadata_name_is_moved_up_once() -> None:
    blocks = (Block(0, "paragraph", "story", "Body."), Block(1, "paragraph", "story", "The  deck."))
    found = kept_blocks(document(*blocks, metadata=Metadata(deck="The deck.")), [])
    assert [b.text for b in found] == ["The deck.", "Body."]


def test_a_deck_that_is_set_as_a_heading_is_a_paragraph() -> None:
    blocks = (Block(0, "heading", "story", "Deck.", 2), Block(1, "paragraph", "story", "Body."))
    assert [b.kind for b in kept_blocks(document(*blocks, deck_block=0), [])] == ["paragraph", "paragraph"]


def test_a_removed_deck_stays_removed() -> None:
    blocks = (Block(0, "paragraph", "story", "Deck."), Block(1, "paragraph", "story", "Body."))
    assert [b.text for b in kept_blocks(document(*blocks, deck_block=0), [Removal(0, "c", "r", "w")])] == ["Body."]
