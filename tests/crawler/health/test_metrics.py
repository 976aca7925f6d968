"""The metrics are what Prometheus's own parser reads, whatever a source is called."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crawler.health import examine, metrics
from crawler.health.current import Current
from crawler.outcome import Requested
from crawler.store import Store
from crawler.store.requests import RequestLog
from tests.crawler.databases import Database
from tests.crawler.health.papers import NOON, publish

Values = dict[tuple[str, ...], float]


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open(clock=lambda: NOON) as opened:
        yield opened


def read(text: str) -> Values:
    """Name and labels of each sample → its value; each has its HELP and TYPE."""
    found: Values = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        assert family.type in ("gauge", "counter")
        for sample in family.samples:
            found[(sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items())))] = sample.value
    return found


def test_sources_books_and_requests_are_metrics(store: Store) -> None:
    publish(store, "courier")
    store.sources.polled("tribune", "https://tribune.test/", "no answer", "https://tribune.test/")
    asked = Requested("2026-11-22T11:00:00.000+00:00", "courier", "courier.test", "u", "page", None, 0, 30.0)
    RequestLog(store).add([asked, asked])

    values = read(metrics.text(store, examine(store, {"courier": None, "tribune": None, "new": None})))

    assert values["copydesk_source_up", "source=courier"] == 1
    assert values["copydesk_source_up", "source=tribune"] == 0
    assert ("copydesk_source_up", "source=new") not in values
    assert values["copydesk_source_last_success_timestamp_seconds", "source=courier"] == NOON.timestamp()
    assert values["copydesk_source_articles_last_day", "source=courier"] == 6
    assert values["copydesk_source_measure_week", "measure=title", "source=courier"] == 1
    assert values["copydesk_finding", "kind=failing", "source=tribune"] == 1
    assert values["copydesk_urls", "source=courier", "state=stored"] == 240
    assert values["copydesk_books_balanced",] == 1
    assert values["copydesk_changes_total",] == 0
    assert values["copydesk_requests_last_day", "host=courier.test", "purpose=page", "status=none"] == 2
    assert values["copydesk_store_bytes",] == store.size


def test_a_name_with_signs_of_the_format_in_it_stays_one_label(store: Store) -> None:
    name = 'https://a.test/?q="\\n"\n{x}'
    store.sources.polled(name, name)

    values = read(metrics.text(store, examine(store, {name: None})))

    assert values["copydesk_source_up", f"source={name}"] == 1


def test_only_what_was_looked_at_is_examined_anew_and_what_is_watched_no_more_is_gone(store: Store) -> None:
    publish(store, "courier", a_day=1)
    publish(store, "tribune", a_day=1)
    current, both = Current(store), {"courier": None, "tribune": None}
    current.report(both, {})
    for name in both:
        store.sources.polled(name, "u", "no answer", "u")

    assert [f.source for f in current.report(both, {"tribune": None}).findings] == ["tribune"]
    assert [s.name for s in current.report({"courier": None}, {}).sources] == ["courier"]


def test_the_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "copydesk.prom"
    for content in ("a 1\n", "b 2\n"):
        metrics.write(file, content)

    assert file.read_text() == "b 2\n"
    assert list(tmp_path.iterdir()) == [file]
