"""Each URL comes to one end with one reason, in the books and in the store."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from threading import Barrier

import pytest

from cleaners.model import Cleaned, Page
from cleaners.pipeline import clean_text
from crawler.flow import Asked, Run, Visit
from crawler.outcome import Outcome
from crawler.store import open_store
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


@pytest.mark.parametrize(
    ("asked", "ended", "how", "said"),
    [(2, 2, "finished", ""), (3, 2, "finished", "+1 URLs"), (1, 2, "finished", "-1 URLs"), (3, 2, "shutdown", "")],
    ids=["even", "one is lost", "one comes twice", "stopped, so that some still wait"],
)
def test_a_run_that_comes_to_its_end_by_itself_says_where_its_books_are_not_even(
    asked: int, ended: int, how: str, said: str
) -> None:
    run = Run()
    for _ in range(asked):
        run.found(None)
    for _ in range(ended):
        run.settle(replace(FETCHED, page=None, end=("failed", "the server failed")), None)

    run.end(how)

    told = [sentence for name, sentence in run.report.failures if name == "the books"]
    assert [sentence.partition(" were")[0] for sentence in told] == ([said] if said else [])


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


def test_the_same_text_on_another_site_is_a_record_of_its_own_in_one_story(
    cleaned: Cleaned, database: Database
) -> None:
    run = Run(database.open())
    run.settle(FETCHED, cleaned)
    url = "https://tribune.test/a"
    repost = replace(cleaned, article=replace(cleaned.article, id="2", url=url, canonical_url=URL))

    outcome = run.settle(Visit(Asked(url), replace(PAGE, url=url), 200, url), repost)

    assert outcome.state == "stored"
    assert run.store is not None
    one, other = run.store.articles()
    assert one["story_id"] == other["story_id"] is not None
    assert set(other["urls"]) == {url}


@pytest.mark.parametrize("order", list(permutations(("/a", "/amp/a", "/7"))), ids=" then ".join)
def test_whichever_address_comes_first_the_record_has_them_all(
    order: tuple[str, ...], cleaned: Cleaned, tmp_path: Path
) -> None:
    site, final = "https://courier.test", {"/7": "/a"}
    run = Run(open_store(tmp_path / "news.db"))
    for n, path in enumerate(order):
        to, own = site + final.get(path, path), None if path == "/7" else f"{site}/a"
        article = replace(cleaned.article, url=to, canonical_url=own, content_hash=f"never the same text: {n}")
        run.settle(Visit(Asked(site + path), replace(PAGE, url=to), 200, to), replace(cleaned, article=article))

    assert run.store is not None
    (record,) = run.store.articles()
    assert set(record["urls"]) == {f"{site}/a", f"{site}/amp/a", f"{site}/7"}
    assert run.report.counts == {"stored": 1, "duplicate": 2}


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")], ids=" then ".join)
def test_an_article_that_has_moved_and_changed_goes_on_under_its_id_whichever_address_is_met_first(
    order: tuple[str, str], cleaned: Cleaned, tmp_path: Path
) -> None:
    to = "https://courier.test/moved"
    run = Run(open_store(tmp_path / "news.db"))
    run.settle(FETCHED, replace(cleaned, article=replace(cleaned.article, id="1")))
    text = cleaned.article.text.replace("Tuesday", "Wednesday")
    moved = replace(cleaned.article, id="2", url=to, canonical_url=to, text=text, content_hash="h2")
    for asked in order:
        url = URL if asked == "old" else to
        run.settle(Visit(Asked(url), replace(PAGE, url=to), 200, to), replace(cleaned, article=moved))

    assert run.store is not None
    (record,) = run.store.articles()
    assert (record["id"], record["version"], record["text"]) == ("1", 2, text)
    assert {URL, to} <= set(record["urls"])
    with run.store.reading() as connection:
        told = [tuple(row) for row in connection.exec_driver_sql("select id, kind, version from changes")]
        pages = [tuple(row) for row in connection.exec_driver_sql("select state, article_key from pages order by 1")]
    met = [("2", "new", 1), ("2", "forgotten", 1)] if order[0] == "new" else []
    assert told == [("1", "new", 1), *met, ("1", "changed", 2)]
    assert [state for state, _ in pages] == ["duplicate", "stored"]
    assert pages[0][1] == pages[1][1]


def test_an_address_that_leads_to_another_article_now_keeps_the_one_that_it_was(
    cleaned: Cleaned, tmp_path: Path
) -> None:
    live, today = "https://courier.test/live", "https://courier.test/live/2026-11-23"
    run = Run(open_store(tmp_path / "news.db"))
    run.settle(replace(FETCHED, asked=Asked(live), final_url=live), cleaned)
    other = clean_text("\n\n".join([stories.title(4), *stories.paragraphs(4)]), today)
    assert isinstance(other, Cleaned)
    run.settle(Visit(Asked(today), replace(PAGE, url=today), 200, today), other)

    outcome = run.settle(Visit(Asked(live), replace(PAGE, url=today), 200, today), other)

    assert (outcome.state, outcome.change) == ("stored", "same")
    assert outcome.reason == f"an article, whose address leads to another one now: {today}"
    assert run.store is not None
    assert [(r["title"], r["version"]) for r in run.store.articles()] == [(stories.title(1), 1), (stories.title(4), 1)]


def test_articles_whose_pages_all_claim_one_address_stay_apart(database: Database) -> None:
    run = Run(database.open())
    site, claimed = "https://courier.test", "https://courier.test/news/"

    def settle(path: str, n: int, more: str = "", *, claims: bool = True) -> str | None:
        told = clean_text("\n\n".join([stories.title(n), *stories.paragraphs(n), more]), site + path)
        assert isinstance(told, Cleaned)
        own = replace(told.article, url=site + path, canonical_url=claimed if claims else None)
        return run.settle(Visit(Asked(site + path), PAGE, 200), replace(told, article=own)).change

    assert [settle(f"/{n}", n, claims=n > 2) for n in (1, 2, 3, 4)] == ["new"] * 4
    again = "It was said again on Thursday that nobody knows what comes of it."
    assert [settle(f"/{n}", n, again) for n in (1, 2, 3, 4)] == ["changed"] * 4
    assert settle("/amp/3", 3) is None, "a page with the text of one of them is that one"

    assert run.store is not None
    records = {r["url"]: (r["title"], r["version"]) for r in run.store.articles()}
    assert records == {f"{site}/{n}": (stories.title(n), 2) for n in (1, 2, 3, 4)}
    (twin,) = database.sql("select article_key from pages where state = 'duplicate'")
    assert twin == ("courier.test/3",)


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
            visit = replace(FETCHED, asked=Asked(f"https://{name}.courier.test/{n}"))
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


def test_a_reason_is_a_line_that_any_terminal_can_show() -> None:
    outcome = Run().settle(Visit(Asked("https://courier.test/a"), end=("failed", "a\x1b[31m\x9b\nb is gone")), None)

    assert outcome.reason == "a[31m b is gone"
