"""A line that names the author goes to the record; a sentence that opens with the same word stays."""

import pytest

from cleaners.model import NOTHING_KNOWN, Block, Document, Kind, Metadata, Zone
from cleaners.phrases import PROSE, prove, read
from cleaners.remove.byline import Byline

PHRASES = read("byline")[0]
CLEANER = Byline(PHRASES)


def rules(
    line: str,
    at: int = 0,
    *,
    kind: Kind = "paragraph",
    zone: Zone = "story",
    path: tuple[str, ...] = ("p",),
    authors: tuple[str, ...] = (),
) -> set[tuple[str, str | None]]:
    """Rule and field of each proposal for the line, standing before the story's paragraph number `at` of twelve."""
    texts = [PROSE[i % 3] for i in range(12)]
    blocks = [Block(i, "paragraph", "story", t, path=("p",)) for i, t in enumerate(texts[:at])]
    blocks.append(Block(at, kind, zone, line, path=path))
    blocks += [Block(at + 1 + i, "paragraph", "story", t, path=("p",)) for i, t in enumerate(texts[at:])]
    document = Document(tuple(blocks), Metadata(authors=authors))
    return {(r.rule, r.field) for r in CLEANER.find(document, NOTHING_KNOWN) if r.block == at}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("line", ["By Ann Ota", "Von Anna Anders", "Par Anne Autre", "By The Associated Press"])
def test_under_the_headline_it_goes(line: str) -> None:
    assert ("label", "authors") in rules(line)


@pytest.mark.parametrize(
    "line", ["By and large", "By sunset nobody was left on the bridge", "Por ahora", "Di sera", "By the numbers"]
)
def test_no_name_no_byline(line: str) -> None:
    assert not rules(line)


def test_a_subheading_that_opens_like_a_byline_stays() -> None:
    assert not rules("By Popular Demand", kind="heading")


@pytest.mark.parametrize("line", ["By: Ann Ota", "作者：王小明", "By Ann Ota"])
def test_behind_the_story_it_goes_too(line: str) -> None:
    assert ("label", "authors") in rules(line, 12)


def test_behind_the_story_a_sentence_stays() -> None:
    assert not rules("Da der Darm und die Psyche eng verbunden sind", 12)


def test_amid_the_story_it_stays() -> None:
    assert not rules("By Ann Ota", 6)


def test_a_name_that_the_page_gives_as_its_author_needs_no_word() -> None:
    assert ("known_author", "authors") in rules("Ann Ota, Political Editor", authors=("Ann Ota",))
    assert not rules("Bo Else", authors=("Ann Ota",))
    assert not rules("Ann Ota", 6, authors=("Ann Ota",))


def test_an_element_called_byline_is_believed_where_it_names_a_person() -> None:
    assert ("element", "authors") in rules("Ann Ota, Porto", zone="attached", path=("div.byline", "p"))
    assert not rules("12 comments", zone="attached", path=("div.byline", "p"))


def test_a_name_in_the_writer_s_box_is_left_to_who_knows_boxes() -> None:
    name = ("div.about-author", "div.author-info", "h3.author-name")
    assert not rules("Ann Ota", at=12, kind="heading", zone="attached", path=name)
    assert rules("Ann Ota", at=12, zone="attached", path=("div.entry", "p.author-name"))


def test_a_list_of_books_keeps_its_authors() -> None:
    story = [PROSE[0], "Author: Ann Ota", PROSE[1], "Author: Bo Else", *PROSE]
    document = Document(tuple(Block(i, "paragraph", "story", t) for i, t in enumerate(story)))
    assert not list(CLEANER.find(document, NOTHING_KNOWN))
