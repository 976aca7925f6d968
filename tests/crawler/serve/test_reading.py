"""What is in the store is listed, found and read, while a crawl may be writing it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest

from crawler.store import Store, open_store
from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.serve.conftest import Serve
from tests.crawler.shelf import Shelf

API = "/api/v1"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

ODD = [
    ("/articles?limit=0", 422, "invalid", "limit"),
    ("/articles?limit=x", 422, "invalid", "limit"),
    ("/articles?since=yesterday", 422, "invalid", "since"),
    ("/articles?cursor=abc", 422, "invalid", "cursor"),
    ("/stories?cursor=%C3%A9", 422, "invalid", "cursor"),
    ("/search", 422, "invalid", "q"),
    ("/search?q=-a", 422, "invalid", "q"),
    ("/articles/none", 404, "not_found", "article_id"),
    ("/articles/none/versions", 404, "not_found", "article_id"),
    ("/articles/%00/removals", 404, "not_found", "article_id"),
    ("/stories/none", 404, "not_found", "story_id"),
    ("/nothing", 404, "not_found", None),
    ("/articles/", 404, "not_found", None),
]


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        yield opened


@pytest.fixture
def client(database: Database, store: Store, serve: Serve) -> httpx.Client:
    """A service on the store, in which are three stories of three days; the first has changed, and lost a box."""
    shelf = Shelf(store)
    box = '<div class="newsletter"><p>Sign up for our newsletter and never miss a story.</p></div>'
    for n, day in ((1, "2026-11-18"), (2, "2026-11-19"), (3, "2026-11-20")):
        shelf.story(n, box, day=day, source="tribune" if n == 3 else "courier")
    changed = stories.page(1).replace("fourteen", "fifteen").replace("14 million crowns", "15 million crowns")
    shelf.put("https://courier.test/story-1", changed, day="2026-11-20")
    return serve(db=database.address, archive=str(database.archive), clock=lambda: NOON)


def get(client: httpx.Client, path: str, **query: Any) -> Any:
    answer = client.get(API + path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def titles(page: Any) -> list[int]:
    """The stories on a page of a list."""
    return [next(n for n in range(9) if stories.title(n) == a["title"]) for a in page["articles"]]


def test_articles_are_listed_the_newest_first_and_a_page_at_a_time(client: httpx.Client, store: Store) -> None:
    first = get(client, "/articles", limit=2)
    Shelf(store).story(4, day="2026-11-21")  # it comes in while somebody turns the page
    second = get(client, "/articles", limit=2, cursor=first["next"])

    assert titles(first) == [3, 2]
    assert titles(second) == [1]
    assert second["next"] is None
    assert first["articles"][0]["url"] == "https://courier.test/story-3"
    assert first["articles"][0]["excerpt"]["text"].startswith("The council of")


def test_a_list_is_narrowed(client: httpx.Client) -> None:
    assert titles(get(client, "/articles", source="tribune")) == [3]
    assert titles(get(client, "/articles", source="nobody")) == []
    assert titles(get(client, "/articles", language="de")) == []
    assert titles(get(client, "/articles", until="2020-01-01")) == []
    assert len(titles(get(client, "/articles", since="2020-01-01T00:00:00Z", language="en"))) == 3
    story = get(client, "/articles", limit=1)["articles"][0]["story_id"]
    assert titles(get(client, "/articles", story=story)) == [3]


def test_search_shows_the_words_where_they_stand(client: httpx.Client) -> None:
    page = get(client, "/search", q='"15 million" crowns')

    assert titles(page) == [1]
    excerpt = page["articles"][0]["excerpt"]
    assert [excerpt["text"][a:b] for a, b in excerpt["marks"]] == ["15 million", "crowns"]
    assert titles(get(client, "/search", q="council", source="tribune", limit=1)) == [3]


def test_an_article_is_read_with_all_that_is_known_of_it(client: httpx.Client, store: Store) -> None:
    (row,) = [a for a in get(client, "/articles")["articles"] if a["title"] == stories.title(1)]
    path = f"/articles/{row['id']}"

    record = get(client, path)
    assert record in list(store.articles())
    assert record["version"] == row["version"] == 2

    versions = get(client, f"{path}/versions")["versions"]
    assert [(v["version"], v["why"]) for v in versions] == [(1, "the first"), (2, "text")]
    assert "14 million" in get(client, f"{path}/versions/1")["text"]

    differences = get(client, f"{path}/differences")
    assert (differences["before"], differences["after"]) == (1, 2)
    assert any(line.startswith("+") and "15 million" in line for line in differences["text"])
    assert differences["removals"] == {"newsletter": -1}
    assert get(client, f"{path}/differences", before=2, after=2)["text"] == []

    other = get(client, "/articles", source="tribune")["articles"][0]["id"]
    gone = get(client, f"/articles/{other}/removals")["removals"]
    assert [r["cleaner"] for r in gone] == ["newsletter"]
    assert gone[0]["text"] == "Sign up for our newsletter and never miss a story."


def test_an_article_that_is_forgotten_while_it_is_read_is_not_there(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = get(client, "/articles")["articles"][0]["id"]
    monkeypatch.setattr("crawler.store.versions.Versions.of", lambda *_: ())

    for path in (f"{API}/articles/{article}/differences", f"/articles/{article}", f"/articles/{article}?version=1"):
        assert client.get(path).status_code == 404, path


def test_a_story_is_read_with_its_tellings(client: httpx.Client, store: Store) -> None:
    Shelf(store).put("https://herald.test/copy", stories.page(2), source="herald", day="2026-11-21")

    (story,) = get(client, "/stories")["stories"]

    assert get(client, f"/stories/{story['id']}") == story
    assert [t["url"] for t in story["articles"]] == ["https://courier.test/story-2", "https://herald.test/copy"]
    assert story["original"]["id"] == story["articles"][0]["id"]
    assert story["original"]["reason"]


def test_sources_are_told_with_their_health(client: httpx.Client, store: Store) -> None:
    store.sources.polled("courier", "https://courier.test/")
    store.sources.polled("tribune", "https://tribune.test/", "the server failed (503)", "https://tribune.test/feed")

    told = {s["name"]: s for s in get(client, "/sources")["sources"]}

    assert told["courier"]["is_well"]
    assert told["tribune"]["health"]["articles"] == 1
    assert told["tribune"]["findings"][0]["url"] == "https://tribune.test/feed"
    metrics = client.get("/metrics")
    assert 'copydesk_source_up{source="tribune"} 0' in metrics.text
    assert 'copydesk_serve_in_work{kind="cleaning"} 0' in metrics.text
    assert metrics.headers["content-type"].startswith("text/plain")


def test_the_feed_has_the_full_text_of_what_was_asked_for(client: httpx.Client) -> None:
    whole = feedparser.parse(client.get(f"{API}/feed").content)
    some = feedparser.parse(client.get(f"{API}/feed", params={"q": "15 million", "source": "courier"}).content)

    assert not whole.bozo
    assert [e.title for e in whole.entries] == [stories.title(n) for n in (3, 2, 1)]
    assert [e.title for e in some.entries] == [stories.title(1)]
    assert "A final decision on the contract" in some.entries[0].content[0].value


def test_what_is_not_there_is_told_in_one_shape(client: httpx.Client) -> None:
    for path, *expected in ODD:
        answer = client.get(API + path)
        assert [answer.status_code, answer.json()["error"], answer.json()["where"]] == expected, path


def test_without_a_store_pages_are_cleaned_and_the_rest_says_so(serve: Serve, tmp_path: Path) -> None:
    client = serve(db=str(tmp_path / "news.db"))

    assert client.get("/health").json()["store"] == "none"
    assert client.get(f"{API}/articles").json()["error"] == "no_store"
    assert client.get("/metrics").status_code == 200
    assert client.post(f"{API}/clean", json={"text": "One line.\n\nAnother line."}).status_code == 200
    assert not (tmp_path / "news.db").exists()

    with open_store(tmp_path / "news.db") as store:
        Shelf(store).story(1)
    assert len(client.get(f"{API}/articles").json()["articles"]) == 1
    assert client.get("/health").json()["store"] == "ok"


def test_a_store_that_cannot_be_read_is_told_without_its_path(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "news.db").write_bytes(b"no database at all" * 100)
    said: list[str] = []
    client = serve(db=str(tmp_path / "news.db"), tell=said.append)

    answer = client.get(f"{API}/articles")

    assert (answer.status_code, answer.json()["error"]) == (503, "store")
    assert str(tmp_path) not in answer.text
    assert any(str(tmp_path) in line for line in said)
    assert client.get("/health").status_code == 503


def test_reading_changes_nothing_and_does_not_wait_for_who_writes(database: Database, client: httpx.Client) -> None:
    get(client, "/articles")
    with database.open() as writer, writer.together():
        Shelf(writer).story(7)

        assert titles(get(client, "/articles")) == [3, 2, 1]
    assert titles(get(client, "/articles")) == [7, 3, 2, 1]
