"""Addresses: equal for the same page, different for different ones, and never a reason to fail."""

import pytest

from cleaners.normalise.urls import article_id, canonical, is_front_page, registered_domain, resolve, same_page

NONSENSE = ["", "x", "http://[bad", "http://a:99999/x", "javascript:void(0)", "http://\ud800.org/", "//", "http://"]


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/a?b=2&c=1",
        "HTTPS://EXAMPLE.org:443/a?c=1&b=2",
        "https://example.org/a?b=2&c=1#comments",
        "https://example.org/a?utm_source=rss&b=2&fbclid=xyz&c=1",
        "https://user:secret@example.org/a?b=2&c=1",
    ],
)
def test_addresses_of_one_page_have_one_form_and_one_id(other: str) -> None:
    assert canonical(other) == "https://example.org/a?b=2&c=1"
    assert article_id(other) == article_id("https://example.org/a?b=2&c=1")


@pytest.mark.parametrize(
    "other",
    ["https://example.org/a/", "https://example.org/A", "https://example.org/a?p=2", "https://www.example.org/a"],
)
def test_addresses_of_different_pages_keep_different_ids(other: str) -> None:
    assert article_id(other) != article_id("https://example.org/a")


def test_an_empty_path_and_the_front_page_are_the_same() -> None:
    assert canonical("https://example.org") == canonical("https://example.org/") == "https://example.org/"


def test_an_address_with_a_port_of_its_own_keeps_its_scheme() -> None:
    assert canonical("http://localhost:8000/a") == "http://localhost:8000/a"


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("http://example.org/2024/a-b_c.html", "https://example.org/2024/a-b_c.html"),
        ("https://example.org/a//b/", "https://example.org/a//b/"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/%7ea b", "https://example.org/~a%20b"),
        ("https://example..org/a", "https://example..org/a"),
        (f"http://{'a' * 64}.org/", f"https://{'a' * 64}.org/"),
    ],
)
def test_a_path_is_read_as_browsers_read_it(url: str, form: str) -> None:
    assert canonical(url) == form


def test_parameters_that_choose_the_content_stay() -> None:
    assert canonical("https://example.org/?p=12&id=7&ref=a") == "https://example.org/?id=7&p=12&ref=a"


def test_an_id_is_32_hex_digits() -> None:
    assert len(article_id("https://example.org/a")) == 32
    assert int(article_id("https://example.org/a"), 16)


@pytest.mark.parametrize("url", NONSENSE)
def test_nonsense_never_raises(url: str) -> None:
    assert isinstance(canonical(url), str)
    assert len(article_id(url)) == 32
    assert resolve("https://example.org/", url) is None or isinstance(resolve("https://example.org/", url), str)
    assert registered_domain(url) is None or isinstance(registered_domain(url), str)
    assert same_page(url, "https://example.org/a") is False


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.news.example.co.uk/a", "example.co.uk"),
        ("https://www.example.com/a", "example.com"),
        ("https://www.example.fr/a", "example.fr"),
        ("https://www.gov.uk/a", "www.gov.uk"),
        ("https://courier.github.io/a", "courier.github.io"),
        ("https://www.blogspot.com/a", "blogspot.com"),
        ("https://example.org./a", "example.org"),
        ("https://co.uk/a", "co.uk"),
        ("http://localhost:8000/a", "localhost"),
        ("http://127.0.0.1/a", "127.0.0.1"),
        ("http://[::1]/a", "::1"),
        ("https://www.news.nowhere/a", "news.nowhere"),
        ("/a", None),
    ],
)
def test_a_site_is_what_somebody_registered(url: str, domain: str | None) -> None:
    assert registered_domain(url) == domain


def test_a_front_page_is_known() -> None:
    assert is_front_page("https://example.org/")
    assert not is_front_page("https://example.org/?p=12")
    assert not is_front_page("http://[bad")
    assert not is_front_page(None)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("b.html", "https://example.org/a/b.html"),
        ("/c", "https://example.org/c"),
        ("//cdn.example.net/i.jpg", "https://cdn.example.net/i.jpg"),
        (" https://other.org/x\n", "https://other.org/x"),
        ("https://other.org/a\nb", "https://other.org/ab"),
        ("#top", None),
        ("mailto:a@b.org", None),
        ("javascript:void(0)", None),
        ("", None),
        (None, None),
    ],
)
def test_links_are_resolved_against_the_page(href: str | None, address: str | None) -> None:
    assert resolve("https://example.org/a/", href) == address


def test_a_relative_link_of_an_unknown_page_stays_as_it_is() -> None:
    assert resolve(None, "/c") == "/c"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.co.uk/a", "example.co.uk"),
        ("www.example.com", "example.com"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://localhost:8000/", "localhost"),
        ("https://a.b.madeuptld/", "b.madeuptld"),
        ("https://somebody.github.io/x", "somebody.github.io"),
        (None, None),
    ],
)
def test_the_registered_domain(url: str | None, domain: str | None) -> None:
    assert registered_domain(url) == domain
