"""Each URL comes to one end with one reason, in the books and in the store."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from cleaners.model import Cleaned, Page
from cleaners.pipeline import clean_text
from crawler.flow import Asked, Run, Visit
from crawler.outcome import Outcome
from tests.crawler import stories
from tests.crawler.databases import Database

URL = "https://courier.test/2026/11/20/story/"
PAGE = Page(stories.page(1), URL, {}, 200, "2026-11-22T10:00:00+00:00")
FETCHED = Visit(Asked(URL, "https://courier.test/"), PAGE, 200, f"{URL}?page=1")


@pytest.fixture(scope="module")
def cleaned() -> Cleaned:
    """An article with an address and a content hash of its own."""
    result = clean_text("\n\n".join([stories.title(1), *stories.paragraphs(1)]), URL)
    assert isinstance(result, Cleaned)
    return replace(result, article=replace(result.article, content_hash="h1", fetched_at=PAGE.fetched_at))


def test_an_article_is_stored_with_all_its_addresses_and_the_day_it_was_first_seen(
    cleaned: Cleaned, database: Database
) -> None:
    run = Run(database.open())

    outcome = run.settle(FETCHED, cleaned)

    assert isinstance(outcome.result, Cleaned)
    article = outcome.result.article
    assert (outcome.state, article.version, article.first_seen_at) == ("stored", 1, PAGE.fetched_at)
    assert set(article.urls) >= {URL, f"{URL}?page=1"}
    assert run.store is not None
    assert [r["urls"] for r in run.store.articles()] == [list(article.urls)]


def test_without_a_store_nothing_is_a_duplicate_and_the_record_does_not_claim_a_version(cleaned: Cleaned) -> None:
    run = Run()

    assert [run.settle(FETCHED, cleaned).state for _ in range(2)] == ["stored", "stored"]
    result = run.settle(FETCHED, cleaned).result
    assert isinstance(result, Cleaned)
    assert result.article.version is None


def test_the_same_text_under_another_address_is_a_duplicate_of_the_first(cleaned: Cleaned, database: Database) -> None:
    run = Run(database.open())
    run.settle(FETCHED, cleaned)
    copy = replace(FETCHED, asked=Asked("https://courier.test/copy"))

    outcome = run.settle(copy, replace(cleaned, article=replace(cleaned.article, canonical_url=None)))

    assert (outcome.state, outcome.reason) == ("duplicate", f"the same title and text as {URL}")
    assert run.report.counts == {"stored": 1, "duplicate": 1}


def test_an_article_that_is_fetched_again_is_no_duplicate_of_what_has_come_to_repeat_it(
    cleaned: Cleaned, database: Database
) -> None:
    run = Run(database.open())
    other = replace(FETCHED, asked=Asked("https://courier.test/other"))
    run.settle(FETCHED, cleaned)
    run.settle(other, replace(cleaned, article=replace(cleaned.article, canonical_url=None, content_hash="h2")))

    outcome = run.settle(other, replace(cleaned, article=replace(cleaned.article, canonical_url=None)))

    assert outcome.state == "stored"
    assert run.store is not None
    assert run.store.counts() == {"stored": len(list(run.store.articles()))} == {"stored": 2}


def test_of_two_crawls_that_meet_the_same_text_at_once_one_stores_it(cleaned: Cleaned, database: Database) -> None:
    rounds, together = 40, Barrier(2)
    database.open().close()

    def crawl(name: str) -> list[str]:
        run = Run(database.open())
        states: list[str] = []
        for n in range(rounds):
            article = replace(cleaned.article, canonical_url=None, content_hash=f"text {n}")
            visit = replace(FETCHED, asked=Asked(f"https://{name}.test/{n}"))
            together.wait(60)
            states.append(run.settle(visit, replace(cleaned, article=article)).state)
        return states

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(crawl, ("one", "two"))

    assert [{a, b} for a, b in zip(one, two, strict=True)] == [{"stored", "duplicate"}] * rounds


def test_what_is_asked_for_by_name_and_not_got_is_a_failure_of_the_run(cleaned: Cleaned) -> None:
    heard: list[Outcome] = []
    run = Run(on_outcome=heard.append)
    run.settle(Visit(Asked("https://courier.test/a", named=True), end=("failed", "gone")), None)
    run.settle(Visit(Asked("https://courier.test/b", "https://courier.test/"), end=("failed", "gone")), None)
    run.settle(replace(FETCHED, asked=Asked(URL, named=True)), cleaned)

    assert run.report.failures == [("https://courier.test/a", "gone")]
    assert [o.url for o in heard] == ["https://courier.test/a", "https://courier.test/b", URL]
