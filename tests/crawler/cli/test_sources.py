"""`copydesk sources`: what a person sees, what is written, and with which status it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cleaners.model import Cleaned, Page
from crawler.flow import Asked, Visit, settle
from crawler.sources import Source
from crawler.sources.survey import Listing, Survey
from crawler.store import open_store
from tests.crawler.web import ROOT, Site

from .conftest import Copydesk

URL = "https://www.courier.example/"
FRONT = Listing("front", URL, "page", 200, frozenset("12"))
FEED = Listing("feed", f"{URL}feed", "RSS", 200, frozenset("123"), "2026-11-20")
LOST = Listing("feed", f"{URL}atom", "", 404, problem="the server has no such page (404 Not Found)")
ENTRY = f'[sources.courier-example]\nurl = "{URL}"\nfeeds = ["{URL}feed"]\n'
MINE = """\
# mine
[sources.gazette]
url = "https://gazette.example/"

[sources.herald]            # slow
url = "https://herald.example/"
feeds = ["https://herald.example/feed"]
headers = { Authorization = "Bearer of-mine" }
cookies = { session = "crumb-of-mine" }
proxy = "http://me:word-of-mine@proxy.example"
horizon = "36h"
paused = true
"""


@dataclass
class Answers:
    """What the web would answer: a survey for each site or source."""

    surveys: dict[str, Survey] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    network: dict[str, Any] = field(default_factory=dict)

    def ask(self, sites: Sequence[str], sources: Sequence[Source], network: dict[str, Any]) -> list[Survey]:
        names = [*sites, *(s.name for s in sources)]
        self.asked += names
        self.network = network
        return [self.surveys[name] for name in names]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Answers:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COPYDESK_SOURCES", raising=False)
    found = Answers({name: Survey(name, URL, (FRONT, FEED, LOST)) for name in ("courier.example", f"{URL}atom")})
    monkeypatch.setattr("crawler.cli.surveys.ask", found.ask)
    return found


def test_a_site_is_looked_at_shown_and_written_down(copydesk: Copydesk, answers: Answers) -> None:
    ran = copydesk("sources", "add", "courier.example", "--contact", "me@example.org")
    assert ran.out.splitlines() == [
        "  what       articles  newest      where",
        f"  front             2  -           {URL}",
        f"  RSS               3  2026-11-20  {URL}feed",
        f"! feed              -  -           {URL}atom (the server has no such page (404 Not Found))",
        "",
        *ENTRY.splitlines(),
    ]
    assert ran.err == ("copydesk: courier-example is written to sources.toml; now: copydesk crawl courier-example\n")
    assert (ran.status, Path("sources.toml").read_text()) == (0, ENTRY)
    assert answers.network["contact"] == "me@example.org"


@pytest.mark.parametrize("again", ["courier.example", "http://courier.example", URL, f"{URL}feed", f"{URL}atom"])
def test_a_site_that_is_there_is_named_and_nothing_is_changed(copydesk: Copydesk, answers: Answers, again: str) -> None:
    Path("sources.toml").write_text(f"\n{ENTRY}")
    ran = copydesk("sources", "add", again)
    assert ran.status == 0
    assert "copydesk: courier-example is there already (sources.toml, line 2)" in ran.err
    assert Path("sources.toml").read_text() == f"\n{ENTRY}"


def test_a_site_that_is_there_under_another_name_keeps_it_and_that_is_no_success(
    copydesk: Copydesk, answers: Answers
) -> None:
    Path("sources.toml").write_text(ENTRY)

    assert copydesk("sources", "add", URL, "--name", "courier-example").status == 0
    ran = copydesk("sources", "add", URL, "--name", "courier")

    assert (ran.status, answers.asked) == (1, [])
    assert "nothing is changed. To call it courier, write [sources.courier] there" in ran.err
    assert Path("sources.toml").read_text() == ENTRY


@pytest.mark.parametrize("command", ["list", "check"])
def test_without_a_file_that_is_said_and_how_one_is_made(copydesk: Copydesk, answers: Answers, command: str) -> None:
    ran = copydesk("sources", command)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "copydesk: sources.toml: no such file; `copydesk sources add URL` makes it\n"


def test_with_dry_run_the_entry_is_shown_and_no_file_is_made(copydesk: Copydesk, answers: Answers) -> None:
    ran = copydesk("sources", "add", "courier.example", "--dry-run", "--name", "c")
    assert '[sources.c]\nurl = "' in ran.out
    assert (ran.status, ran.err) == (0, "copydesk: nothing is written\n")
    assert not Path("sources.toml").exists()


def test_of_two_sites_with_hosts_that_make_one_name_the_second_gets_a_number(
    copydesk: Copydesk, answers: Answers
) -> None:
    Path("sources.toml").write_text(ENTRY.replace(URL, "https://courier-example/"))
    assert "courier-example-2 is written" in copydesk("sources", "add", "courier.example").err


def test_a_name_that_is_taken_is_not_written_over(copydesk: Copydesk, answers: Answers) -> None:
    Path("sources.toml").write_text(MINE)
    ran = copydesk("sources", "add", "courier.example", "--name", "gazette")
    assert ran.status == 1
    assert "gazette is there already (sources.toml, line 2): https://gazette.example/; nothing is written" in ran.err
    assert Path("sources.toml").read_text() == MINE


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        (Survey("courier.example", "", problem="the host does not exist"), "the host does not exist"),
        (Survey("courier.example", URL, (LOST,)), "nothing there leads to an article"),
    ],
    ids=["a site that is not there", "a site without articles"],
)
def test_what_gives_nothing_is_no_source(copydesk: Copydesk, answers: Answers, survey: Survey, said: str) -> None:
    answers.surveys["courier.example"] = survey
    ran = copydesk("sources", "add", "courier.example")
    assert (ran.status, ran.err) == (1, f"copydesk: courier.example: {said}; nothing is written\n")
    assert not Path("sources.toml").exists()


@pytest.mark.parametrize(
    "arguments", [["ftp://a.example"], ["https://me:word@a.example"], ["a.example", "--name", "a b"]]
)
def test_what_can_be_no_source_is_wrong_usage(copydesk: Copydesk, answers: Answers, arguments: list[str]) -> None:
    assert copydesk("sources", "add", *arguments).status == 2
    assert answers.asked == []


def test_the_environment_names_another_file(
    copydesk: Copydesk, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPYDESK_SOURCES", "papers.toml")
    copydesk("sources", "add", "courier.example")
    assert Path("papers.toml").read_text() == ENTRY
    assert copydesk("sources", "list", "--file", "none.toml").out == ""


def test_the_list_has_each_source_on_a_line(copydesk: Copydesk, answers: Answers) -> None:
    Path("sources.toml").write_text(MINE)
    assert copydesk("sources", "list").out.splitlines() == [
        "gazette  https://gazette.example/  lists are looked for",
        "herald   https://herald.example/  1 feed, paused",
    ]


def test_no_listing_and_no_check_shows_a_secret(copydesk: Copydesk, answers: Answers) -> None:
    Path("sources.toml").write_text(MINE)
    answers.surveys["herald"] = Survey("herald", "https://herald.example/")
    ran = copydesk("sources", "list", "--json")
    herald = json.loads(ran.out)[1]
    assert (herald["headers"], herald["cookies"], herald["proxy"]) == (["Authorization"], ["session"], True)
    assert (herald["horizon"], herald["revisit"]) == ("36h", ["1h", "1d", "7d"])
    checked = copydesk("sources", "check", "herald")
    assert "of-mine" not in ran.out + checked.out + checked.err


def test_a_check_asks_what_is_not_paused_and_names_what_is_broken(copydesk: Copydesk, answers: Answers) -> None:
    Path("sources.toml").write_text(MINE + '[sources.weekly]\nurl = "https://weekly.example/"\n')
    answers.surveys["gazette"] = Survey("gazette", "https://gazette.example/", (FRONT, LOST))
    answers.surveys["weekly"] = Survey("weekly", "https://weekly.example/", (FRONT,))
    ran = copydesk("sources", "check")
    assert answers.asked == ["gazette", "weekly"]
    assert ran.err.splitlines() == [
        f"copydesk: gazette is broken: {URL}atom: the server has no such page (404 Not Found)",
        "copydesk: 1 of 2 sources is as it should be",
    ]
    assert ran.status == 1
    assert copydesk("sources", "check", "weekly").status == 0


def test_a_check_of_a_bad_file_tells_every_line_and_asks_nothing(copydesk: Copydesk, answers: Answers) -> None:
    Path("sources.toml").write_text(MINE.replace("of-mine", "${NO_SUCH_WORD}", 1).replace("paused = true", "limt = 3"))
    ran = copydesk("sources", "check", "--offline")
    assert ran.status == 2
    assert [line.partition(": ")[2].partition(":")[0] for line in ran.err.splitlines()] == [
        "sources.toml, line 8, `sources.herald.headers.Authorization`",
        "sources.toml, line 12, `sources.herald.limt`",
    ]
    assert answers.asked == []


def test_a_check_offline_of_a_good_file_says_so(copydesk: Copydesk, answers: Answers) -> None:
    Path("sources.toml").write_text(MINE)
    ran = copydesk("sources", "check", "--offline")
    assert (ran.status, ran.err) == (0, "copydesk: sources.toml: 2 sources, and nothing is wrong with the file\n")
    assert answers.asked == []


@pytest.mark.parametrize("command", ["check", "remove"])
def test_a_name_that_nobody_has_is_wrong_usage_with_the_nearest(
    copydesk: Copydesk, answers: Answers, command: str
) -> None:
    Path("sources.toml").write_text(MINE)
    ran = copydesk("sources", command, "gazete")
    assert (ran.status, "did you mean gazette?" in ran.err) == (2, True)
    assert "no such file" in copydesk("sources", command, "gazette", "--file", "none.toml").err


def test_what_is_removed_is_printed_and_the_rest_stays(copydesk: Copydesk, answers: Answers) -> None:
    Path("sources.toml").write_text(MINE)
    ran = copydesk("sources", "remove", "herald")
    assert ran.out == MINE[MINE.index("[sources.herald]") :]
    assert ran.err == "copydesk: herald is removed from sources.toml\n"
    assert Path("sources.toml").read_text() == MINE[: MINE.index("\n[sources.herald]")]


def test_of_what_is_removed_the_store_keeps_its_articles_and_says_how_many(
    copydesk: Copydesk, answers: Answers, story: Callable[[str], Cleaned]
) -> None:
    Path("sources.toml").write_text(MINE)
    with open_store("news.db") as store:
        for n in range(2):
            url = f"https://herald.example/{n}"
            asked = Asked(url, "herald")
            page = Page(f"{n}", url)
            settle(Visit(asked, page, 200, url), story(f"The harbour bridge closes for {n} days"), store)
    ran = copydesk("sources", "remove", "herald", "--db", "news.db")
    assert ran.err == "copydesk: herald is removed from sources.toml; news.db keeps its 2 articles\n"


def test_a_folder_that_is_not_there_is_said_before_anything_is_asked(copydesk: Copydesk, answers: Answers) -> None:
    ran = copydesk("sources", "add", "courier.example", "--file", "none/sources.toml")
    assert (ran.status, ran.err) == (2, "copydesk: none/sources.toml: the folder none does not exist (--file)\n")
    assert answers.asked == []


def test_the_whole_command_looks_at_a_site_and_writes_it_down(site: Site, tmp_path: Path) -> None:
    site.add("/", '<link rel="alternate" type="application/rss+xml" href="/feed">')
    item = f"<item><link>{site.url}/2026/11/20/story-1/</link></item>"
    site.add("/feed", f'<rss version="2.0"><channel>{item}</channel></rss>')
    done = subprocess.run(
        [sys.executable, "-m", "crawler.cli", "sources", "add", site.url, "--name=paper", "--contact=me@example.org"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"  RSS               1  -           {site.url}/feed\n" in done.stdout
    assert done.stderr == "copydesk: paper is written to sources.toml; now: copydesk crawl paper\n"
    assert f'feeds = ["{site.url}/feed"]' in (tmp_path / "sources.toml").read_text()
    assert [agent for agent in site.agents if "me@example.org" not in agent] == []
