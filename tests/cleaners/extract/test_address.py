"""What an address tells of its page."""

import pytest

from cleaners.extract.address import Address, leads, read_address


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://site.example/threads/which-ferry.123/", "forum"),
        ("https://site.example/viewtopic.php?t=12", "forum"),
        ("https://site.example/index.php?topic=589.0", "forum"),
        ("https://site.example/products/lamp", "product"),
        ("https://site.example/category/news/", "index"),
        ("https://site.example/docs/latest/start.html", "documentation"),
        ("https://site.example/services/moving", "service"),
        ("https://site.example/blog/a-day-at-sea", "article"),
    ],
)
def test_a_path_names_its_kind(url: str, kind: str) -> None:
    assert kind in read_address(url).says


@pytest.mark.parametrize(
    "url", ["https://site.example/shareholders-of-threadneedle", "https://site.example/categorical"]
)
def test_a_part_of_a_word_names_none(url: str) -> None:
    assert read_address(url).says == frozenset()


@pytest.mark.parametrize(
    "url", ["https://site.example", "https://site.example/en/", "https://site.example/?utm_source=x"]
)
def test_a_site_s_front_page_is_known(url: str) -> None:
    assert read_address(url).front


@pytest.mark.parametrize(
    "url", ["https://site.example/?p=12", "https://site.example/ferries", "https://site.example/a.html"]
)
def test_an_article_s_address_is_no_front_page(url: str) -> None:
    assert not read_address(url).front


@pytest.mark.parametrize("url", [None, "", "nonsense", "http://[::1", "https://", "mailto:a@b.example"])
def test_what_is_no_address_says_nothing_and_raises_nothing(url: str | None) -> None:
    assert read_address(url) == Address()


def test_links_are_counted_by_where_they_lead() -> None:
    address = read_address("https://site.example/shop/lamps")
    found = leads(
        ["#top", "https://site.example/shop/lamps#sizes", "/shop/lamps/red", "/shop/chairs", "/u/ana"], address
    )
    assert found["anchors"] == 0.4
    assert found["below"] == 0.2
    assert found["beside"] == 0.4
    assert found["users"] == 0.2


def test_half_an_address_in_a_link_raises_nothing() -> None:
    assert leads(["http://[", "//", "?", ""], Address())["below"] == 0
