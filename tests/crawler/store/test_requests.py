"""What went out is in the store's log: counted for the budget, told to who asks, forgotten after a week."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.flow import BATCH, Run
from crawler.outcome import Requested
from crawler.store import Store
from crawler.store.requests import RequestLog
from tests.crawler.databases import Database

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def request(hours: float, host: str = "courier.test", source: str | None = "courier") -> Requested:
    at = (NOON - timedelta(hours=hours)).isoformat(timespec="milliseconds")
    return Requested(at, source, host, f"https://{host}/{hours}", "page", 200, 1000, 0.25)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open(clock=lambda: NOON) as opened:
        yield opened


def test_a_host_s_requests_of_the_last_day_are_counted_whoever_made_them(store: Store, database: Database) -> None:
    with database.open() as other:
        RequestLog(other).add([request(24), request(24.01), request(3, source=None)])
    run = Run(store)

    run.requested(request(0))
    run.requested(request(0, "tribune.test"))

    assert run.reserve(request(0), 3) is None, "this run's own count at once"
    assert run.reserve(request(0), 4), "the fourth"
    assert run.reserve(request(0), 4) is None
    assert Run().reserve(request(0), 1) == 0


def test_what_is_sent_to_a_host_with_a_budget_counts_before_it_is_sent_also_of_a_run_that_is_killed(
    store: Store, database: Database
) -> None:
    killed = Run(store)
    killed.begin("source")
    numbers = [killed.reserve(replace(request(n), status=None), 3) for n in range(3)]
    killed.requested(request(0), numbers[0] or 0)  # its answer is lost; that it was asked for is not

    with database.open(clock=lambda: NOON) as other:
        assert Run(other).reserve(request(0), 3) is None
        killed.withdraw(numbers[1] or 0)
        assert Run(other).reserve(request(3), 3)
        killed.end("finished")
        log = RequestLog(other).of_source("courier", NOON - timedelta(days=1))
        assert [(r.url, r.status) for r in log] == [(request(n).url, s) for n, s in ((3, 200), (2, None), (0, 200))]


def test_requests_are_written_in_batches_and_all_of_them_by_the_end(store: Store) -> None:
    run, log = Run(store), RequestLog(store)
    run.begin("source")
    written = []
    for n in range(BATCH + 1):
        run.requested(request(1 - n / 100))
        written.append(len(list(log.of_source("courier", NOON - timedelta(days=1)))))
    run.end("finished")

    assert written == [0] * (BATCH - 1) + [BATCH, BATCH]
    assert len(list(log.of_source("courier", NOON - timedelta(days=1)))) == BATCH + 1


def test_a_source_s_requests_come_as_they_were_told_in_their_order(store: Store) -> None:
    late, early = request(1), request(5)
    RequestLog(store).add([late, early, request(30), request(2, source="tribune")])

    assert list(RequestLog(store).of_source("courier", NOON - timedelta(days=1))) == [early, late]


def test_a_run_forgets_what_is_older_than_a_week(store: Store) -> None:
    RequestLog(store).add([request(7 * 24 - 1), request(7 * 24 + 1)])
    run = Run(store)
    run.begin("source")

    run.end("finished")

    left = RequestLog(store).of_source("courier", NOON - timedelta(days=30))
    assert [r.at for r in left] == [request(7 * 24 - 1).at]
