"""What `copydesk health` prints and with which status it ends; what it finds is tested with crawler/health."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from crawler.outcome import Requested
from crawler.schedule import instant
from crawler.store import Store, open_store
from crawler.store.changes import Changes
from crawler.store.requests import RequestLog
from crawler.store.tables import pages, sinks
from tests.crawler.deliver import desk
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


def test_a_sink_that_is_down_is_told_in_every_form_and_is_status_1(copydesk: Copydesk, store: Store) -> None:
    changes = Changes(store)
    changes.subscribe("desk")
    changes.skip("desk")
    desk.publish(store, 1)
    changes.fell("desk", "answers 503")
    assert copydesk("health", "--quiet").status == 0  # it may be restarted just now
    since = instant(NOW - timedelta(hours=2))
    with store.writing() as connection:
        connection.execute(update(sinks).values(failed_since=since))

    quiet, shown = copydesk("health", "--quiet"), copydesk("health").out
    said = json.loads(copydesk("health", "--json").out)
    metrics = copydesk("health", "--metrics").out

    told = f"has taken nothing since {since[:10]} {since[11:16]}: answers 503; 1 record waits"
    assert (quiet.status, quiet.out) == (1, f"sink desk: {told}\n")
    assert "\nsink desk: nothing delivered yet, 1 waiting since " in shown
    assert (said["sinks"][0]["behind"], said["findings"][0]["sink"]) == (1, "desk")
    assert 'copydesk_sink_up{sink="desk"} 0\n' in metrics
    assert 'copydesk_sink_waiting{sink="desk"} 1\n' in metrics
    assert 'copydesk_finding{source="",sink="desk",kind="sink_failing"} 1\n' in metrics
    assert copydesk("health", "courier", "--quiet").status == 0  # of which source was asked

    copydesk("deliver", "--to", "desk", "--forget")
    assert copydesk("health", "--quiet").status == 0


def test_urls_that_wait_for_a_source_that_is_no_longer_in_the_file_are_told_and_are_no_fault(
    copydesk: Copydesk, store: Store
) -> None:
    sources("courier", more='[sources.paused]\nurl = "https://paused.test/"\npaused = true\n')
    for name in ("paused", "removed"):
        store.sources.polled(name, f"https://{name}.test/")
        with store.writing() as connection:
            row = {"key": name, "url": name, "source": name, "state": "discovered", "reason": ""}
            connection.execute(insert(pages).values(row))

    ran = copydesk("health")

    assert ran.status == 0
    assert [line for line in ran.out.splitlines() if " waits, " in line] == [
        "removed: 1 URL waits, and no source of this name is configured any more"
    ]


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
