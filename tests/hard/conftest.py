"""The crawler's tests' fixtures are these tests' too."""

from tests.crawler.conftest import site as site
