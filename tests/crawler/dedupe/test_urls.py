"""Addresses of the same page have the same key; addresses of other pages have another."""

import pytest

from crawler.dedupe import own_address, url_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://courier.test/a", "https://courier.test/a"),
        ("https://www.courier.test/a", "https://courier.test/a/"),
        ("https://Courier.TEST:443/a#top", "https://courier.test/a"),
        ("https://courier.test/a?utm_source=x&fbclid=y", "https://courier.test/a"),
        ("https://courier.test/a?b=2&a=1", "https://courier.test/a?a=1&b=2"),
        ("https://courier.test/caf%c3%a9", "https://courier.test/café"),
        ("https://courier.test", "https://courier.test/"),
    ],
)
def test_the_same_page_has_the_same_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://courier.test/?p=1", "https://courier.test/?p=2"),
        ("https://courier.test/a", "https://courier.test/A"),
        ("https://courier.test/a", "https://courier.test:8080/a"),
        ("https://courier.test/a", "https://m.courier.test/a"),
        ("https://courier.test/a?ref=front", "https://courier.test/a?ref=court"),
        ("http://[broken", "http://[broken too"),
    ],
)
def test_another_page_has_another_key(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("canonical", "url", "own"),
    [
        ("https://courier.test/a", "https://courier.test/a?x=1", "https://courier.test/a"),
        ("https://courier.test/", "https://courier.test/a", None),
        ("https://courier.test/", "https://courier.test/", "https://courier.test/"),
        ("https://courier.test/?p=7", "https://courier.test/a", "https://courier.test/?p=7"),
        ("https://[broken", "https://courier.test/a", None),
        (None, "https://courier.test/a", None),
    ],
)
def test_a_deep_page_is_not_the_front_page_whatever_it_says(canonical: str | None, url: str, own: str | None) -> None:
    assert own_address(canonical, url) == own
