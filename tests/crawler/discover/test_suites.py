"""Feeds of others: the tests of feedparser, whatever they were made to test."""

import io
import tarfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from crawler.discover.feeds import read_feed

URL = "http://example.com/feed"
OTHERWISE = {
    "wellformed/node_precedence/atom10_id.xml": "two ids in one entry, of which feedparser takes the last",
}
"""Files in which we find another address, and why that is as good."""


def feeds(fixtures: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each feed of the suite."""
    with tarfile.open(fixtures / "suites" / "feedparser-6.0.14.tar.gz") as suite:
        for member in suite:
            file = suite.extractfile(member) if member.isfile() else None
            if file is not None and "/tests/" in member.name and member.name.endswith(".xml"):
                yield member.name.partition("/tests/")[2], file.read()


def linked(body: bytes) -> set[str]:
    """The web addresses of the entries, as feedparser tells them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        entries = feedparser.parse(io.BytesIO(body), response_headers={"content-location": URL}).entries
    links = {str(e.get("link") or "") for e in entries}
    return {link for link in links if link.startswith(("http://", "https://"))}


@pytest.mark.filterwarnings("ignore")
def test_every_entry_with_an_address_is_found_and_no_feed_raises(fixtures: Path) -> None:
    read = found = 0
    missed = []
    for name, body in feeds(fixtures):
        ours = {entry.url for entry in read_feed(body, URL).articles}
        theirs = linked(body)
        read += 1
        found += bool(theirs)
        if name not in OTHERWISE and not theirs <= ours:
            missed.append((name, theirs - ours))

    assert missed == []
    assert (read, found) == (2242, 81)
