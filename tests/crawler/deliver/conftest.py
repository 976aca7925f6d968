"""What the tests of delivery may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.deliver.config import SinkConfig, load_sinks
from crawler.deliver.line import How, Pauses
from crawler.store import Store, open_store
from tests.crawler.conftest import NO_SKIPS
from tests.crawler.deliver import desk
from tests.crawler.deliver.places import Place, place

QUICK = Pauses(first=0.001, longest=0.002, tries=3)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with open_store(desk.database(tmp_path)) as store:
        yield store


@pytest.fixture
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Somewhere to deliver to, of the kind that the test is run for; skipped where its server is named nowhere."""
    try:
        with place(request.param, tmp_path) as made:
            yield made
    except KeyError as e:
        why = f"{request.param}: {e.args[0]} is not set (tools/postgres.py tools/redis_server.py pytest … sets it)"
        (pytest.fail if os.environ.get(NO_SKIPS) else pytest.skip)(why)


@pytest.fixture
def how() -> How:
    """Without patience."""
    return How(pauses=QUICK)


@pytest.fixture
def sink(there: Place, tmp_path: Path) -> SinkConfig:
    """What the configuration says of it."""
    (found,) = load_sinks(f"[sinks.desk]\n{there.toml}\n", tmp_path / "sinks.toml").sinks
    return found
