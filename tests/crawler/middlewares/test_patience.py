"""Retry-After is understood in both of its forms; a host that one run is to leave alone others leave alone, too."""

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.signalmanager import SignalManager

from crawler.middlewares import patience
from crawler.middlewares.patience import FRESH, PatienceMiddleware, retry_after
from crawler.middlewares.refused import Refused
from crawler.store.hosts import Hosts
from tests.crawler.databases import Database

NOW = 1_791_995_200.0  # Wed, 14 Oct 2026 16:26:40 GMT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), (" 0 ", 0), ("Wed, 14 Oct 2026 17:26:40 GMT", 3600), ("Wed, 14 Oct 2020 17:26:40 GMT", 0),
        ("", None), ("soon", None), ("-5", None), ("1e9", None), (f"Wed, 14 Oct {'9' * 30} 17:26:40 GMT", None),
    ],
)  # fmt: skip
def test_a_wait_is_given_in_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_host_that_another_run_closes_is_left_alone_within_a_minute(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, now = Request("https://www.courier.test/story"), [1000.0]
    crawler: Any = SimpleNamespace(signals=SignalManager())
    with database.open() as store:
        monkeypatch.setattr(patience, "noted_hosts", lambda _: Hosts(store))
        ours = PatienceMiddleware(120.0, 2.0, crawler, lambda: now[0])
        ours.process_request(request)

        Hosts(store).close("courier.test", 3600)
        now[0] += FRESH

        with pytest.raises(Refused, match=r"courier.test asks to be left alone for another 3\d\d\d s"):
            ours.process_request(request)
