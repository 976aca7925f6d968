"""The commands on what is stored: `reclean`, `history`, `forget`, `stories`."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.store import open_store
from tests.crawler import stories
from tests.crawler.shelf import CLUB, Shelf

from ..conftest import Copydesk, Web

URL = "https://courier.test/story-1"
RULE = """
[[remove]]
phrase = "members of the aldermoor reading club"
why = "the site's own club"
example = { text = "Members of the Aldermoor Reading Club get a calendar." }
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """A store where the commands look for one: two stories, one of them with a club's paragraph, and a repost."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.toml").write_text(RULE, encoding="utf-8")
    with open_store(tmp_path / "copydesk.db") as store:
        shelf = Shelf(store)
        shelf.story(1, CLUB)
        shelf.story(2)
        repost = stories.page(1).replace("</article>", f"{CLUB}<p>Source: Courier</p></article>")
        repost = repost.replace(stories.title(1), "What the council wants")
        shelf.put("https://tribune.test/news/repost", repost, source="tribune")
        yield shelf


def test_reclean_shows_what_changes_in_which_record_and_sums_it_up(copydesk: Copydesk, shelf: Shelf) -> None:
    dry = copydesk("reclean", "--rules", "rules.toml", "--dry-run")
    assert shelf.rows("select count(*) from versions") == [(0,)]
    ran = copydesk("reclean", "--rules", "rules.toml")
    again = copydesk("reclean", "--rules", "rules.toml")

    assert (dry.status, ran.status, again.status) == (0, 0, 0)
    first, reason, *diff = ran.out.splitlines()[:5]
    assert (first, reason) == (URL, "  version 2: cleaned again: text")
    assert "    -Members of the Aldermoor Reading Club get a calendar with pictures of the harbour." in diff
    assert "3 pages cleaned again; 2 articles have a new version\n" in ran.err
    assert "copydesk: removed: site_rule 2 more\n" in ran.err
    assert "cleaned by the rules of the crawl that finds it: give it the same --rules" in ran.err
    assert "(a dry run: nothing is written); 2 articles have a new version\n" in dry.err
    assert (again.out, again.err) == ("", "copydesk: 3 pages cleaned again; nothing has changed\n")


def test_reclean_says_which_address_is_not_stored_and_which_store_is_none(copydesk: Copydesk, shelf: Shelf) -> None:
    ran = copydesk("reclean", "--url", "https://courier.test/none")
    assert ran.status == 1
    assert "https://courier.test/none: is not in the store" in ran.err
    nowhere = copydesk("reclean", "--db", "none.db")
    assert nowhere.status == 2
    assert "none.db: no such store" in nowhere.err
    assert not Path("none.db").exists()
    folder = copydesk("reclean", "--db", ".")
    assert (folder.status, folder.err) == (2, "copydesk: .: is a folder; name a file in it (--db)\n")


def test_a_source_that_is_mistyped_is_told_with_those_that_there_are(copydesk: Copydesk, shelf: Shelf) -> None:
    ran = copydesk("reclean", "--source", "tribun")
    assert (ran.status, ran.out) == (2, "")
    assert "has no source 'tribun' (--source); did you mean tribune?" in ran.err
    assert "1 page cleaned again" in copydesk("reclean", "--source", "tribune").err
    gone = copydesk("forget", "--yes", "--source", "tribun")
    assert (gone.status, gone.err) == (1, "copydesk: tribun: nothing that this source has brought is in the store\n")


def test_history_shows_each_version_with_its_reason_and_what_differs(copydesk: Copydesk, shelf: Shelf) -> None:
    shelf.story(1, "<p>Correction: the vote was on Monday.</p>")

    ran = copydesk("history", "--diff", f"{URL}/?utm_source=feed")
    data = [json.loads(line) for line in copydesk("history", "--json", URL).out.splitlines()]

    assert ran.status == 0
    assert "the first" in ran.out.splitlines()[0]
    assert ran.out.splitlines()[2].endswith("text, corrections")
    assert "-Members of the Aldermoor Reading Club" in ran.out
    assert "+Correction: the vote was on Monday." in ran.out
    assert [(d["version"], d["why"]) for d in data] == [(1, "the first"), (2, "text, corrections")]
    assert "Reading Club" in data[0]["record"]["text"]
    assert copydesk("history", "https://courier.test/none").status == 1


def test_stories_shows_who_tells_the_same_and_who_was_first_and_why(copydesk: Copydesk, shelf: Shelf) -> None:
    ran = copydesk("stories")
    (data,) = [json.loads(line) for line in copydesk("stories", "--json").out.splitlines()]

    assert ran.status == 0
    headline, why, first, repost, own = ran.out.splitlines()
    assert headline == f"{stories.title(1)} (2 records)"
    assert why.startswith("  likely the original: courier.test: the other leads to it: source")
    assert first.startswith("  * courier.test")
    assert first.endswith(f" words              {URL}")
    assert repost.startswith("    tribune.test")
    assert repost.endswith("alike  https://tribune.test/news/repost")
    assert own.strip() == "“What the council wants”"
    assert ran.err == "copydesk: 1 story told by several records\n"
    assert {m["url"] for m in data["members"]} == {URL, "https://tribune.test/news/repost"}
    assert data["original"]["url"] == URL
    assert data["original"]["reason"] in ran.out
    assert [0 < m["alike"] <= 1 for m in data["members"] if m["url"] != URL] == [True]
    assert copydesk("stories", "--since", "2099-01-01").out == ""


def test_stories_of_an_address_are_those_that_its_article_is_of(copydesk: Copydesk, shelf: Shelf) -> None:
    same = copydesk("stories", f"{URL}/?utm_source=x", "https://tribune.test/news/repost")
    alone = copydesk("stories", "https://courier.test/story-2")
    unknown = copydesk("stories", "https://courier.test/none", URL)

    assert (same.status, same.out.count("* courier.test")) == (0, 1), "a story is shown once"
    assert alone.out == ""
    assert "https://courier.test/story-2: no other record tells the same\n" in alone.err
    assert (unknown.status, unknown.out) == (1, same.out)
    assert "https://courier.test/none: no article of this address is in the store\n" in unknown.err


def test_forget_shows_what_goes_asks_for_a_yes_and_tells_what_is_left_to_others(
    copydesk: Copydesk, shelf: Shelf
) -> None:
    dry = copydesk("forget", "--dry-run", URL)
    unsure = copydesk("forget", URL)
    assert (dry.status, unsure.status) == (0, 2)
    assert "would be forgotten: 1 article in 1 version, 0 pages without one" in dry.err
    assert len(list(shelf.store.articles())) == 3

    ran = copydesk("forget", "--yes", URL)

    assert ran.status == 0
    assert ran.out == f"{URL}  {stories.title(1)}\n"
    assert "forgotten: 1 article in 1 version, 0 pages without one; 1 page dropped from the archive" in ran.err
    for said in (dry.err, ran.err):
        assert "1 other record tells the same, and stays: https://tribune.test/news/repost" in said
    assert "what you have written with -o or export, and backups, are yours to look through" in ran.err
    again = copydesk("forget", "--yes", URL)
    assert (again.status, "was forgotten before" in again.err) == (0, True)
    none = copydesk("forget", "--yes", "https://courier.test/none")
    assert (none.status, none.err) == (1, "copydesk: https://courier.test/none: is not in the store\n")


def test_what_was_forgotten_can_be_allowed_again_and_what_was_not_is_said(copydesk: Copydesk, shelf: Shelf) -> None:
    copydesk("forget", "--yes", URL)

    ran, again = (copydesk("forget", "--allow", URL) for _ in range(2))

    assert (ran.status, again.status) == (0, 1)
    assert f"{URL}: may be fetched again" in ran.err
    assert f"{URL}: was not forgotten" in again.err
    assert shelf.story(1) in {r["url"] for r in shelf.store.articles()}
    assert copydesk("forget", "--allow", "--source", "courier").status == 2


def test_forget_takes_all_of_a_source_and_wants_to_know_what(copydesk: Copydesk, shelf: Shelf) -> None:
    assert copydesk("forget").status == 2
    assert copydesk("forget", "--yes", "--source", "nobody").status == 1
    shelf.store.sources.reading("https://courier.test", "https://courier.test")
    front = copydesk("forget", "--yes", "https://courier.test")
    assert (front.status, "--source forgets all that it has brought" in front.err) == (1, True)

    shelf.store.sources.polled("tribune", "https://tribune.test/")
    assert copydesk("forget", "--yes", "--source", "https://tribune.test").status == 0

    assert {r["url"] for r in shelf.store.articles()} == {URL, "https://courier.test/story-2"}


def test_while_another_reads_the_store_forget_says_that_it_is_not_finished(
    copydesk: Copydesk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.store.database.BUSY_SECONDS", 0.1)
    with shelf.store.reading() as connection:
        connection.exec_driver_sql("select * from articles").fetchone()
        ran = copydesk("forget", "--yes", URL)

    assert ran.status == 1
    assert "not finished: " in ran.err
    assert "run the same command again" in ran.err
    assert stories.title(1).encode() in Path("copydesk.db").read_bytes() + Path("copydesk.db-wal").read_bytes()
    again = copydesk("forget", "--yes", URL)
    assert (again.status, "what an earlier run has left undone is done now" in again.err) == (0, True)
    assert stories.title(1).encode() not in Path("copydesk.db").read_bytes()
    assert "undone" not in copydesk("forget", "--yes", URL).err


def test_forget_where_the_archive_cannot_be_changed_is_finished_by_the_same_command(
    copydesk: Copydesk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("crawler.archive.archive.without", refused)
        ran = copydesk("forget", "--yes", URL)
    assert (ran.status, "not finished: " in ran.err, "Permission denied" in ran.err) == (1, True, True)

    again = copydesk("forget", "--yes", URL)

    assert (again.status, "1 page dropped from the archive" in again.err) == (0, True)
    other = copydesk("forget", "--yes", "--source", "courier")
    assert (other.status, "1 article" in other.err) == (0, True)


def refused(*_: object) -> str:
    raise PermissionError(13, "Permission denied")


def test_forget_says_where_the_archive_is_not_the_one_that_has_the_pages(copydesk: Copydesk, shelf: Shelf) -> None:
    none = copydesk("forget", "--yes", "--archive", "none.warc", URL)
    assert (none.status, "none.warc: no such folder, and 1 page of this lies in it" in none.err) == (2, True)
    assert len(list(shelf.store.articles())) == 3
    Path("other.warc").mkdir()

    other = copydesk("forget", "--yes", "--archive", "other.warc", URL)
    right = copydesk("forget", "--yes", URL)

    assert other.status == 1
    assert "is not in other.warc" in other.err
    assert "name the archive with --archive" in other.err
    assert (right.status, "1 page dropped from the archive" in right.err) == (0, True)


def test_forget_names_what_is_below_and_takes_it_where_that_is_said(copydesk: Copydesk, shelf: Shelf) -> None:
    shelf.put(f"{URL}/comments", "<title>Comments</title>")
    shelf.put(f"{URL}/comments?page=2", "<title>Comments</title>")

    named = copydesk("forget", "--dry-run", URL)
    ran = copydesk("forget", "--yes", "--below", URL)

    assert f"2 pages below stay, unless --below is said: {URL}/comments {URL}/comments?page=2\n" in named.err
    assert "forgotten: 1 article in 1 version, 2 pages without one; 3 pages dropped from the archive" in ran.err
    assert shelf.rows("select count(*) from pages where url like '%comments%'") == [(0,)]


def test_forget_says_on_which_other_pages_its_headline_stands(copydesk: Copydesk, shelf: Shelf) -> None:
    linking = shelf.story(3, f'<aside class="related"><a href="{URL}">{stories.title(1)}</a></aside>')

    ran = copydesk("forget", "--yes", URL)
    other = copydesk("forget", "--yes", linking)

    said = "its headline or address stands on another page that is kept, which can be forgotten by name: "
    assert f"{said}{linking}\n" in ran.err
    assert "headline" not in other.err


def test_of_many_that_go_those_that_go_as_well_are_not_said_to_stay(
    copydesk: Copydesk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.store.forgetting.AT_ONCE", 1)

    ran = copydesk("forget", "--dry-run", URL, "https://tribune.test/news/repost")

    assert ran.status == 0
    assert "tells the same" not in ran.err


@pytest.mark.parametrize(
    ("words", "kept"),
    [((), timedelta(days=90)), (("--keep-pages", "2w"), timedelta(days=14)), (("--keep-pages", "forever"), None)],
    ids=["90 days, unless told otherwise", "two weeks", "forever"],
)
def test_how_long_a_crawl_keeps_pages_can_be_told(
    words: tuple[str, ...], kept: timedelta | None, copydesk: Copydesk, web: Web
) -> None:
    assert copydesk("crawl", "https://example.org", *words).status == 0
    assert getattr(web.asked[-1], "keep_pages", "not told") == kept
    refused = copydesk("crawl", "https://example.org", "--keep-pages", "long")
    assert (refused.status, "'long' is no age" in refused.err) == (2, True)
