"""A heading goes with the last of its section, and only with it."""

from cleaners.model import NOTHING_KNOWN, Block, Document, Kind, Zone
from cleaners.phrases import PROSE
from cleaners.remove.orphan_heading import OrphanHeading

Line = tuple[Kind, int | None, str]


def heading(text: str, level: int = 2) -> Line:
    return "heading", level, text


def removed(*lines: Line | str, gone: set[str], attached: set[str] = frozenset()) -> dict[str, str]:  # type: ignore[assignment]
    """Text of each heading that goes → its rule, where the lines of `gone` went before."""
    rows: list[Line] = [line if isinstance(line, tuple) else ("paragraph", None, line) for line in lines]
    zones: list[Zone] = ["attached" if text in attached else "story" for _, _, text in rows]
    blocks = tuple(Block(i, k, zones[i], t, level=n) for i, (k, n, t) in enumerate(rows))
    document = Document(blocks, gone=frozenset(b.id for b in blocks if b.text in gone))
    return {blocks[r.block].text: r.rule for r in OrphanHeading().find(document, NOTHING_KNOWN)}


def test_a_heading_goes_when_its_whole_section_went() -> None:
    lines = (PROSE[0], heading("More on this"), "link one", "link two", heading("The bridge"), PROSE[1])
    assert removed(*lines, gone={"link one", "link two"}) == {"More on this": "section_gone"}


def test_it_stays_while_one_paragraph_is_left() -> None:
    assert not removed(PROSE[0], heading("The bridge"), PROSE[1], "link one", gone={"link one"})


def test_a_heading_over_orphans_is_an_orphan() -> None:
    lines = (PROSE[0], heading("More", 2), heading("From the web", 3), "link one", heading("End", 2), PROSE[1])
    assert set(removed(*lines, gone={"link one"})) == {"More", "From the web"}


def test_a_heading_over_a_section_with_a_kept_subsection_stays() -> None:
    lines = (heading("The bridge", 2), "ad", heading("Its pillars", 3), PROSE[0])
    assert not removed(*lines, gone={"ad"})


def test_a_heading_that_never_had_content_stays() -> None:
    assert not removed(PROSE[0], heading("Watch it fall"), heading("What next"), PROSE[1], gone=set())


def test_a_heading_over_what_the_story_never_held_stays() -> None:
    lines = (PROSE[0], heading("The numbers"), "chart", heading("What next"), PROSE[1])
    assert not removed(*lines, gone={"chart"}, attached={"chart"})


def test_behind_the_end_an_empty_heading_goes_after_blocks_that_went() -> None:
    assert removed(PROSE[0], "Share this", heading("Comments"), gone={"Share this"}) == {"Comments": "behind_the_end"}


def test_a_list_set_as_headings_stays_though_links_behind_it_went() -> None:
    lines = (PROSE[0], heading("My boots"), heading("My sandals"), "link one")
    assert not removed(*lines, gone={"link one"}, attached={"link one"})


def test_a_last_heading_after_the_story_s_own_text_stays() -> None:
    assert not removed(PROSE[0], heading("To be continued"), gone=set())


def label(text: str, path: str, *behind: str) -> set[str]:
    """What goes of a story's end: the label in that element, and what stood behind it and is gone."""
    texts = (PROSE[0], text, *behind)
    blocks = tuple(
        Block(i, "paragraph", "story", t, path=("p", path) if t == text else ("p",)) for i, t in enumerate(texts)
    )
    document = Document(blocks, gone=frozenset(b.id for b in blocks if b.text in behind))
    return {blocks[r.block].text for r in OrphanHeading().find(document, NOTHING_KNOWN)}


def test_a_label_in_heavy_type_with_nothing_left_behind_it_goes() -> None:
    assert label("In our gallery:", "strong", "link one") == {"In our gallery:"}


def test_a_plain_line_and_a_sentence_at_the_end_stay() -> None:
    assert not label("And then he said:", "p", "link one")
    assert not label("He never came back.", "strong")
    assert not label("Sources in English, German and Danish, as of May:", "strong")
