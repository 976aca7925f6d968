"""Which source broke, since when, and where it showed first; and none of those that are as they always were."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from crawler.health import Finding, examine
from crawler.health.model import Kind
from crawler.outcome import Outcome
from crawler.store import Ending, Store, open_store
from crawler.store.tables import articles, pages, runs, sources, versions
from tests.crawler.databases import Database
from tests.crawler.health.papers import DAY, NOON, publish
from tests.crawler.store.test_store import stored


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open(clock=lambda: NOON) as opened:
        yield opened


def told(store: Store, *names: str) -> list[Finding]:
    return list(examine(store, dict.fromkeys(names)).findings)


def since(when: datetime, **other: Any) -> Any:
    def change(at: datetime, n: int) -> Mapping[str, Any]:
        return other if at >= when else {}

    return change


@pytest.mark.parametrize("a_day", [1, 3, 40], ids=["one article a day", "a few", "many"])
def test_a_source_that_is_as_it_always_was_gives_no_finding(store: Store, a_day: int) -> None:
    publish(store, "courier", a_day=a_day)

    report = examine(store, {"courier": None})

    assert report.is_well, [str(f) for f in report.findings]
    (source,) = report.sources
    assert (source.articles, source.usual, source.last_article_at) == (a_day, a_day, stamp(a_day))
    assert source.measures["authors"].now == pytest.approx(0.97, abs=0.05)
    assert [b.states for b in report.books] == [{"stored": 40 * a_day}]


def stamp(a_day: int) -> str:
    return (NOON - DAY / a_day / 2).isoformat(timespec="seconds")


def test_authors_that_are_gone_since_a_redesign_are_told_with_the_day_and_the_first_address(store: Store) -> None:
    publish(store, "courier", change=since(NOON - 2 * DAY, has_authors=False))
    publish(store, "tribune")

    (finding,) = told(store, "courier", "tribune")

    assert str(finding) == (
        "courier: authors filled in 0 % of records since 2026-11-20, 96 % before; first: https://courier.test/228"
    )
    assert (finding.kind, finding.since) == ("authors", (NOON - 2 * DAY + DAY / 12).isoformat(timespec="seconds"))


@pytest.mark.parametrize(
    ("other", "kind", "sentence"),
    [
        ({"title": None}, "title", "titles filled in 0 % of records since 2026-11-19, 100 % before"),
        ({"published_at": None}, "date", "dates filled in 0 % of records since 2026-11-19, 100 % before"),
        ({"words": 60}, "words", "half of the texts have fewer than 60 words since 2026-11-19, 490 before"),
        ({"words": 2000}, "words", "half of the texts have fewer than 2,000 words since 2026-11-19, 490 before"),
        ({"noise": 0.4}, "noise", "40 % of the letters are removed as noise since 2026-11-19, 11 % before"),
        ({"noise": 0.0}, "noise", "0 % of the letters are removed as noise since 2026-11-19, 11 % before"),
        ({"state": "rejected", "reason": "consent wall; a form"}, "refused",
         "100 % of the pages are refused (consent wall) since 2026-11-19, 0 % before"),
        ({"state": "failed", "reason": "the server refuses us"}, "failed",
         "100 % of the articles cannot be fetched since 2026-11-19, 0 % before"),
    ],
)  # fmt: skip
def test_whatever_breaks_is_named_in_a_sentence(
    store: Store, other: Mapping[str, Any], kind: Kind, sentence: str
) -> None:
    publish(store, "courier", change=since(NOON - 3 * DAY, **other))

    found = {f.kind: f for f in told(store, "courier")}

    assert found[kind].text == sentence
    assert found[kind].url == "https://courier.test/222"


@pytest.mark.parametrize("a_day", [1, 2])
def test_a_few_articles_that_are_otherwise_raise_no_alarm(store: Store, a_day: int) -> None:
    publish(store, "courier", a_day=a_day, change=since(NOON - 2 * DAY, has_authors=False, words=40, noise=0.5))

    assert told(store, "courier") == []


def test_weekends_that_were_always_otherwise_raise_no_alarm(store: Store) -> None:
    def change(at: datetime, n: int) -> Mapping[str, Any]:  # the last day of all is a Sunday
        return {"has_authors": False, "words": 90} if at.weekday() > 4 else {}

    publish(store, "courier", a_day=20, change=change)

    assert told(store, "courier") == []


@pytest.mark.parametrize("days", [1, 2, 3, 4, 7, 10])
def test_a_break_is_told_each_day_for_ten_days(store: Store, days: int) -> None:
    publish(store, "courier", a_day=12, change=since(NOON - days * DAY, has_authors=False, words=60))

    assert [(f.kind, f.since) for f in told(store, "courier")] == [
        (kind, (NOON - days * DAY + DAY / 24).isoformat(timespec="seconds")) for kind in ("words", "authors")
    ]


def test_a_source_without_authors_from_the_start_is_as_it_always_was(store: Store) -> None:
    publish(store, "agency", change=since(NOON - 99 * DAY, has_authors=False))

    assert told(store, "agency") == []


def test_a_source_that_is_silent_for_longer_than_ever_is_told_and_one_that_sleeps_at_night_is_not(store: Store) -> None:
    publish(store, "courier", until=NOON - 2 * DAY)
    publish(store, "weekly", a_day=1, until=NOON - timedelta(hours=20))

    (finding,) = told(store, "courier", "weekly")

    assert str(finding) == "courier: silent since 2026-11-20 10:00; it had 6 articles a day before"


def test_what_nobody_has_looked_at_is_not_called_silent(store: Store) -> None:
    publish(store, "courier", until=NOON - 9 * DAY)
    store.sources.schedule("courier", NOON - 8 * DAY, timedelta(hours=4))
    with store.writing() as connection:
        day = "2026-11-13T13:00:00+00:00"
        connection.execute(update(sources).values(polled_at=day, succeeded_at=day))

    (finding,) = told(store, "courier")

    assert (finding.kind, finding.since) == ("overdue", "2026-11-14T12:00:00+00:00")


@pytest.mark.parametrize(
    ("longest", "said"),
    [
        (
            timedelta(hours=1),
            ["was looked at last on 2026-11-20 12:00; is `copydesk crawl` or `copydesk watch` running?"],
        ),
        (DAY, []),
    ],
    ids=["a source of every hour", "a source of every day, of which one may be left out"],
)
def test_a_source_that_no_timer_crawls_any_more_is_told(store: Store, longest: timedelta, said: list[str]) -> None:
    publish(store, "courier", until=NOON - 2 * DAY)
    with store.writing() as connection:
        day = "2026-11-20T12:00:00+00:00"
        connection.execute(update(sources).values(polled_at=day, succeeded_at=day))

    report = examine(store, {"courier": None}, expected={"courier": longest})

    assert [(f.kind, f.text) for f in report.findings] == [("overdue", text) for text in said]
    assert examine(store, {"courier": None}).is_well


def test_a_source_that_was_never_looked_at_is_told_unless_that_is_happening_now(store: Store) -> None:
    store.sources.reading("tribune", "https://tribune.test/")

    report = examine(store, dict.fromkeys(("courier", "tribune")), expected={"courier": DAY, "tribune": DAY})

    assert [str(f) for f in report.findings] == [
        "courier: was never looked at; is `copydesk crawl` or `copydesk watch` running?"
    ]


def test_a_day_poorer_than_any_of_four_weeks_is_told(store: Store) -> None:
    def change(at: datetime, n: int) -> Mapping[str, Any]:
        return {"state": "duplicate"} if NOON - at < DAY and n % 8 else {}

    publish(store, "courier", a_day=24, change=change)

    (finding,) = told(store, "courier")

    assert finding.text == "3 articles in 24 hours; usual are 24, and never fewer than 24 in four weeks"


def test_a_source_that_fails_is_told_with_its_reason_since_when_and_the_first_bad_address(store: Store) -> None:
    publish(store, "courier")
    store.sources.polled("courier", "https://courier.test/", "the server failed (500)", "https://courier.test/feed")
    store.sources.polled("courier", "https://courier.test/", "no answer", "https://courier.test/")

    (finding,) = told(store, "courier")

    assert str(finding) == "courier: has failed since 2026-11-22 12:00: no answer; first: https://courier.test/feed"


# ---- books and store ------------------------------------------------------------------------------------------------


def crawled(store: Store, **counts: int) -> str:
    """A crawl that has settled a story and a failure, and says that these are its counts."""
    run = store.runs.begin("source")
    failed = Outcome("https://courier.test/b", "failed", "no answer", "courier")
    with store.writing() as connection:
        for name in "ab":
            row = {"key": f"courier.test/{name}", "url": f"https://courier.test/{name}", "source": "courier"}
            connection.execute(insert(pages).values(**row, state="discovered", reason="", claimed_by=run))
    store.settle(stored())
    store.settle(Ending(failed))
    store.runs.end(run, "finished", counts)  # type: ignore[arg-type]
    return run


def test_books_that_balance_in_a_sound_store_give_no_finding(store: Store) -> None:
    crawled(store, stored=1, failed=1)

    report = examine(store, {})

    assert report.is_well, [str(f) for f in report.findings]
    assert sum(b.discovered for b in report.books) == 2


def test_a_url_that_the_last_crawl_counted_and_the_store_has_not_is_missed(store: Store) -> None:
    crawled(store, stored=2, failed=1)

    (finding,) = told(store)

    assert finding.text == "the crawl of 2026-11-22 12:00 ended 3 URLs, and the store has 2 of them"


def test_an_article_that_is_lost_and_one_without_a_page_are_missed(store: Store) -> None:
    publish(store, "courier")
    with store.writing() as connection:
        connection.execute(delete(articles).where(articles.c.key == "https://courier.test/1"))
    assert [f.text for f in told(store)] == [
        "the books do not balance: 240 URLs gave an article, and 239 articles are there"
    ]

    with store.writing() as connection:
        connection.execute(delete(pages).where(pages.c.key.in_(["https://courier.test/1", "https://courier.test/2"])))

    assert [str(f) for f in told(store)][1:] == [
        "1 articles have no page that was stored, https://courier.test/2 the first of them"
    ]


def test_a_url_that_is_in_no_state_that_there_is_is_missed(store: Store) -> None:
    publish(store, "courier")
    with store.writing() as connection:
        connection.execute(update(pages).where(pages.c.key == "https://courier.test/1").values(state="lost"))
        connection.execute(delete(articles).where(articles.c.key == "https://courier.test/1"))

    assert [f.text for f in told(store)] == ["the books do not balance: 240 URLs are there, and 239 are in a state"]


def test_a_duplicate_whose_article_is_not_there_is_missed(store: Store) -> None:
    publish(store, "courier")
    with store.writing() as connection:
        row = {"source": "courier", "state": "duplicate", "reason": ""}
        connection.execute(insert(pages).values(key="a", url="a", article_key="https://courier.test/1", **row))
        connection.execute(insert(pages).values(key="b", url="https://courier.test/b", **row))

    assert [str(f) for f in told(store)] == [
        "1 duplicates repeat an article that is not there; first: https://courier.test/b"
    ]


def test_urls_that_wait_for_a_source_that_nobody_looked_at_are_told(store: Store) -> None:
    publish(store, "courier")
    store.sources.reading("tribune", "https://tribune.test/")
    with store.writing() as connection:
        for n, source in enumerate(("courier", "tribune", "renamed", "renamed", None)):
            row = {"key": str(n), "url": str(n), "source": source}
            connection.execute(insert(pages).values(**row, state="discovered", reason=""))

    assert {str(f) for f in told(store)} == {
        "1 URLs wait, and belong to no source",
        "renamed: 2 URLs wait, and their source was never looked at",
    }


def test_urls_that_a_dead_run_holds_are_told_and_those_of_a_living_one_are_not(store: Store) -> None:
    crawled(store, stored=1, failed=1)
    living = store.runs.begin("source")
    with store.writing() as connection:
        connection.execute(update(pages).values(claimed_by=living))
    assert told(store) == []

    with store.writing() as connection:
        connection.execute(update(runs).values(ended_at=runs.c.started_at))

    assert [f.text for f in told(store)] == ["2 URLs are held by a run that is over"]


def test_files_that_the_archive_lacks_are_named(store: Store) -> None:
    crawled(store, stored=1, failed=1)
    with store.writing() as connection:
        row = {"article_key": "courier.test/a", "version": 1, "made_at": "", "replaced_at": "", "why": "", "record": ""}
        connection.execute(insert(versions).values(**row, archive_file="20250101/gone.warc.gz"))

    assert told(store)[0].text == f"the archive {store.archive.root} lacks 20250101/gone.warc.gz"
    (file,) = store.archive.root.glob("*/*.warc*")
    file.unlink()
    assert "and 1 more" in told(store)[0].text


def test_a_damaged_database_is_a_finding_and_no_crash(tmp_path: Path) -> None:
    db = tmp_path / "damaged.db"
    with open_store(db, clock=lambda: NOON) as store:
        publish(store, "courier", days=100)
    content = bytearray(db.read_bytes())
    content[len(content) // 2 :: 64] = b"\xff" * len(content[len(content) // 2 :: 64])
    db.write_bytes(content)

    with open_store(db, clock=lambda: NOON) as store:
        findings = told(store)

    assert {f.kind for f in findings} == {"store"}
    assert "damaged" in findings[0].text or "cannot be read" in findings[0].text
