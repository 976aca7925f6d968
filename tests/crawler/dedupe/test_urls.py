"""Addresses of the same page have the same key; addresses of other pages have another."""

import pytest

from crawler.dedupe import addresses, own_address, url_key


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
        ("https://courier.test/a/index.html", "https://courier.test/a/"),
        ("https://courier.test/a?sid=5f2b8c1de04a97b3&b=1", "https://courier.test/a?sid=0123456789abcdef&b=1"),
        ("https://courier.test/a?PHPSESSID=k3v9q0c1m5p7r2t4w6y8z0a1b3", "https://courier.test/a"),
        ("https://courier.test/a;jsessionid=12AB?b=1", "https://courier.test/a?b=1"),
        ("https://courier.test/index.php?id=7", "https://courier.test/?id=7"),
    ],
)
def test_the_same_page_has_the_same_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://courier.test/?sid=20261120", "https://courier.test/?sid=20261121"),
        ("https://courier.test/?s=bridge", "https://courier.test/?s=harbour"),
        ("https://courier.test/?p=1", "https://courier.test/?p=2"),
        ("https://courier.test/a", "https://courier.test/A"),
        ("https://courier.test/a", "https://courier.test:8080/a"),
        ("https://courier.test/a", "https://m.courier.test/a"),
        ("https://courier.test/a?ref=front", "https://courier.test/a?ref=court"),
        ("https://courier.test/a-new-index.html", "https://courier.test/a-new-"),
        ("https://courier.test/amp/", "https://courier.test/"),
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
        ("https://www.courier.test/a", "https://m.courier.test/a", "https://www.courier.test/a"),
        ("https://tribune.test/a", "https://courier.test/a", None),
    ],
)
def test_a_page_is_where_it_says_unless_that_is_the_front_page_or_another_site(
    canonical: str | None, url: str, own: str | None
) -> None:
    assert own_address(canonical, url) == own


def test_a_page_is_known_by_how_it_was_asked_for_where_that_led_and_what_it_calls_its_own() -> None:
    asked, final, own = "https://courier.test/7", "https://m.courier.test/a", "https://courier.test/a"

    assert addresses(asked, final, own) == (asked, final, own)
    assert addresses(asked, asked, "https://courier.test/") == (asked,)


@pytest.mark.parametrize(
    "address", ["https://courier.test/{}/\ud800", "http://[broken/{}/\ud800", f"https://courier.test/{'x' * 3000}{{}}"]
)
def test_any_address_has_a_key_that_every_database_takes(address: str) -> None:
    one, other = (url_key(address.format(n)) for n in "ab")
    assert one != other
    assert len(one.encode()) <= 2000
    assert url_key(address.format("a")) == one
