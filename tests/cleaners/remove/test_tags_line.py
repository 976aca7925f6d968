"""Tags go to their field; labels go without one; topics of a story stay."""

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read
from cleaners.remove.tags_line import TagsLine

PHRASES = read("tags_line")[0]


def found(**example: object) -> set[tuple[str, str | None]]:
    document, block = probe(example)
    return {(r.rule, r.field) for r in TagsLine(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


def test_a_line_with_tags_names_their_field() -> None:
    assert found(text="Tags: bridges, council") == {("tags", "tags")}


def test_a_label_alone_has_nothing_for_the_field() -> None:
    assert found(text="Tags:") == {("label", None)}
    assert found(text="Tagged:", zone="attached", path="div.post-tags span") == {("container", None), ("label", None)}


def test_a_tag_in_a_box_of_tags_names_the_field() -> None:
    assert ("container", "tags") in found(
        text="bridges", zone="attached", path="div.post-tags ul li", kind="list_item", link=True
    )


def test_links_to_pages_of_tags_need_no_word_in_any_language() -> None:
    assert found(text="ხიდები", link=True, href="https://example.org/tag/bridges/") == {("linked_tags", "tags")}


def test_a_link_to_a_story_under_a_topic_is_no_tag() -> None:
    assert not found(text="How we tested the bridges", link=True, href="https://example.org/topics/bridges/how-we-test")
    assert not found(text="Results", link=True, href="https://example.org/topics/bridges/best#results")


def test_a_link_to_a_tag_in_the_story_stays() -> None:
    assert not found(text="Bridges", link=True, href="https://example.org/tag/bridges/", place="middle")
