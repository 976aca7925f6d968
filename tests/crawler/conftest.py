"""What the crawler's tests may ask for."""

import os
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest

from tests.crawler.databases import KINDS, POSTGRESQL, SERVER, Database
from tests.crawler.databases import database as empty
from tests.crawler.web import Site

NO_SKIPS = "COPYDESK_TEST_NO_SKIPS"
"""Set where a test that cannot run is to fail."""


@pytest.fixture(scope="session", autouse=True)
def forks() -> None:
    """What ready.py forks is begun here, where the folder is still that of the checkout: it finds its module there."""
    forkserver.ensure_running()


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site of the test's own, without a page."""
    site = Site()
    yield site
    site.close()


def need_postgres() -> None:
    """Skip the test, or fail it, where the environment names no PostgreSQL server."""
    if not os.environ.get(SERVER):
        why = f"PostgreSQL: {SERVER} names no server (tools/postgres.py starts one)"
        (pytest.fail if os.environ.get(NO_SKIPS) else pytest.skip)(why)


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Database]:
    """An empty PostgreSQL database."""
    need_postgres()
    with empty(POSTGRESQL, tmp_path) as made:
        yield made


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database, of each kind in turn."""
    if request.param == POSTGRESQL:
        yield request.getfixturevalue("postgres")
        return
    with empty(request.param, tmp_path) as made:
        yield made
