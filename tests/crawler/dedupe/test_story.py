"""The likely original: by what the tellings say of one another, then by when they came; whatever their order."""

from dataclasses import replace
from itertools import permutations
from unittest.mock import Mock

import pytest

from crawler.dedupe.story import Member, Original, original
from crawler.dedupe.urls import url_key

WIRE = Member("wire.test/n/1", "https://wire.test/n/1", site_name="The Wire", site_domain="wire.test",
              published_at="2026-11-20T09:00:00Z", first_seen_at="2026-11-22T10:00:00Z")  # fmt: skip
EARLY = Member("early.test/a", "https://early.test/a", site_name="Early Post", site_domain="early.test",
               published_at="2026-11-20T08:00:00+00:00", first_seen_at="2026-11-22T11:00:00Z")  # fmt: skip
LATE = Member("late.test/b", "https://late.test/b", site_name="Late Post", site_domain="late.test",
              published_at="2026-11-21", first_seen_at="2026-11-22T09:00:00Z")  # fmt: skip


def judged(*members: Member) -> Original:
    """What is said of a story, which must be the same in whatever order its members come."""
    answers = {original(order) for order in permutations(members)}
    assert len(answers) == 1
    return answers.pop()


@pytest.mark.parametrize(
    ("pointer", "why"),
    [
        ({"canonical_url": "https://wire.test/n/1?utm_source=x"}, "canonical link"),
        ({"source_url": "https://www.wire.test/"}, "source link"),
        ({"republished_from": "https://wire.test/n/1"}, "republished from"),
        ({"source_name": "Wire"}, "source Wire"),
        ({"republished_from": "THE WIRE"}, "republished from THE WIRE"),
        ({"dateline_agency": "The Wire"}, "dateline The Wire"),
        ({"agency": "wire.test"}, "agency wire.test"),
    ],
    ids=lambda x: next(iter(x.items())) if isinstance(x, dict) else "",
)
def test_the_member_that_another_leads_to_is_the_original_though_a_third_is_earlier(
    pointer: dict[str, str], why: str
) -> None:
    answer = judged(WIRE, EARLY, replace(LATE, **pointer))
    assert (answer.key, answer.is_ours) == (WIRE.key, True)
    assert why in answer.reason
    assert "1 of the 2 others leads to it" in answer.reason


def test_leads_are_followed_to_their_end() -> None:
    assert judged(WIRE, replace(EARLY, source_name="The Wire"), replace(LATE, source_name="Early Post")).key == WIRE.key


def test_two_that_name_each_other_prove_nothing_and_the_first_by_date_counts() -> None:
    answer = judged(replace(WIRE, source_name="Early Post"), replace(EARLY, source_name="The Wire"))
    assert answer.key == EARLY.key


def test_a_named_source_that_is_none_of_ours_is_told_and_one_of_ours_stands_in_for_it() -> None:
    named = [replace(m, source_name="CNN") for m in (EARLY, LATE)]
    answer = judged(WIRE, *named)
    assert (answer.key, answer.source_name, answer.is_ours) == (EARLY.key, "CNN", False)
    assert answer.reason == (
        "the original is none of ours: 2 of 3 name CNN (source); it is the first by date among ours"
    )
    with_dateline = judged(WIRE, EARLY, replace(LATE, source_name="CNN", dateline_agency="CNN"))
    assert (with_dateline.key, with_dateline.is_ours) == (LATE.key, False)
    assert "dateline" in with_dateline.reason


def test_who_names_itself_as_the_source_is_the_original() -> None:
    answer = judged(replace(WIRE, dateline_agency="Wire"), EARLY, LATE)
    assert (answer.key, answer.is_ours) == (WIRE.key, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-11-20T23:30:00+05:00", "2026-11-20T19:00:00Z"),
        ("2026-11-20T19:00:00Z", "2026-11-20"),
        ("2026-11-19", "2026-11-20T00:00:00Z"),
        ("2026-11-20", None),
    ],
)
def test_without_sources_the_first_by_date_is_the_original(one: str | None, other: str | None) -> None:
    answer = judged(replace(WIRE, published_at=other), replace(LATE, published_at=one))
    assert answer.key == LATE.key
    assert "first by date" in answer.reason


def test_equals_are_told_apart_by_when_they_were_seen_then_by_key() -> None:
    same = replace(WIRE, published_at="2026-11-20")
    assert judged(same, replace(LATE, published_at="2026-11-20")).key == LATE.key
    assert judged(same, replace(same, key="a.test/1", site_name=None, site_domain=None)).key == "a.test/1"


def test_a_single_telling_is_its_own_original_unless_it_names_another() -> None:
    assert judged(WIRE) == Original(WIRE.key, "the only one that we have")
    assert judged(replace(WIRE, source_name="CNN")).is_ours is False


def test_malformed_addresses_and_dates_do_not_stop_it() -> None:
    odd = replace(LATE, canonical_url="https://[broken", source_url="::", published_at="yesterday")
    assert judged(WIRE, odd).key == WIRE.key


def test_of_a_wire_story_in_hundreds_of_papers_no_two_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Mock(side_effect=url_key)
    monkeypatch.setattr("crawler.dedupe.story.url_key", compared)
    papers = [
        replace(EARLY, key=f"paper{n}.test/a", url=f"https://paper{n}.test/a", canonical_url=f"https://paper{n}.test/a",
                site_name=f"Paper {n}", site_domain=f"paper{n}.test", agency="The Wire")
        for n in range(300)
    ]  # fmt: skip

    told = original([*papers, WIRE])

    assert (told.key, told.reason) == (WIRE.key, "300 of the 300 others lead to it: agency The Wire")
    assert compared.call_count < 5 * len(papers)
