"""Stories in the store: the same ones whatever the order, under ids that stay."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from pathlib import Path
from unittest.mock import Mock

import pytest

from cleaners.model import Block, Cleaned, Document, Site, Source, Verdict
from crawler.dedupe import url_key
from crawler.dedupe.near import fingerprint, likeness
from crawler.outcome import Outcome
from crawler.store import Ending, Store
from crawler.store.stories import Stories
from tests.crawler.databases import Database
from tests.crawler.store.test_store import article

ARTICLES = sorted((Path(__file__).resolve().parents[3] / "fixtures/demo/articles").glob("*.txt"))
FIRST, SECOND, THIRD = (file.read_text(encoding="utf-8") for file in ARTICLES[:3])
LONG = f"{FIRST}\n\n{SECOND}"
"""A text that holds two others: it links them."""


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    seconds = count()
    with database.open(clock=lambda: datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=next(seconds))) as opened:
        yield opened


def add(store: Store, site: str, text: str, source: Source | None = None, *, again: bool = False) -> str:
    """Store an article of a site and place it, as a crawl does; its story's id."""
    url = f"https://{site}.test/a"
    record = replace(article(url, text), site=Site(site.title(), f"{site}.test"), source=source, fetched_at=None)
    cleaned = Cleaned(record, Document((Block(0, "paragraph", "story", text),)), (), Verdict("article"))
    outcome = Outcome(url, "stored", "", result=cleaned, change="changed" if again else "new")
    with store.together():
        store.settle(Ending(outcome))
        return Stories(store).place(url_key(url), fingerprint(text))


def told(store: Store) -> set[frozenset[str]]:
    """The stories as sets of sites."""
    return {frozenset(str(m.site_domain) for m in s.members) for s in Stories(store).all()}


def test_reposts_are_one_story_and_the_original_is_named_with_the_reason(store: Store) -> None:
    ids = [
        add(store, "repost", f"HARBOUR TOWN (Wire) - {FIRST}", Source("Courier", None, "Source: Courier")),
        add(store, "courier", FIRST),
        add(store, "other", SECOND),
        add(store, "cut", FIRST[: len(FIRST) // 2]),
    ]
    assert ids[0] == ids[1] == ids[3] != ids[2]
    (story,) = Stories(store).all()
    assert {m.key for m in story.members} == {"repost.test/a", "courier.test/a", "cut.test/a"}
    assert story.original.key == "courier.test/a"
    assert story.original.reason == "1 of the 2 others leads to it: source Courier"
    assert [m.key for m in getattr(Stories(store).of(ids[2]), "members", ())] == ["other.test/a"]
    assert Stories(store).of("unknown") is None


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_order_in_which_articles_come_makes_no_difference(database: Database, order: Sequence[int]) -> None:
    sites = (("one", FIRST), ("two", SECOND), ("both", LONG), ("apart", THIRD))
    with database.open() as store:
        for n in order:
            add(store, *sites[n])
        assert told(store) == {frozenset({"one.test", "two.test", "both.test"})}


def test_stories_that_prove_to_be_one_go_on_under_the_older_id(store: Store) -> None:
    older, younger = add(store, "one", FIRST), add(store, "two", SECOND)
    assert older != younger
    assert add(store, "both", LONG) == older
    assert Stories(store).of(younger) is None
    assert add(store, "three", SECOND) == older


TEMPLATE = """{0} council approved a budget of {1} million crowns for its {2} late on Tuesday, after a debate that went
on for more than six hours and in which nearly every speaker asked for more time. The mayor, {3}, called the vote
a great relief for all who had waited for it, and said that the first of the works would begin before the end
of the winter. The opposition, led by {4}, voted against the plan because it found the loan too large for a
town of that size. A second vote will be held when the region has said what it will pay, and nobody expects
that to come before the middle of the spring. Residents can look at the plans in the town hall on each working
day, and write down there what they think of them."""


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_cut_copy_that_is_like_two_of_one_template_goes_to_that_which_it_is_most_like_and_links_them_not(
    database: Database, order: Sequence[int]
) -> None:
    one = TEMPLATE.format("Aldermoor", 14, "harbour", "Marta Oduya", "Teodor Lindqvist")
    other = TEMPLATE.format("Brackwater", 31, "library", "Sigrid Amundsen", "Pavel Novak")
    cut = one.partition("The mayor,")[2].replace(" Marta Oduya,", "").replace("led by Teodor Lindqvist, ", "")
    cut = f"Aldermoor. The mayor{cut}"
    sites = (("one", one), ("other", other), ("cut", cut))
    assert likeness(fingerprint(cut).signature, fingerprint(other).signature).is_copy, "the case is one"
    with database.open() as store:
        for n in order:
            add(store, *sites[n])
        assert told(store) == {frozenset({"one.test", "cut.test"})}
        assert len({r["story_id"] for r in store.articles()}) == 2


def test_ids_and_what_was_said_stay_when_a_store_is_opened_again(store: Store, database: Database) -> None:
    story = add(store, "one", FIRST)
    add(store, "two", f"{FIRST}\n\nMore of our news.")
    before = list(Stories(store).all())
    store.close()
    with database.open() as again:
        assert list(Stories(again).all()) == before
        assert add(again, "three", FIRST) == story


def test_the_same_text_placed_again_changes_nothing(store: Store) -> None:
    story = add(store, "one", FIRST)
    add(store, "two", FIRST)
    before = list(Stories(store).all())
    with store.together():
        assert Stories(store).place("two.test/a", fingerprint(FIRST)) == story
    assert list(Stories(store).all()) == before


def test_an_article_with_a_new_text_leaves_its_story_and_finds_another(store: Store) -> None:
    first, second = add(store, "one", FIRST), add(store, "two", FIRST)
    other = add(store, "three", SECOND)
    assert first == second != other
    assert add(store, "two", SECOND, again=True) == other
    assert told(store) == {frozenset({"two.test", "three.test"})}


def test_what_is_forgotten_leaves_its_story_and_no_fingerprint(store: Store) -> None:
    for site in ("one", "two", "three"):
        add(store, site, FIRST)
    with store.together():
        Stories(store).forget("one.test/a")
    (story,) = Stories(store).all()
    assert {m.key for m in story.members} == {"two.test/a", "three.test/a"}
    assert story.original.key in {m.key for m in story.members}
    with store.reading() as connection:
        for table in ("bands", "fingerprints"):
            found = connection.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE article_key = 'one.test/a'")
            assert found.scalar() == 0
    with store.together():
        Stories(store).forget("two.test/a")
    assert list(Stories(store).all()) == [], "one telling is no story of several"


def test_those_that_changed_since_are_told(store: Store) -> None:
    add(store, "one", FIRST)
    add(store, "two", FIRST)
    between = store.now
    add(store, "three", SECOND)
    story = add(store, "four", SECOND)
    assert [s.id for s in Stories(store).all(since=between)] == [story]
    assert len(list(Stories(store).all())) == 2


def test_a_passage_that_many_share_hides_no_copy_and_costs_few_comparisons(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = " ".join(f"standing{n}" for n in range(40))
    texts = [
        f"{standing} " + " ".join(f"{word}{n}" for word in "own words of this page only".split() * 12)
        for n in range(90)
    ]
    for n, text in enumerate(texts):
        add(store, f"site{n}", text)
    compared = Mock(side_effect=likeness)
    monkeypatch.setattr("crawler.store.prints.likeness", compared)
    story = add(store, "copy", texts[27])
    assert [{m.key for m in s.members} for s in [Stories(store).of(story)] if s] == [{"site27.test/a", "copy.test/a"}]
    assert 1 <= compared.call_count <= 20
