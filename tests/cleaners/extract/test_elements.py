"""Where links lead: an address is joined with the page's as browsers do it, and stays as written where it cannot be."""

from urllib.parse import urljoin

import pytest

from cleaners.extract.elements import resolve


@pytest.mark.parametrize(
    "base", ["https://a.example/x/y.html?z#f", "http://u@h:80/;p", "//h/x", "mailto:x", "foo", "?q"]
)
@pytest.mark.parametrize(
    "href",
    ["/", "/a/", "/a/b.c?d=/e.f", "/a..b", "/a/../b", "/./a", "/a//b", "/a?", "/a#b", "/a;b", "//i/x", "b", "#c", "/é"],
)
def test_an_address_is_joined_with_any_other(base: str, href: str) -> None:
    assert resolve(base, href) == urljoin(base, href)


@pytest.mark.parametrize(("base", "href"), [("http://[bad/", "/a"), ("http://[bad/", "a"), (None, "/a")])
def test_an_address_that_cannot_be_joined_is_as_it_was_written(base: str | None, href: str) -> None:
    assert resolve(base, href) == href
