"""A text becomes a document: which line is the title, what is heading, list, quote, table."""

import pytest

from cleaners.extract.plaintext import read_text
from cleaners.model import Document, Hints, Site

ONE = "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge."
TWO = "Engineers had warned in March that the eastern pillar was sinking by almost a centimetre a year."
THREE = "Shopkeepers on both banks said they feared for their trade while the crossing is closed to all vehicles."


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, b.text) for b in document.blocks]


@pytest.mark.parametrize(
    "text",
    [
        f"Bridge to be repaired\n\n{ONE}\n\n{TWO}",
        f"Bridge to be repaired\n{ONE}\n{TWO}",
        f"# Bridge to be repaired\n\n{ONE}",
        f"Bridge to be repaired\n=====================\n{ONE}",
        f"\ufeffBridge to be repaired\r\n\r\n{ONE}\r\n",
    ],
    ids=["a line of its own", "one paragraph a line", "Markdown", "underlined", "BOM and CRLF"],
)
def test_the_title_line_is_found(text: str) -> None:
    document = read_text(text)
    assert document.metadata.title == "Bridge to be repaired"
    assert document.title_block == 0
    assert document.from_text
    assert next(document.blocks[i].text for i in document.story_ids) == ONE


@pytest.mark.parametrize(
    "text", [f"{ONE}\n\n{TWO}", ONE, "", "\n\n", f"By Ann Other\n\n{ONE}", "Only a line", f"Source: CNN:\n\n{ONE}"]
)
def test_a_sentence_of_the_story_is_never_made_the_title(text: str) -> None:
    document = read_text(text)
    assert document.metadata.title is None
    assert document.title_block is None


def test_the_title_that_was_given_with_the_text_is_looked_for_at_its_top() -> None:
    document = read_text(f"World\n\nBridge to be repaired.\n\n{ONE}", hints=Hints(title="Bridge to be repaired"))
    assert document.title_block == 1
    elsewhere = read_text(f"{ONE}\n\n{TWO}", hints=Hints(title="Bridge to be repaired"))
    assert (elsewhere.title_block, elsewhere.metadata.title) == (None, "Bridge to be repaired")


def test_a_short_line_between_paragraphs_is_a_heading_and_one_at_the_tail_is_not() -> None:
    document = read_text(
        f"Title\n\n{ONE}\n\nCautious optimism\n\n{TWO}\n\nSource: CNN\n\nAbout ghanamma\n\nLeave a Reply"
    )
    found = {text: kind for kind, text in kinds(document)}
    assert found["Cautious optimism"] == "heading"
    assert {found[t] for t in ("Source: CNN", "About ghanamma", "Leave a Reply")} == {"paragraph"}


def test_a_label_before_prose_is_no_heading() -> None:
    document = read_text(f"Title\n\n{ONE}\n\nRead also: The bridge\n\n{TWO}\n\nHe paused.\n\n{THREE}")
    assert [b.text for b in document.blocks if b.kind == "heading"] == ["Title"]


def test_lists_quotes_tables_and_code_are_told_apart() -> None:
    lists = "- flour\n  - rye\n- water\n\n1. first\n2. second"
    table, code = "| a | b |\n| --- | --- |\n| c | d |", "```\nx = 1\n\ny = 2\n```"
    text = f"Title\n\n{ONE}\n\n{lists}\n\n> {TWO}\n\n{table}\n\n{code}\n\n{THREE}"
    document = read_text(text)
    assert [(b.kind, b.level, b.ordered) for b in document.blocks if b.kind == "list_item"] == [
        ("list_item", 1, False),
        ("list_item", 2, False),
        ("list_item", 1, False),
        ("list_item", 1, True),
        ("list_item", 1, True),
    ]
    assert [b.text for b in document.blocks if b.kind == "quote"] == [TWO]
    assert [b.rows for b in document.blocks if b.kind == "table"] == [(("a", "b"), ("c", "d"))]
    assert [b.text for b in document.blocks if b.kind == "code"] == ["x = 1\n\ny = 2"]


def test_a_number_that_opens_a_sentence_is_no_list() -> None:
    text = f"Title\n\n{ONE}\n\n5. Mai 2024 war ein Sonntag, an dem in der ganzen Stadt niemand über die Brücke ging."
    assert [b.kind for b in read_text(text).blocks] == ["heading", "paragraph", "paragraph"]


def test_a_stanza_between_paragraphs_keeps_its_lines() -> None:
    verse = "Old stones, old river,\nthe water goes under,\nand nobody asks."
    assert ("paragraph", verse) in kinds(read_text(f"Title\n\n{ONE}\n\n{verse}\n\n{TWO}"))


def test_nothing_but_lines_of_signs_is_dropped_and_all_words_are_there() -> None:
    text = f"Title\n\n{ONE}\n\n---\n\n* * *\n\n___\n\n{TWO}"
    document = read_text(text)
    words = " ".join(b.text for b in document.blocks)
    assert ONE in words
    assert TWO in words


@pytest.mark.parametrize(
    ("url", "line", "site"),
    [
        ("https://www.ghanamma.com/a", "About ghanamma", Site("ghanamma", "ghanamma.com")),
        (
            "https://www.echos-du-fleuve.example/a",
            "À propos de Echos du Fleuve",
            Site("Echos du Fleuve", "echos-du-fleuve.example"),
        ),
        ("https://www.ghanamma.com/a", "About Kofi", Site(None, "ghanamma.com")),
        (None, "About ghanamma", Site(None, None)),
        ("not an address", "About ghanamma", Site(None, "not an address")),
    ],
)
def test_the_site_is_named_where_address_and_text_agree(url: str | None, line: str, site: Site) -> None:
    found = read_text(f"Title\n\n{ONE}\n\n{line}", url).metadata.site
    assert found.name == site.name
    if url is None or url.startswith("https"):
        assert found.domain == site.domain


@pytest.mark.parametrize(
    "text",
    ["\x00", "\ud800", "|", "> ", "- ", "```", "#", "1.", "=" * 10, "a\n===", "|\n|", ")" * 100_000, "\n" * 10_000],
)
def test_no_text_raises(text: str) -> None:
    assert isinstance(read_text(text), Document)


def test_ids_are_positions() -> None:
    assert [b.id for b in read_text(f"Title\n\n{ONE}\n\n- a\n- b").blocks] == [0, 1, 2, 3]
