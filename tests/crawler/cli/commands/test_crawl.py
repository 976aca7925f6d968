from pathlib import Path

import pytest

from cleaners.model import Rejected, Verdict
from crawler.outcome import Outcome, RunReport
from crawler.start import CrawlOptions

from ..conftest import Copydesk, Web

SITE = "https://example.org"
INDEX = Rejected("u", "verdict", "index; 90 of 100 words are links", Verdict("index"))


def test_a_crawl_ends_with_a_table_reasons_and_the_place_of_the_store(
    copydesk: Copydesk, web: Web, tmp_path: Path
) -> None:
    db = tmp_path / "news.db"
    db.write_bytes(b"x" * 1500)
    web.outcomes = [
        Outcome(f"{SITE}/a", "stored", "an article", SITE),
        Outcome(f"{SITE}/b", "rejected", INDEX.reason, SITE, result=INDEX),
        Outcome(f"{SITE}/c", "failed", "the server has no such page (404 Not Found)", SITE),
    ]
    web.report = RunReport(known=12)
    ran = copydesk("crawl", SITE, "--db", str(db))
    assert [line.split() for line in ran.err.splitlines()[:2]] == [
        ["source", "stored", "refused", "failed"],
        [SITE, "1", "1", "1"],
    ]
    assert ran.err.splitlines()[2:] == [
        "copydesk: refused: 1 × index",
        f"copydesk: failed: 1 × the server has no such page (404 Not Found), first {SITE}/c",
        f"copydesk: 1 new article, 12 pages were already known; the store is {db} (1.5 kB)",
    ]
    assert (ran.status, ran.out) == (0, "")


def test_a_source_that_fails_is_named_and_is_the_command_s_failure(copydesk: Copydesk, web: Web) -> None:
    web.report = RunReport(failures=[(SITE, "no article was found")])
    ran = copydesk("crawl", SITE, "--db", "none.db")
    assert ran.status == 1
    assert f"copydesk: {SITE}: no article was found\n" in ran.err


def test_what_is_left_by_the_limit_is_said(copydesk: Copydesk, web: Web) -> None:
    web.report = RunReport(left=7)
    assert "7 or more are left for another run" in copydesk("crawl", SITE, "--db", "none.db").err


def test_the_options_reach_the_spider(copydesk: Copydesk, web: Web, tmp_path: Path) -> None:
    out, log, db = (str(tmp_path / n) for n in ("o.jsonl", "c.log", "n.db"))
    copydesk(
        "crawl", SITE, "https://example.net", "-o", out, "--limit", "5", "--log", log, "--db", db, "--timeout", "9"
    )
    targets, options = web.asked
    assert [t.url for t in targets] == [SITE, "https://example.net"]  # type: ignore[attr-defined]
    assert isinstance(options, CrawlOptions)
    assert (options.output, options.limit, options.log_file, options.db, options.timeout) == (out, 5, log, db, 9)


def test_names_are_those_of_the_file_and_without_one_all_that_are_not_paused(
    copydesk: Copydesk, web: Web, tmp_path: Path
) -> None:
    (tmp_path / "sources.toml").write_text(
        "".join(f'[sources.{n}]\nurl = "https://{n}.example/"\npaused = {p}\n' for n, p in
                (("courier", "false"), ("tribune", "true"), ("post", "false"))), encoding="utf-8"
    )  # fmt: skip
    file = ("--file", str(tmp_path / "sources.toml"))

    copydesk("crawl", *file)
    copydesk("crawl", "tribune", "https://else.example/", *file)
    unknown = copydesk("crawl", "courrier", *file)

    named = [[t.name for t in web.asked[n]] for n in (0, 2)]  # type: ignore[attr-defined]
    assert named == [["courier", "post"], ["tribune", "https://else.example/"]]
    assert unknown.status == 2
    assert "did you mean courier?" in unknown.err


def test_without_anything_to_crawl_it_says_what_to_do(copydesk: Copydesk, tmp_path: Path) -> None:
    ran = copydesk("crawl", "--file", str(tmp_path / "sources.toml"))

    assert ran.status == 2
    assert "what is to be crawled? Give an address, or write" in ran.err


def test_a_watch_without_anything_to_watch_makes_nothing(copydesk: Copydesk, tmp_path: Path) -> None:
    ran = copydesk("watch", "--file", str(tmp_path / "sources.toml"), "--db", str(tmp_path / "desk.db"))

    assert ran.status == 2
    assert "what is to be crawled?" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [("crawl", SITE, "-o", "-"), ("crawl", SITE, "--log", "-"), ("watch", "-o", "-"), ("crawl", "--db", "-")]
)
def test_a_dash_makes_no_file_of_that_name(
    copydesk: Copydesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = copydesk(*words)

    assert ran.status == 2
    assert f"this goes to a file, and not to stdout; name one ({words[-2].replace('-o', '--output')})" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_limit_that_is_no_number_is_told_in_plain_words(copydesk: Copydesk) -> None:
    ran = copydesk("crawl", SITE, "--limit", "abc")

    assert ran.status == 2
    assert "'--limit': 'abc' is not a valid whole number" in ran.err


def test_without_configuration_the_store_is_in_this_folder(copydesk: Copydesk, web: Web) -> None:
    copydesk("crawl", SITE)
    options = web.asked[1]
    assert isinstance(options, CrawlOptions)
    assert (options.db, options.obey_robots) == ("copydesk.db", True)


def test_an_interrupted_crawl_still_tells_what_it_has(copydesk: Copydesk, web: Web) -> None:
    web.outcomes = [Outcome(f"{SITE}/a", "stored", "an article", SITE)]
    web.report = RunReport(interrupted=True)
    ran = copydesk("crawl", SITE, "--db", "none.db")
    assert ran.status == 130
    assert "copydesk: stopped by Ctrl-C, 1 new article; " in ran.err
