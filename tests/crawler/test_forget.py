"""What is forgotten is nowhere: not in the tables, not in the archive, not in a byte of a file. And it stays away."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler import forget as forgetting
from crawler.discover import Entry
from crawler.flow import Asked, Visit, settle
from crawler.forget import forget
from crawler.outcome import Requested
from crawler.store import Store, open_store
from crawler.store.documents import Documents
from crawler.store.forgetting import Forgetting
from crawler.store.frontier import Frontier
from crawler.store.requests import RequestLog
from crawler.store.tables import metadata
from crawler.store.tombstones import Tombstones
from crawler.store.versions import Versions
from tests.crawler import stories
from tests.crawler.databases import SQLITE, Database
from tests.crawler.shelf import Shelf
from tests.crawler.web import Site, drive

SECRET = "https://courier.test/2026/11/20/the-mayor-of-quillhaven-resigns"
TITLE = "The mayor of Quillhaven resigns after the tramway vote"
WORDS = (b"quillhaven", b"Quillhaven", b"harbour pilots of Zennor", b"the-mayor-of", SECRET.encode())
"""Words that stand in the title, the text and the address of one article, and nowhere else; and the address."""


def secret(correction: str = "") -> str:
    """The page of the article that is to be forgotten."""
    body = "".join(f"<p>{p}</p>" for p in stories.paragraphs(7)) + "<p>It met the harbour pilots of Zennor first.</p>"
    return stories.page(7).replace(stories.title(7), TITLE).replace(
        "</h1>", f"</h1>{body}{correction}"
    )  # fmt: skip


@pytest.fixture
def shelf(database: Database) -> Iterator[Shelf]:
    with database.open() as store:
        yield fill(Shelf(store))


def fill(shelf: Shelf) -> Shelf:
    """Two stories to keep around one to forget, that has a version, a duplicate, lists that name it, a request."""
    shelf.story(1)
    shelf.put(SECRET, secret())
    shelf.put(SECRET, secret("<p>Correction: it was on Tuesday.</p>"), day="2026-11-21")
    shelf.put(SECRET.replace("courier", "m.courier"), secret("<p>Correction: it was on Tuesday.</p>"))
    shelf.put(f"{SECRET}/comments", "<title>Quillhaven</title><p>No comments on Quillhaven.</p>")
    shelf.story(2)
    feed = f"<rss><item><title>{TITLE}</title><link>{SECRET}</link></item></rss>".encode()
    for url in ("https://courier.test/feed", "https://all-the-news.test/feed"):
        Documents(shelf.store).keep(url, feed, "application/rss+xml", ("", ""))
    Documents(shelf.store).keep("https://else.test/feed", b"<rss></rss>", "application/rss+xml", ("", ""))
    asked = Requested(shelf.store.now, "courier", "courier.test", SECRET, "page", 200, 9, 0.1)
    RequestLog(shelf.store).add([asked])
    return shelf


def everything(folder: Path) -> bytes:
    """All bytes of all files below a folder, also as they are when unpacked."""
    found = b""
    for file in (f for f in folder.rglob("*") if f.is_file()):
        data = file.read_bytes()
        found += str(file).encode() + data + (gzip.decompress(data) if file.suffix == ".gz" else b"")
    return found


def tables(database: Database) -> bytes:
    """All that stands in any table, also as it is when unpacked."""
    said = b""
    for table in metadata.tables:
        for row in database.sql(f"select * from {table}"):
            for value in row:
                if isinstance(value, bytes | memoryview):
                    said += bytes(value) + (zlib.decompress(value) if table == "documents" else b"")
                else:
                    said += f"{value}\n".encode()
    return said


def found(store: Store, *urls: str) -> list[Any]:
    return [one for url in urls if (one := Forgetting(store).find(url))]


COMMENTS = f"{SECRET}/comments"


@pytest.mark.parametrize("database", [SQLITE], indirect=True)
def test_not_a_byte_of_it_is_left_in_any_file(shelf: Shelf, tmp_path: Path) -> None:
    assert all(word in everything(tmp_path) for word in WORDS)

    done = forget(shelf.store, found(shelf.store, SECRET, COMMENTS))

    assert (done.pages, done.is_reclaimed) == (4, True)
    left = everything(tmp_path)
    packed = [zlib.decompress(body) for (body,) in shelf.rows("select body from documents")]
    assert [word for word in WORDS if word in left or any(word in p for p in packed)] == []


def test_not_a_word_of_it_is_left_in_any_table_also_where_its_address_was_crawled_for_itself(
    shelf: Shelf, database: Database, tmp_path: Path
) -> None:
    store = shelf.store
    store.sources.reading(SECRET, SECRET)
    store.sources.polled("courier", "https://courier.test/", "no article was found", f"{SECRET}?page=2")
    store.sources.polled("else", "https://else.test/", "it is down", "https://else.test/feed")
    RequestLog(store).add([Requested(store.now, SECRET, "courier.test", "https://courier.test/a", "page", 200, 9, 0.1)])
    shelf.story(3, source=SECRET)
    before = tables(database)
    assert [word for word in WORDS if word not in before] == []

    forget(store, found(store, SECRET, COMMENTS))

    left = tables(database) + everything(database.archive)
    assert [word for word in WORDS if word in left] == []
    failed = {name: row["failed_url"] for name, row in store.sources.all().items()}
    assert failed == {"courier": None, "else": "https://else.test/feed"}
    assert shelf.rows("select source from articles where key = 'courier.test/story-3'") == [(None,)]


def test_not_a_word_of_it_is_left_with_pages_of_others_that_have_led_to_it(shelf: Shelf, database: Database) -> None:
    live, down, query = (f"https://courier.test/{name}" for name in ("live", "latest", "ask"))
    shelf.put(live, stories.page(4))
    shelf.put(live, secret(), day="2026-11-22", final=SECRET)
    for url, final in ((down, f"{SECRET}/"), (query, f"{SECRET}?from=ask")):
        settle(Visit(Asked(url, "courier"), None, 503, final, ("failed", "503")), None, shelf.store)
    before = shelf.store.current(live)
    assert SECRET in shelf.rows("select reason from pages where key = 'courier.test/live'")[0][0]

    forget(shelf.store, found(shelf.store, SECRET, COMMENTS))

    left = tables(database)
    assert [word for word in WORDS if word in left] == []
    assert shelf.store.current(live) == before
    assert shelf.rows("select state from pages where key = 'courier.test/live'") == [("stored",)]
    left_open = Frontier(shelf.store).discover("courier", [Entry(down), Entry(query)])
    assert (left_open.known, left_open.open) == (1, 1), "of one it is known that it leads there"


def test_not_a_word_is_left_of_a_source_that_a_browser_has_rendered(shelf: Shelf, database: Database) -> None:
    for source in ("the-post", SECRET, "courier"):
        Frontier(shelf.store).renders(source, wanted=True)
    shelf.store.sources.reading(SECRET, SECRET)

    forget(shelf.store, found(shelf.store, SECRET, COMMENTS), "the-post")

    assert SECRET.encode() not in tables(database)
    assert b"the-post" not in tables(database)
    assert Frontier(shelf.store).renders("courier", wanted=True) == 0, "of others it is still known"


def test_the_others_stay_whole_and_whoever_was_told_of_it_is_told(shelf: Shelf, database: Database) -> None:
    others = [f"https://courier.test/story-{n}" for n in (1, 2)]
    before = [shelf.store.page(url) for url in others]
    (record_id,) = {r["id"] for r in shelf.store.articles() if r["title"] == TITLE}

    forget(shelf.store, found(shelf.store, SECRET, COMMENTS))

    assert [shelf.store.page(url) for url in others] == before
    assert {r["title"] for r in shelf.store.articles()} == {stories.title(1), stories.title(2)}
    assert shelf.rows("select kind, version, article_key from changes order by number desc")[0] == (
        "forgotten", 2, None
    )  # fmt: skip
    assert (record_id,) in shelf.rows("select id from tombstones")
    assert shelf.rows("select url, host from requests") == [("", "courier.test")], "it counts for the host's budget"
    assert shelf.rows("select url from documents") == [("https://else.test/feed",)]
    for table in ("versions", "removals", "fingerprints", "bands"):
        keys = {key for (key,) in shelf.rows(f"select article_key from {table}")}
        assert keys <= {f"courier.test/story-{n}" for n in (1, 2)}
    database.check()


@pytest.mark.parametrize(
    "url", [SECRET, f"http://www.{SECRET[8:]}/?utm_source=x", SECRET.replace("courier", "m.courier")]
)
def test_it_is_found_by_any_of_its_addresses_and_fetched_by_none_again(shelf: Shelf, url: str) -> None:
    forget(shelf.store, found(shelf.store, url, COMMENTS))

    discovered = Frontier(shelf.store).discover("courier", [Entry(SECRET), Entry(url), Entry(COMMENTS)])
    outcome = shelf.put("https://amp.courier.test/7", claiming(secret(), SECRET))

    assert (discovered.new, discovered.known) == (0, len({SECRET, url, COMMENTS}) - ("www" in url))
    assert (outcome.state, outcome.reason) == ("skipped", "it was forgotten, and is not kept again")
    assert shelf.rows("select count(*) from pages where url like '%courier.test/7%'") == [(0,)]
    assert Frontier(shelf.store).discover("courier", [Entry("https://amp.courier.test/7")]).new == 0


def test_what_a_person_allows_again_is_kept_again_under_all_its_addresses_and_nothing_else_is(shelf: Shelf) -> None:
    other = "https://courier.test/story-1"
    title = stories.title(1)
    forget(shelf.store, found(shelf.store, SECRET, COMMENTS, other))

    assert Tombstones(shelf.store).allow(f"{SECRET}?fbclid=1")

    assert not Tombstones(shelf.store).allow(SECRET), "it is allowed already"
    assert shelf.put(SECRET, secret()).change == "new"
    assert shelf.put(SECRET.replace("courier", "m.courier"), secret()).state == "duplicate"
    assert shelf.put(other, stories.page(1)).state == "skipped"
    assert title not in {r["title"] for r in shelf.store.articles()}


def test_an_article_whose_address_leads_to_what_was_forgotten_stays_as_it_was(shelf: Shelf) -> None:
    forget(shelf.store, found(shelf.store, SECRET, COMMENTS))
    url = "https://courier.test/story-1"
    before = shelf.store.current(url)

    outcome = shelf.put(url, claiming(secret(), SECRET))

    assert outcome.state == "skipped"
    assert shelf.store.current(url) == before
    assert shelf.rows("select state, due_at from pages where key = 'courier.test/story-1'") == [("stored", None)]


def claiming(html: str, url: str) -> str:
    """A page that calls this address its own."""
    return html.replace("</head>", f'<link rel="canonical" href="{url}"></head>')


def test_a_page_that_claims_a_forgotten_address_is_refused_where_its_text_is_like_the_one_forgotten(
    shelf: Shelf,
) -> None:
    forget(shelf.store, found(shelf.store, SECRET, COMMENTS))
    edited = secret("<p>The council has since named a deputy, who will serve until the spring.</p>")

    outcomes = {
        url: shelf.put(url, claiming(html, SECRET)).state
        for url, html in {
            "https://amp.courier.test/7": edited,
            "https://courier.test/story-8": stories.page(8),
            "https://courier.test/story-9": stories.page(9),
            "https://tribune.test/repost": edited,
        }.items()
    }

    assert outcomes == {
        "https://amp.courier.test/7": "skipped",
        "https://courier.test/story-8": "stored",
        "https://courier.test/story-9": "stored",
        "https://tribune.test/repost": "stored",
    }


def test_of_a_site_whose_every_page_claims_one_address_the_others_are_kept_when_one_is_forgotten(shelf: Shelf) -> None:
    claimed, urls = "https://courier.test/news", [f"https://courier.test/all-{n}" for n in (11, 12, 13)]
    for n, url in zip((11, 12), urls, strict=False):
        shelf.put(url, claiming(stories.page(n), claimed))

    forget(shelf.store, found(shelf.store, urls[0]))

    again = claiming(stories.page(12).replace("</article>", "<p>A paragraph more of it.</p></article>"), claimed)
    assert shelf.put(urls[1], again, day="2026-11-21").change == "changed"
    assert shelf.put(urls[2], claiming(stories.page(13), claimed)).state == "stored"
    assert shelf.put(urls[0], claiming(stories.page(11), claimed)).state == "skipped"
    assert shelf.put(claimed, stories.page(14)).state == "skipped", "by this address it was known"


def test_an_address_that_was_forgotten_is_not_crawled_again_and_becomes_no_source(site: Site, tmp_path: Path) -> None:
    path, other = "/2026/11/20/the-mayor-of-quillhaven-resigns", "/2026/11/20/story-1-of-the-council"
    url, db = f"{site.url}{path}", str(tmp_path / "news.db")
    site.add(path, secret().replace("</article>", f'<a href="{other}">{stories.title(1)}, and more</a></article>'))
    site.add(other, stories.page(1))
    site.add("/", "".join(f'<h2><a href="{p}">{t}</a></h2>' for p, t in ((path, TITLE), (other, stories.title(1)))))
    drive("crawl", [url], db=db)
    drive("crawl", [site.url], db=db)
    with open_store(db) as store:
        assert {r["title"] for r in store.articles()} == {TITLE, stories.title(1)}
        assert store.sources.get(url) is None, "it is the address of one article, and no source"
        day = store.now[:10]
        forget(store, found(store, url))
    site.log.clear()

    again = drive("crawl", [url], db=db)

    said = f"it was forgotten on {day}, and is not kept again; `copydesk forget --allow {url}` takes that back"
    assert again.report["failures"] == [[url, said]]
    assert path not in site.log
    drive("crawl", [site.url], db=db)
    assert path not in site.log
    with open_store(db) as store:
        assert [r["title"] for r in store.articles()] == [stories.title(1)]


@pytest.mark.parametrize("step", ["_clear_archive", "move", "reclaim"])
def test_a_run_that_was_killed_is_finished_by_the_next(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = fill(Shelf(open_store(tmp_path / "news.db")))
    target = Store if step == "reclaim" else forgetting
    with monkeypatch.context() as patch:
        patch.setattr(target, step, killed)
        with pytest.raises(KeyboardInterrupt):
            forget(shelf.store, found(shelf.store, SECRET, COMMENTS))
    assert found(shelf.store, SECRET) == []

    forget(shelf.store, [])

    assert [word for word in WORDS if word in everything(tmp_path)] == []
    assert shelf.store.page("https://courier.test/story-2") is not None


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_run_that_was_killed_between_many_articles_leaves_no_word_of_those_that_it_came_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = fill(Shelf(open_store(tmp_path / "news.db")))
    shelf.story(3, source="tribune")
    monkeypatch.setattr("crawler.store.forgetting.AT_ONCE", 1)
    bury, calls = Forgetting._one, list[object]()

    def once(self: Forgetting, one: Any) -> None:
        calls.append(one)
        if len(calls) == 2:
            raise KeyboardInterrupt
        bury(self, one)

    with monkeypatch.context() as patch:
        patch.setattr(Forgetting, "_one", once)
        with pytest.raises(KeyboardInterrupt):
            forget(shelf.store, list(Forgetting(shelf.store).of_source("courier")), "courier")
    assert Forgetting(shelf.store).is_unfinished()

    forget(shelf.store, list(Forgetting(shelf.store).of_source("courier")), "courier")

    assert not Forgetting(shelf.store).is_unfinished()
    assert [word for word in WORDS if word in everything(tmp_path)] == []
    assert [r["title"] for r in shelf.store.articles()] == [stories.title(3)]


def test_an_article_whose_address_another_calls_its_own_stays_whole(shelf: Shelf) -> None:
    """The second page of a story often names the first as its canonical address."""
    first, second = shelf.story(5), "https://courier.test/story-5?page=2"
    shelf.put(second, claiming(stories.page(6), first))
    before, page = shelf.store.current(first), shelf.store.page(first)
    assert [Forgetting(shelf.store).find(u).key for u in (first, second)] == [  # type: ignore[union-attr]
        "courier.test/story-5", "courier.test/story-5?page=2"
    ]  # fmt: skip

    forget(shelf.store, found(shelf.store, second))

    assert shelf.store.page(first) == page
    assert shelf.store.current(first) == before
    changed = shelf.story(5, "<p>Correction: the vote was on Monday.</p>", day="2026-11-22")
    assert shelf.store.current(changed)["version"] == 2  # type: ignore[index]
    assert shelf.put(second, claiming(stories.page(6), first)).state == "skipped"


def test_what_is_below_is_named(shelf: Shelf) -> None:
    shelf.put(f"{SECRET}?page=2", "<title>More</title>")
    shelf.put(f"{SECRET}-and-what-came-of-it", stories.page(8))

    assert Forgetting(shelf.store).below(found(shelf.store, SECRET)) == [COMMENTS, f"{SECRET}?page=2"]
    assert Forgetting(shelf.store).below(found(shelf.store, SECRET, COMMENTS, f"{SECRET}?page=2")) == []


def test_a_page_that_was_cut_off_with_its_file_stops_no_forgetting(tmp_path: Path) -> None:
    shelf = Shelf(open_store(tmp_path / "news.db"))
    shelf.story(1)
    shelf.put(SECRET, secret())
    archive = shelf.store.archive
    archive.close()
    (name,) = archive.files()
    (archive.root / name).chmod(0o644)
    (archive.root / name).write_bytes((archive.root / name).read_bytes()[:-300])

    done = forget(shelf.store, found(shelf.store, SECRET))

    assert (done.pages, done.unread) == (0, ())
    assert [word for word in WORDS if word in everything(tmp_path)] == []
    assert shelf.store.page("https://courier.test/story-1") is not None


def test_of_a_damaged_file_the_page_goes_by_its_place_and_what_could_not_be_read_is_said(tmp_path: Path) -> None:
    shelf = Shelf(open_store(tmp_path / "news.db"))
    shelf.story(1)
    shelf.put(SECRET, secret())
    kept = shelf.story(2)
    archive, (damaged,) = shelf.store.archive, shelf.rows("select archive_offset from pages where url like '%story-1'")
    archive.close()
    (name,) = archive.files()
    data = bytearray((archive.root / name).read_bytes())
    data[damaged[0] + 200] ^= 0xFF
    (archive.root / name).chmod(0o644)
    (archive.root / name).write_bytes(data)

    done = forget(shelf.store, found(shelf.store, SECRET))

    assert done.pages == 1
    assert [said.partition(": ")[2].partition(" (")[0] for said in done.unread] == [
        f"cannot be read at {damaged[0]}: the packed data is damaged"
    ]
    assert Forgetting(shelf.store).is_unfinished()
    assert shelf.store.page(kept) is not None
    assert len(list((archive.root).rglob("*.warc.gz"))) == 1


def test_of_a_source_all_goes_and_nothing_of_another(tmp_path: Path) -> None:
    shelf = fill(Shelf(open_store(tmp_path / "news.db")))
    kept = "https://tribune.test/story-9"
    shelf.put(kept, stories.page(9), source="tribune")

    forget(shelf.store, list(Forgetting(shelf.store).of_source("courier")), "courier")

    assert [r["url"] for r in shelf.store.articles()] == [kept]
    assert shelf.rows("select url from pages") == [(kept,)]
    assert b"courier.test" not in everything(tmp_path)
    assert shelf.store.page(kept) is not None


def test_an_address_that_only_the_record_knows_finds_it(shelf: Shelf) -> None:
    versions = Versions(shelf.store)
    assert versions.find(f"{SECRET}?fbclid=1") == versions.find(SECRET) is not None
    assert versions.find("https://courier.test/no-such-story") is None
