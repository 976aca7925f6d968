"""Names of classes and ids: whole words only, and never the story because of its name."""

import pytest

from cleaners.containers import Containers, inside, names
from cleaners.model import NOTHING_KNOWN, Block, Document, Zone
from cleaners.phrases import PROSE

LONG = f"{PROSE[0]} {PROSE[1]}"


def document(*extra: tuple[str, Zone, tuple[str, ...]], before: int = 9, after: int = 0) -> Document:
    """A story of long paragraphs with some blocks in it: text, zone, path."""
    rows: list[tuple[str, Zone, tuple[str, ...]]] = [(LONG, "story", ("main", "p"))] * before
    rows += [*extra, *[(LONG, "story", ("main", "p"))] * after]  # type: ignore[list-item]
    return Document(tuple(Block(i, "paragraph", z, t, path=p) for i, (t, z, p) in enumerate(rows)))


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("div.author-box", "author-box"),
        ("div.mh-author-box", "author-box"),
        ("section#author-box", "author-box"),
        ("div.authorBox", "author-box"),
        ("p.author-box__text", "author-box"),
        ("div.td_block_related_posts", "related-posts"),
        ("div#respond.comment-respond", "respond"),
        ("h3#reply-title.comment-reply-title", "comment-reply-title"),
    ],
)
def test_a_name_is_found_as_a_word_or_as_the_first_or_last_parts_of_one(step: str, name: str) -> None:
    assert name in names(step)


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("div.shareholders", "share"),
        ("div.share-price-table", "share"),
        ("div.coauthor-boxing", "author-box"),
        ("div.bellowheadercontainer", "header"),
        ("div.repair-maintenance-related-articles-text", "related-articles"),
        ("h2#comments", "comments"),
        ("div.respondents", "respond"),
    ],
)
def test_a_name_inside_another_word_is_not_found(step: str, name: str) -> None:
    assert name not in names(step)


def test_a_block_beside_the_story_goes_for_its_element_s_name_alone() -> None:
    found = document(("Ama writes.", "attached", ("main", "div.author-box", "p")), before=3, after=9)
    assert [(b.id, w) for b, w in inside(found, frozenset({"author-box"}))] == [(3, "author-box")]


def test_a_short_line_of_the_story_goes_from_an_element_so_named() -> None:
    found = document(("Read this too", "story", ("main", "div.related-posts", "p")), before=3, after=9)
    assert [b.id for b, _ in inside(found, frozenset({"related-posts"}))] == [3]


def test_a_real_paragraph_in_the_middle_stays_whatever_its_element_is_called() -> None:
    found = document((LONG, "story", ("main", "div.author-box", "p")), before=3, after=9)
    assert not list(inside(found, frozenset({"author-box"}), prose=True))


def test_a_real_paragraph_at_the_end_goes_only_where_such_elements_hold_prose() -> None:
    found = document((LONG, "story", ("main", "div.author-box", "p")))
    assert [b.id for b, _ in inside(found, frozenset({"author-box"}), prose=True)] == [9]
    assert not list(inside(found, frozenset({"author-box"})))


def test_an_element_with_the_story_in_it_is_never_taken() -> None:
    rows = [*[(LONG, "story")] * 4, ("Leave a Reply", "attached")]
    blocks = tuple(Block(i, "paragraph", z, t, path=("div.comments", "p")) for i, (t, z) in enumerate(rows))  # type: ignore[arg-type]
    assert not list(inside(Document(blocks), frozenset({"comments"}), prose=True))


def test_chrome_and_an_empty_document_give_nothing() -> None:
    found = document(("Share", "chrome", ("div.share-bar",)))
    assert not list(inside(found, frozenset({"share-bar"})))
    assert not list(inside(Document(()), frozenset({"share-bar"})))


def test_the_reason_says_which_name_spoke() -> None:
    found = document(("Tweet", "attached", ("main", "div.sd-sharing", "p")))
    removals = list(
        Containers("share_bar", frozenset({"sd-sharing"}), "belongs to a share bar").find(found, NOTHING_KNOWN)
    )
    assert [(r.block, r.cleaner, r.rule) for r in removals] == [(9, "share_bar", "container")]
    assert "sd-sharing" in removals[0].why
