import json
from collections.abc import Callable
from pathlib import Path

from cleaners.model import Cleaned, Rejected, Verdict
from cleaners.rules import NO_RULES
from crawler.start import FetchOptions

from ..conftest import Copydesk, Web

Story = Callable[[str], Cleaned]
A, B = "https://example.org/a", "https://example.org/b"


def test_records_come_in_the_order_asked_for(copydesk: Copydesk, web: Web, story: Story) -> None:
    web.pages, web.arrival = {A: story("Title A"), B: story("Title B")}, [B, A]
    ran = copydesk("fetch", "--json", A, B)
    assert [json.loads(line)["title"] for line in ran.out.splitlines()] == ["Title A", "Title B"]
    assert (ran.status, ran.err) == (0, "")


def test_what_fails_is_said_and_the_rest_is_done(copydesk: Copydesk, web: Web, story: Story) -> None:
    refused = Rejected(A, "verdict", "index; a list of links", Verdict("index"))
    gone = "https://gone.example.org/"
    web.pages = {gone: "the host name does not exist", A: refused, B: story("Title B")}
    ran = copydesk("fetch", gone, A, B)
    assert ran.status == 1
    assert ran.out == story("Title B").article.as_text()
    assert ran.err.splitlines() == [
        f"copydesk: {gone}: the host name does not exist",
        f"copydesk: {A}: refused as no article: index; a list of links (--any takes its text all the same)",
    ]


def test_a_list_of_addresses_is_fetched_with_those_named_each_once(
    copydesk: Copydesk, web: Web, story: Story, tmp_path: Path
) -> None:
    web.pages = {A: story("Title A"), B: story("Title B")}
    (tmp_path / "list").write_text(f"# two\n{A}\n{B}\n{A}\n")
    assert copydesk("fetch", B, "-i", str(tmp_path / "list")).status == 0
    assert web.asked[0] == [B, A]
    copydesk("fetch", "-i", "-", stdin=f"{A}\n".encode())
    assert web.asked[2] == [A]


def test_a_line_that_is_no_address_is_named_and_the_others_are_fetched(
    copydesk: Copydesk, web: Web, story: Story
) -> None:
    web.pages = {A: story("Title A")}
    ran = copydesk("fetch", "-i", "-", stdin=f"example.org\n{A}\n".encode())
    assert ran.status == 1
    assert ran.err == "copydesk: -, line 1: example.org: no http:// or https:// address\n"
    assert ran.out.startswith("Title A\n")


def test_the_options_reach_the_spider_and_nothing_is_stored_unasked(
    copydesk: Copydesk, web: Web, story: Story, tmp_path: Path
) -> None:
    web.pages = {A: story("Title A")}
    copydesk("fetch", A)
    assert web.asked[1] == FetchOptions(facts=NO_RULES.facts_for)
    db = str(tmp_path / "a.db")
    copydesk(
        "fetch", "--any", "--ignore-robots", "--timeout", "5", "--user-agent", "U", "--contact", "C", "--db", db, A
    )
    assert web.asked[3] == FetchOptions(
        facts=NO_RULES.facts_for,
        require_article=False,
        obey_robots=False,
        timeout=5,
        user_agent="U",
        contact="C",
        db=db,
    )


def test_an_interrupted_fetch_says_so_by_its_status(copydesk: Copydesk, web: Web, story: Story) -> None:
    web.pages, web.report.interrupted = {A: story("Title A")}, True
    ran = copydesk("fetch", A)
    assert (ran.status, ran.err) == (130, "")


def test_an_address_that_cannot_be_fetched_is_wrong_usage(copydesk: Copydesk, web: Web) -> None:
    for address, hint in (
        ("ftp://example.org/a", "only http and https"),
        ("example.org", "did you mean https://example.org ?"),
    ):
        ran = copydesk("fetch", A, address)
        assert ran.status == 2
        assert hint in ran.err
    assert web.asked == []


def test_a_file_that_is_no_store_is_wrong_usage(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database " * 50)
    ran = copydesk("fetch", "--db", str(tmp_path / "notes.txt"), "http://127.0.0.1:9/")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "notes.txt" in ran.err


def test_a_folder_that_is_not_there_is_named_before_anything_is_fetched(copydesk: Copydesk, web: Web) -> None:
    ran = copydesk("fetch", "--db", "/no/such/folder/a.db", A)
    assert ran.status == 2
    assert ran.err == "copydesk: /no/such/folder/a.db: the folder /no/such/folder does not exist (--db)\n"
    assert web.asked == []
