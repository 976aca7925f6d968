"""A host that has asked to be left alone is left alone by the next run, too, and no longer than it has asked."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from crawler.store.hosts import Hosts
from crawler.store.tables import hosts
from tests.crawler.databases import Database

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_host_is_closed_for_as_long_as_it_has_asked_last_and_then_forgotten(database: Database) -> None:
    now = [NOON]
    with database.open(clock=lambda: now[0]) as store:
        Hosts(store).close("courier.test", 600)
        Hosts(store).close("tribune.test", 60)
        now[0] += timedelta(seconds=50)
        Hosts(store).close("courier.test", 3600)

        assert Hosts(store).closed() == {"courier.test": 3600, "tribune.test": 10}
        now[0] += timedelta(seconds=60)
        assert Hosts(store).closed() == {"courier.test": 3540}
        Hosts(store).close("other.test", 1)
        with store.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(hosts)) == 2
