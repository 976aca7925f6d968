"""A text becomes a document: which line is the title, what is heading, list, quote, table."""

from collections import Counter

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
    "title",
    [
        "12 killed in bus crash near Harlow",
        "5 minutes that changed the river for ever",
        "100 Jahre Bauhaus",
        "Von der Leyen reist nach Kiew",
        "VON DER LEYEN REIST NACH KIEW",
        "Por qué sube el precio del aceite",
        "Par ici la sortie",
        "Di Maio lascia il partito",
        "By train through the Alps",
        "Updated rules for e-bikes",
        "Sources say that the bridge will fall",
        "The year in review 2023",
        "The attack of 11 September 2001",
        "Ukraine: what we know",
        "Just a moment...",
    ],
)
def test_a_title_may_begin_or_end_as_a_byline_or_a_date_does(title: str) -> None:
    assert read_text(f"{title}\n\n{ONE}\n\n{TWO}").metadata.title == title


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Other",
        "Von Anna Müller, Berlin",
        "BY JANE DOE",
        "By Jane Doe and John Smith, staff writers",
        "Par Jean-Luc Durand avec AFP",
        "Door Piet de Vries",
        "Автор: Иван Петров",
        "作者：王明",
        "By Reuters",
        "By Jane Doe | 5 May 2024",
        "Monday, 5 May 2024",
        "Updated: 5 May 2024 at 10:15",
        "2024年5月3日 10:15",
        "le 3 mai 2024",
        "May 2024",
        "5 min read",
        "3 hours ago",
        "Source: CNN",
        "Quelle: dpa",
    ],
)
def test_a_byline_a_date_or_a_source_is_no_title(line: str) -> None:
    assert read_text(f"{line}\n\n{ONE}\n\n{TWO}").metadata.title is None


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


@pytest.mark.parametrize(
    ("given", "instant"),
    [
        ("Mon, 05 Sep 2016 10:00:00 GMT", "2016-09-05T10:00:00+00:00"),
        ("2016-09-05", "2016-09-05"),
        ("garbage", None),
        ("", None),
    ],
)
def test_a_date_that_was_given_is_read_as_one(given: str, instant: str | None) -> None:
    metadata = read_text(ONE, hints=Hints(published_at=given)).metadata
    assert metadata.published_at == instant
    assert [e.field for e in metadata.evidence] == (["published_at"] if instant else [])


@pytest.mark.parametrize("above", ["By Jane Doe", "5 May 2024", "By Jane Doe\n\n5 May 2024"])
def test_a_title_may_stand_under_its_byline(above: str) -> None:
    document = read_text(f"{above}\n\nOld bridge to be repaired\n\n{ONE}\n\n{TWO}")
    assert document.metadata.title == "Old bridge to be repaired"
    assert document.title_block == above.count("\n\n") + 1


@pytest.mark.parametrize("under", ["Political Correspondent", "in Sundbury", TWO])
def test_a_role_a_place_or_a_sentence_under_a_byline_is_no_title(under: str) -> None:
    assert read_text(f"By Jane Doe\n\n{under}\n\n{ONE}").metadata.title is None


def test_authors_that_were_given_are_read_as_bylines() -> None:
    given = ("by Ada Brook", "Jane Doe and\nJohn Smith", "admin", "Ada Brook")
    metadata = read_text(ONE, hints=Hints(title=" A\n title ", authors=given)).metadata
    assert (metadata.title, metadata.authors) == ("A title", ("Ada Brook", "Jane Doe", "John Smith"))
    assert read_text(ONE, hints=Hints(authors=("x\ny",))).metadata.authors == ()


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


def test_a_quote_of_several_paragraphs_is_one_quote_for_each() -> None:
    text = f"Title\n\n{ONE}\n\n> This is a great day.\n>\n> A very great day.\n>> Said twice.\n\n{TWO}\n> So it is."
    quotes = [b.text for b in read_text(text).blocks if b.kind == "quote"]
    assert quotes == ["This is a great day.", "A very great day.\nSaid twice.", "So it is."]


def test_a_poem_s_last_stanza_keeps_its_lines_too() -> None:
    stanzas = ["Old stones, old river,\nthe water goes under,\nand nobody asks.", "New stones,\nnew river,\nold water."]
    document = read_text("\n\n".join(["Title", ONE, *stanzas]))
    assert [b.text for b in document.blocks[2:]] == stanzas


def test_a_list_that_stands_further_in_is_no_deeper() -> None:
    text = f"Title\n\n{ONE}\n\n  * flour\n    - rye\n      - dark\n\n  * water\n\n{TWO}\n\n- salt"
    assert [b.level for b in read_text(text).blocks if b.kind == "list_item"] == [1, 2, 3, 1, 1]


def test_inline_markdown_becomes_links_and_plain_words() -> None:
    text = f"Title\n\n{ONE}\n\nThe **old** bridge [over _the_ river](/bridge) is *closed*, see <https://e.example/b>."
    block = read_text(text, "https://e.example/a").blocks[2]
    assert block.text == "The old bridge over the river is closed, see https://e.example/b."
    assert [(block.text[k.start : k.end], k.href) for k in block.links] == [
        ("over the river", "https://e.example/bridge"),
        ("https://e.example/b", "https://e.example/b"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Alle Leser*innen und Kolleg*innen lesen mit.",
        "He said f*** and then s***, twice.",
        "Fields marked * are required, those with ** are not.",
        "It is 2 * 3 * 4 metres, in snake_case and __init__.py too",
        "He [the mayor] (see above) left [sic](and so on).",
        "[1]: a note, a[1](2)",
    ],
)
def test_signs_that_are_no_markup_stay(line: str) -> None:
    assert read_text(f"Title\n\n{ONE}\n\n{line}").blocks[2].text == line


@pytest.mark.parametrize(
    "text",
    [
        f"Title\n\n{ONE}\n\n> one\n>\n> two\n> - three\n\nX wrote:\n> four\n\n- five\n  1. six\n\n| a | b |\n| c |",
        f"Title\n\n{ONE}\n\n~~~\ncode\n\n> more\n",
        f"{ONE}\n\n```not a fence``` but words\n\n# Heading #\n\nUnder\n-----\nlined",
        f"From: Jane Doe <jane@e.example>\nSubject: Bridge\n\n{ONE}\n\n-- \nJane\n\nThe Bridge",
        f"<b>Title</b>\n\n{ONE}\n\n![a picture](/a.png) and ![](/b.png) **and _more_**",
    ],
    ids=["quotes and lists", "open code", "headings", "a mail", "inline"],
)
def test_every_letter_of_a_text_is_in_a_block_or_the_title(text: str) -> None:
    document = read_text(text)
    held = "".join(b.text + " ".join(k.href for k in b.links) for b in document.blocks) + (
        document.metadata.title or ""
    )
    missing = Counter(filter(str.isalpha, text)) - Counter(filter(str.isalpha, held))
    assert not missing


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
