"""What `copydesk health` prints and with which status it ends; what it finds is tested with crawler/health."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.outcome import Requested
from crawler.store import Store, open_store
from crawler.store.requests import RequestLog
from tests.crawler.health.papers import publish

from ..conftest import Copydesk

NOW = datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.chdir(tmp_path)
    with open_store("copydesk.db") as opened:
        publish(opened, "courier", until=NOW)
        yield opened


def sources(*names: str, more: str = "") -> None:
    entries = [f'[sources.{name}]\nurl = "https://{name}.test/"\n' for name in names]
    Path("sources.toml").write_text("".join(entries) + more, encoding="utf-8")


def test_where_all_is_well_the_status_is_0_and_quiet_prints_nothing(copydesk: Copydesk, store: Store) -> None:
    ran, quiet = copydesk("health"), copydesk("health", "--quiet")

    head, row, *_, books, well = ran.out.splitlines()
    assert head.split()[:3] == ["source", "last", "success"]
    assert row.split()[0] == "courier"
    assert row.split()[3:5] == ["6", "6"]
    assert (books, well) == ("240 URLs = 240 stored", "all is well")
    assert (ran.status, ran.err) == (0, "")
    assert (quiet.status, quiet.out, quiet.err) == (0, "", "")


def test_a_source_that_failed_is_told_also_quietly_and_is_status_1(copydesk: Copydesk, store: Store) -> None:
    store.sources.polled("tribune", "https://tribune.test/", "no answer\nat all", "https://tribune.test/feed")

    ran = copydesk("health", "--quiet")

    assert ran.status == 1
    (line,) = ran.out.splitlines()
    assert line.startswith("tribune: has failed since 2")
    assert line.endswith(": no answer at all; first: https://tribune.test/feed")
    assert copydesk("health", "courier", "--quiet").status == 0


def test_a_source_of_the_file_that_nobody_crawls_is_told_and_one_that_is_paused_is_not(
    copydesk: Copydesk, store: Store
) -> None:
    sources("courier", "new", more='[sources.paused]\nurl = "https://paused.test/"\npaused = true\n')

    ran = copydesk("health", "--quiet")

    assert ran.out == "new: was never looked at; is `copydesk crawl` or `copydesk watch` running?\n"
    assert ran.status == 1
    assert copydesk("health", "courier", "--quiet").status == 0


def test_sources_that_are_paused_or_were_removed_from_the_file_keep_nobody_awake(
    copydesk: Copydesk, store: Store
) -> None:
    for name in ("paused", "removed", "there"):
        store.sources.polled(name, f"https://{name}.test/", "no answer", f"https://{name}.test/")
    sources("courier", "there", more='[sources.paused]\nurl = "https://paused.test/"\npaused = true\n')

    assert [line.partition(":")[0] for line in copydesk("health", "--quiet").out.splitlines()] == ["there"]
    assert copydesk("health", "removed", "--quiet").out.startswith("removed: has failed")


def test_json_has_sources_books_and_findings(copydesk: Copydesk, store: Store) -> None:
    said = json.loads(copydesk("health", "--json").out)

    assert said["well"] is True
    assert said["sources"][0]["measures"]["title"] == {"now": 1.0, "before": 1.0}
    assert said["books"] == [
        {"source": "courier", "discovered": 240, "states": {"stored": 240}, "articles": 240, "balanced": True}
    ]


def test_metrics_are_printed(copydesk: Copydesk, store: Store) -> None:
    assert 'copydesk_source_up{source="courier"} 1\n' in copydesk("health", "--metrics").out


def test_a_publisher_can_be_told_what_we_asked_for(copydesk: Copydesk, store: Store) -> None:
    at = (NOW - timedelta(hours=2)).isoformat(timespec="milliseconds")
    old = (NOW - timedelta(hours=30)).isoformat(timespec="milliseconds")
    page = Requested(at, "courier", "courier.test", "https://courier.test/1", "page", 200, 1500, 0.25)
    cut = Requested(at, "courier", "courier.test", "https://courier.test/feed", "feed", None, 0, 30.0)
    RequestLog(store).add([page, cut, Requested(old, "courier", "courier.test", "old", "page", 200, 1, 0.1)])

    lines = copydesk("health", "courier", "--requests").out.splitlines()
    said = json.loads(copydesk("health", "courier", "--requests", "--json").out)

    assert lines == [
        "courier: 2 requests in the last 24 hours, 1,500 bytes",
        "  by host: courier.test 2",
        f"  by hour: {at[:10]} {at[11:13]}:00 2",
        "  by purpose: feed 1, page 1",
        "  by status: 200 1, no answer 1",
        f"{at}  page     200  1500 bytes  0.250 s  https://courier.test/1",
        f"{at}  feed     no answer  0 bytes  30.000 s  https://courier.test/feed",
    ]
    assert said["totals"]["purpose"] == {"page": 1, "feed": 1}
    assert [entry["url"] for entry in said["log"]] == ["https://courier.test/1", "https://courier.test/feed"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--db", "none.db"), "none.db: no such store"),
        (("courrier",), "did you mean courier?"),
        (("--requests",), "--requests shows those of the sources that are named"),
    ],
)
def test_wrong_usage_is_status_2(copydesk: Copydesk, store: Store, arguments: tuple[str, ...], said: str) -> None:
    sources("courier")
    ran = copydesk("health", *arguments)
    assert ran.status == 2
    assert said in ran.err
