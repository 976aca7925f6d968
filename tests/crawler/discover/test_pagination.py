"""The next page of a list is found however it is written, and nothing else is taken for one."""

import pytest

from crawler.discover.pagination import following

BASE = "https://courier.test"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("/world/", "/world/page/2/"), ("/world/page/2/", "/world/page/3"), ("/world", "/world?page=2"),
        ("/world?page=9&sort=new", "/world?sort=new&page=10"), ("/?cat=3", "/?cat=3&paged=2"), ("/", "/page/2/"),
        ("/world/?page=1", "/world/?page=2"), ("/welt/", "/welt/seite-2/"), ("/world/p1", "/world/p2"),
    ],
)  # fmt: skip
def test_the_page_with_the_next_number_follows(url: str, link: str) -> None:
    others = ["/world/page/7/", "/culture/page/2/", "/about/", "/2026/11/21/story/"]

    assert following(BASE + url, [], [BASE + path for path in (*others, link)]) == BASE + link


@pytest.mark.parametrize(
    "link",
    [
        "/world/page/3/", "/world/page/1/", "/world/", "/culture/page/2", "/?p=4711", "/world/2026/", "/world/story-2/",
        "/world?page=two", "/world/page/20261", "/world?page=²", "/world?page=٢", "/world?page=" + "9" * 5000,
    ],
)  # fmt: skip
def test_any_other_page_does_not(link: str) -> None:
    assert following(f"{BASE}/world/", [f"{BASE}{link}"], [f"{BASE}{link}"]) is None


def test_of_two_that_have_the_next_number_the_one_that_the_page_names_follows() -> None:
    named, link = f"{BASE}/world?page=2&sort=", f"{BASE}/world?sort=&page=2"

    assert following(f"{BASE}/world?sort=", [named], [link]) == named
