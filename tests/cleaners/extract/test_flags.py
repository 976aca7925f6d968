"""Flags that the text gives."""

import pytest

from cleaners.extract.flags import find_flags
from cleaners.model import Block, Dateline, Document, Flag, Kind, Link, Metadata, Removal

PROSE = "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge."


def flags(
    *texts: str, removals: tuple[Removal, ...] = (), dateline: Dateline | None = None, **more: object
) -> tuple[Flag, ...]:
    blocks = tuple(Block(i, "paragraph", "story", t) for i, t in enumerate((PROSE, *texts)))
    gone = {r.block for r in removals}
    document = Document(blocks, **more)  # type: ignore[arg-type]
    return find_flags(document, removals, [b for b in blocks if b.id not in gone], dateline)


def test_an_ordinary_story_has_no_flag() -> None:
    assert flags(PROSE, "Call the council on 020 7946 0000 before Friday.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "If you need to talk, call Samaritans on 116 123, free of charge.",
        "Trenger du noen å snakke med? Ring Mental Helse på 116 123.",
        "In the US, call or text 988 to reach the crisis line.",
    ],
)
def test_a_helpline_is_a_service(text: str) -> None:
    assert flags(text) == ("service",)


def test_the_number_alone_in_prose_is_none() -> None:
    assert flags("The town had 116 123 inhabitants in 1901 and 988 horses.") == ()


def test_a_release_services_dateline_makes_a_press_release() -> None:
    assert flags(dateline=Dateline("OSLO /PRNewswire/ --", "OSLO", "PRNewswire")) == ("press_release",)
    assert flags(dateline=Dateline("OSLO (AP) —", "OSLO", "AP")) == ()


@pytest.mark.parametrize(
    ("cleaner", "rule", "text", "expected"),
    [
        ("paywall_notice", "subscribe_to_read", "Subscribe to continue reading", ("paywalled", "truncated")),
        ("paywall_notice", "continue_reading", "Continue reading", ("truncated",)),
        ("disclosure", "label", "We may earn a commission when you buy through affiliate links.", ("affiliate",)),
        ("disclosure", "label", "Sponsored content", ("sponsored",)),
        ("disclosure", "views", "The views expressed are those of the author.", ("opinion",)),
        ("live_chrome", "label", "Follow along below.", ("live",)),
        ("share_bar", "label", "Share", ()),
    ],
)
def test_what_was_removed_tells_a_flag(cleaner: str, rule: str, text: str, expected: tuple[Flag, ...]) -> None:
    assert flags(text, removals=(Removal(1, cleaner, rule, "why"),)) == expected


@pytest.mark.parametrize(
    ("kind", "links", "expected"),
    [
        ("heading", (), ()),
        ("heading", (Link(0, 9, "https://example.org/rest"),), ("truncated",)),
        ("paragraph", (), ("truncated",)),
    ],
)
def test_a_heading_over_a_list_of_other_stories_holds_nothing_back(
    kind: Kind, links: tuple[Link, ...], expected: tuple[Flag, ...]
) -> None:
    blocks = (
        Block(0, "paragraph", "story", PROSE),
        Block(1, kind, "story", "Read more", links=links),
        Block(2, "list_item", "story", "A pier for sale at last"),
    )
    removals = (
        Removal(1, "paywall_notice", "continue_reading", "why"), Removal(2, "related_links", "listed", "why"),
    )  # fmt: skip
    assert find_flags(Document(blocks), removals, blocks[:1], None) == expected
    assert find_flags(Document(blocks), removals[:1], blocks[:1], None) == ("truncated",)


def test_metadata_and_damage_are_flagged_in_the_order_of_the_schema() -> None:
    assert flags(metadata=Metadata(flags=("live", "opinion")), degraded=("cut",)) == ("opinion", "live", "degraded")
