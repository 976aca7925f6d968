"""The store: what is settled is there, whole, and another file is left alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from cleaners.model import Article, Block, Cleaned, Document, Page, Rejected, Removal, Rights, Site, Verdict
from crawler.outcome import Outcome, State
from crawler.store import Ending, Store, StoreError, open_store
from crawler.store.twins import Telling
from tests.crawler.databases import Database

PAGE = Page(
    b"<p>\0raw\xff</p>",
    "https://courier.test/a",
    {"ETag": '"7"', "Last-Modified": "Sat, 21 Nov 2026"},
    200,
    "2026-11-21T10:00:00+00:00",
)


def article(url: str = "https://courier.test/a", text: str = "Story.\n", canonical: str | None = None) -> Article:
    """A record with nothing in it but what identifies it."""
    return Article(
        id=url, url=url, canonical_url=canonical, title="Title", deck=None, description=None, blocks=(), text=text,
        word_count=1, language="en", authors=("Ann Rook",), posted_by=None, published_at="2026-11-21", modified_at=None,
        site=Site(), source=None, agency=None, dateline=None, credits=(), republished_from=None, rights=Rights(),
        corrections=(), section=None, tags=(), images=(), flags=(), evidence={}, removal_counts={},
        content_hash=f"hash of {text}", fetched_at="2026-11-22T10:00:00+00:00", urls=(url,),
    )  # fmt: skip


def cleaned(record: Article) -> Cleaned:
    """An article with two removals: a whole block, and a part of one whose value went to a field."""
    document = Document(
        (Block(0, "paragraph", "story", "Share this"), Block(1, "paragraph", "story", "Story. Source: CNN"))
    )
    removals = (
        Removal(0, "share_bar", "r1", "a bar"),
        Removal(1, "source_line", "r2", "a line", span=(7, 18), field="source"),
    )
    return Cleaned(record, document, removals, Verdict("article"))


def stored(url: str = "https://courier.test/a", output: str | None = None, **more: str) -> Ending:
    end = Outcome(url, "stored", "", "https://courier.test/", 200, url, cleaned(article(url, **more)), change="new")
    return Ending(end, PAGE, output=output)


@pytest.fixture
def store(database: Database) -> Store:
    return database.open()


def test_what_is_settled_is_there_when_the_store_is_opened_again(store: Store, database: Database) -> None:
    store.settle(stored())
    index = Outcome("https://courier.test/b", "rejected", "an index page", result=Rejected(None, "verdict", ""))
    store.settle(Ending(index, PAGE))
    store.settle(Ending(Outcome("https://courier.test/c", "failed", "no such page", status=404)))
    store.close()

    again = database.open()

    assert again.counts() == {"failed": 1, "rejected": 1, "stored": 1}
    assert [again.known(f"https://courier.test/{x}") for x in "abcd"] == ["stored", "rejected", "failed", None]
    (record,) = again.articles()
    assert (record["title"], record["authors"], record["published_at"]) == ("Title", ["Ann Rook"], "2026-11-21")
    page = again.page("https://courier.test/a")
    assert page is not None
    assert (page.body, page.headers["ETag"], page.status) == (PAGE.body, '"7"', 200)
    assert again.page("https://courier.test/c") is None


def test_each_removal_is_kept_with_its_text_its_reason_and_its_field(store: Store) -> None:
    store.settle(stored())

    assert [
        (r["text"], r["cleaner"], r["rule"], r["why"], r["field"]) for r in store.removals("https://courier.test/a")
    ] == [
        ("Share this", "share_bar", "r1", "a bar", None),
        ("Source: CNN", "source_line", "r2", "a line", "source"),
    ]


def test_the_same_page_under_an_address_written_otherwise_is_known(store: Store) -> None:
    store.settle(stored("https://www.courier.test/a/?utm_source=feed#top"))

    assert store.known("http://courier.test/a") == "stored"
    assert store.known("http://courier.test/a?page=2") is None


def test_a_duplicate_is_recorded_in_the_record_that_it_repeats(store: Store) -> None:
    store.settle(stored())
    outcome = Outcome(
        "https://courier.test/copy", "duplicate", "the same", result=cleaned(article("https://courier.test/copy"))
    )
    store.settle(Ending(outcome, PAGE, twin="https://courier.test/a"))

    (record,) = store.articles()
    assert record["urls"] == ["https://courier.test/a", "https://courier.test/copy"]
    assert store.known("https://courier.test/copy") == "duplicate"


def test_the_same_text_or_the_same_canonical_address_is_found_under_another_url(store: Store) -> None:
    store.settle(stored(canonical="https://courier.test/real"))

    new = "https://courier.test/new"
    assert store.same(Telling(new, article(new))) == ("https://courier.test/a", "title and text")
    for own in ("https://courier.test/real", "https://courier.test/a"):
        edited = article(new, "Other.\n", canonical=own)
        assert store.same(Telling(new, edited)) == ("https://courier.test/a", "canonical address")
        assert store.same(Telling(new, replace(edited, title="Another flash"))) is None
    assert store.same(Telling(new, article(new, "Other.\n", canonical="https://courier.test/else"))) is None
    assert store.same(Telling("https://courier.test/a", article())) is None, "an article is no duplicate of itself"


def test_deep_pages_that_all_call_the_front_page_their_own_address_are_not_the_same(store: Store) -> None:
    store.settle(stored(canonical="https://courier.test/"))

    other = article("https://courier.test/b", "Other.\n", canonical="https://courier.test/")
    assert store.same(Telling("https://courier.test/b", other)) is None


def test_nothing_of_a_url_is_recorded_where_one_part_cannot_be(store: Store) -> None:
    broken = stored().outcome
    assert isinstance(broken.result, Cleaned)
    bad = replace(broken.result, removals=(Removal(0, "share_bar", "r", None),))  # type: ignore[arg-type]

    with pytest.raises(StoreError, match=r"(?i)not[- ]null"):
        store.settle(Ending(replace(broken, result=bad), PAGE))

    assert store.known(broken.url) is None
    assert list(store.articles()) == []


@pytest.mark.parametrize("state", ["failed", "skipped", "rejected"])
def test_a_later_attempt_without_an_article_leaves_the_article_where_it_is(store: Store, state: State) -> None:
    store.settle(stored())
    missed = Outcome("https://courier.test/a", state, "not this time", status=500)
    store.settle(Ending(missed, replace(PAGE, body=b"Oops.")))

    page = store.page("https://courier.test/a")
    assert store.known("https://courier.test/a") == "stored"
    assert page is not None
    assert page.body == PAGE.body
    assert len(list(store.articles())) == 1


def test_what_failed_may_go_better_another_day(store: Store) -> None:
    store.settle(Ending(Outcome("https://courier.test/a", "failed", "not this time")))
    store.settle(stored())

    assert store.known("https://courier.test/a") == "stored"


def test_a_file_is_owed_its_records_until_they_are_delivered(store: Store) -> None:
    for name in "ab":
        store.settle(stored(f"https://courier.test/{name}", "/out.jsonl", text=name))
    store.settle(stored("https://courier.test/c", text="c"))
    store.delivered("/out.jsonl", "https://courier.test/a")

    ((url, record),) = store.owed("/out.jsonl")
    assert url == "https://courier.test/b"
    assert b'"text":"b"' in record
    assert store.owed("/other.jsonl") == []


def test_two_who_write_at_once_wait_for_each_other(store: Store, database: Database) -> None:
    other = database.open()
    reading = store.articles()
    for n in range(20):
        (store, other)[n % 2].settle(stored(f"https://courier.test/{n}", text=str(n)))
    list(reading)

    assert store.counts() == other.counts() == {"stored": 20}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Dear diary, " * 50, "this file is no Copydesk store; name another"),
        (b"", None),
    ],
    ids=["a text", "an empty file, which may become one"],
)
def test_a_file_that_is_no_database_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, sentence: str | None
) -> None:
    file = tmp_path / "notes.db"
    file.write_bytes(content)
    if sentence is None:
        assert open_store(file).counts() == {}
        return
    with pytest.raises(StoreError) as error:
        open_store(file)
    assert str(error.value) == f"{file}: {sentence}"
    assert file.read_bytes() == content


def test_a_database_of_something_else_is_refused(database: Database) -> None:
    database.sql("create table accounts (owner text)")

    with pytest.raises(StoreError, match="this database is no Copydesk store"):
        database.open()


def test_a_store_of_a_newer_version_is_refused(store: Store, database: Database) -> None:
    store.close()
    database.sql("update meta set value = '99'")

    with pytest.raises(StoreError, match=r"written by a newer Copydesk \(store version 99\); update Copydesk"):
        database.open()


@pytest.mark.parametrize("db", ["mysql://localhost/news", "nonsense://", "no-such-folder/news.db"])
def test_an_address_that_cannot_be_opened_is_refused(db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=db.partition(":")[0]):
        open_store(db)
