"""What the crawler's tests may ask for."""

from collections.abc import Iterator

import pytest

from tests.crawler.web import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site of the test's own, without a page."""
    site = Site()
    yield site
    site.close()
