import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleaners.model import Cleaned, Document, Rights, Verdict
from crawler.cli.commands.export import NAMES, since
from crawler.export.formats import NAMES as FORMATS
from crawler.export.selection import Selection
from crawler.outcome import Outcome
from crawler.store import Ending, open_store
from tests.crawler.deliver import desk
from tests.crawler.export.records import Listed, plain

from ..conftest import Copydesk

NOW = datetime(2026, 5, 10, 12, 0, tzinfo=UTC)


class Opened(Listed):
    """A store that is open, and is closed."""

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A store of two stories where the command looks for one; it runs in its folder."""
    opened = Opened([plain(1), plain(2)])
    (tmp_path / "copydesk.db").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crawler.store.open_store", lambda db: opened)
    monkeypatch.setattr("crawler.store.facets.sources_in", lambda store: {"Courier": "https://courier.test/"})
    return opened


def test_records_go_to_stdout_as_json_lines_and_their_number_to_stderr(copydesk: Copydesk, store: Opened) -> None:
    ran = copydesk("export")
    assert [json.loads(line)["title"] for line in ran.out.splitlines()] == ["Story 1", "Story 2"]
    assert (ran.status, ran.err) == (0, "copydesk: 2 records written (jsonl)\n")
    assert store.closed


def test_the_form_is_told_by_the_name_or_by_its_option(copydesk: Copydesk, store: Opened, tmp_path: Path) -> None:
    ran = copydesk("export", "-o", "news.csv")
    assert (ran.status, ran.out, ran.err) == (0, "", "copydesk: 2 records written to news.csv (csv)\n")
    assert (tmp_path / "news.csv").read_bytes().startswith(b"id,url,")
    assert copydesk("export", "--format", "markdown", "-o", "stories").status == 0
    assert len(list((tmp_path / "stories").glob("*.md"))) == 2


def test_an_empty_selection_is_said_and_is_no_failure(copydesk: Copydesk, store: Opened) -> None:
    store.stored = ()
    ran = copydesk("export", "--format", "rss")
    assert ran.out.rstrip().endswith("</rss>")
    assert (ran.status, ran.err) == (0, "copydesk: 0 records written (rss)\n")


def test_what_is_selected_is_asked_of_the_store(copydesk: Copydesk, store: Opened) -> None:
    copydesk("export")
    copydesk("export", "--since", "2026-05-03", "--source", "Courier", "--language", "de", "--story-originals",
             "--exclude-reserved")  # fmt: skip
    assert store.asked == [
        Selection(),
        Selection("2026-05-03T00:00:00+00:00", None, "Courier", "de", story_originals=True, exclude_reserved=True),
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--db", "none.db"], "copydesk: none.db: no such store; `copydesk crawl` makes one"),
        (["-o", "stories"], "copydesk: what form is stories to have? --format tells it"),
        (["-o", "none/news.csv"], "copydesk: none/news.csv: the folder"),
        (["--since", "yesterday"], "'yesterday' is no age (30m, 12h, 7d, 2w), day (2026-01-31) or instant"),
        (["--format", "docx"], "'docx' is not one of"),
        (["-o", "nowhere://a.csv"], "copydesk: nowhere://a.csv: Protocol not known"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_2(
    copydesk: Copydesk, store: Opened, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    ran = copydesk("export", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.err
    assert [p.name for p in tmp_path.iterdir()] == ["copydesk.db"]


def test_parquet_is_not_poured_into_a_terminal(copydesk: Copydesk, store: Opened) -> None:
    ran = copydesk("export", "--format", "parquet", terminal=True)
    assert (ran.status, ran.out) == (2, "")
    assert "name a file with -o" in ran.err
    assert copydesk("export", "--format", "parquet").raw.startswith(b"PAR1")


@pytest.mark.parametrize(
    ("told", "instant"),
    [
        ("7d", "2026-05-03T12:00:00+00:00"),
        ("30m", "2026-05-10T11:30:00+00:00"),
        ("2w", "2026-04-26T12:00:00+00:00"),
        ("2026-05-01", "2026-05-01T00:00:00+00:00"),
        ("2026-05-01T10:00+02:00", "2026-05-01T08:00:00+00:00"),
        ("2026-05-01T10:00Z", "2026-05-01T10:00:00+00:00"),
    ],
)
def test_since_is_an_age_a_day_or_an_instant(told: str, instant: str) -> None:
    assert since(told, NOW) == instant


@pytest.mark.parametrize("told", ["", "d", "7", "7y", "2026-13-01", "999999w", "-1d"])
def test_since_is_nothing_else(told: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        since(told, NOW)


def test_the_help_names_every_format() -> None:
    assert NAMES == FORMATS


def test_a_source_is_meant_by_name_or_address_and_what_is_mistyped_is_not_an_empty_selection(
    copydesk: Copydesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("copydesk.db") as store:
        desk.publish(store, 1)  # of courier
        store.sources.polled("tribune", "https://www.tribune.test/news/")

    def said(*arguments: str) -> tuple[int, str]:
        ran = copydesk("export", *arguments)
        return ran.status, ran.err

    nothing = "copydesk: no record is as it was asked for\ncopydesk: 0 records written (jsonl)\n"
    assert said("--source", "courier") == (0, "copydesk: 1 record written (jsonl)\n")
    assert said("--source", "http://tribune.test/news") == (0, nothing)
    assert said("--source", "courier", "--since", "2999-01-01") == (0, nothing)
    mistyped, unknown = said("--source", "curier"), said("--source", "https://herald.test")
    assert mistyped[0] == unknown[0] == 2
    assert "copydesk.db has no source 'curier' (--source); did you mean courier?" in mistyped[1]
    assert "has no source 'https://herald.test' (--source); there is courier, tribune" in unknown[1]

    german, wrong = said("--language", "DE"), said("--language", "english")
    assert (german[0], said("--language", "xx")[0]) == (0, 2)
    assert "no record is in the language de; there is en (1)" in german[1]
    assert wrong[0] == 2
    assert "'english' is no code of a language, as en or de (--language); there is en (1)" in wrong[1]


def test_what_a_crawl_has_stored_comes_out_by_language_and_time_without_what_is_reserved(
    copydesk: Copydesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = {
        "a": plain(1, language="en"),
        "b": plain(2, language="de"),
        "c": plain(3, language="en", rights=Rights(reservations=("noai",))),
    }
    with open_store("copydesk.db") as store:
        for name, article in told.items():
            url = f"https://courier.test/{name}"
            cleaned = Cleaned(replace(article, id=name * 64, url=url), Document(()), (), Verdict("article"))
            store.settle(Ending(Outcome(url, "stored", "", "courier", 200, url, cleaned, change="new")))

    def ids(*arguments: str) -> list[str]:
        ran = copydesk("export", "--format", "schema.org", *arguments)
        assert ran.status == 0
        return [json.loads(line)["identifier"][0] for line in ran.out.splitlines()]

    assert ids() == ["a", "b", "c"]
    assert ids("--language", "en") == ["a", "c"]
    assert ids("--language", "en", "--exclude-reserved", "--source", "courier") == ["a"]
    assert ids("--since", "1h") == ["a", "b", "c"]
    assert copydesk("export", "-o", "stories/", "--format", "text", "--story-originals").status == 0
    assert len(list((tmp_path / "stories").iterdir())) == 3
