"""What a page is taken for before it is read."""

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.flow import Asked
from crawler.middlewares.manners import SOURCE, Manners
from crawler.spiders.article import ArticleSpider

HOME = Manners("courier", ("https://courier.co.test/",))


@pytest.mark.parametrize(
    ("asked", "named", "came_from", "end"),
    [
        ("https://courier.example/out?id=1", False, "https://shop.example/offer", "failed"),
        ("https://courier.example/out?id=1", True, "https://shop.example/offer", None),
        ("https://courier.example/a", False, "https://www.courier.example/a", None),
        ("https://amp.example.com/a", False, "https://news.example.com/a", None),
        ("https://courier.co.uk/a", False, "https://courier.com/a", None),
        ("http://192.0.2.1/a", False, "http://192.0.2.2/a", "failed"),
        (
            "https://courier.example/a-story-of-three-words",
            False,
            "https://gazette.example/a-story-of-three-words",
            None,
        ),
        ("https://links.example/a", False, "https://courier.co.test/a", None),
    ],
)
def test_what_leads_off_the_site_is_none_of_its_articles_unless_a_person_has_named_it(
    asked: str, named: bool, came_from: str, end: str | None
) -> None:
    request = Request(asked, meta={"asked": Asked(asked, "courier", named=named), SOURCE: HOME})
    response = Response(came_from, headers={"Content-Type": "text/html"}, body=b"<p>x", request=request)

    (visit,) = ArticleSpider().read(response)

    assert (visit.end and visit.end[0]) == end
    assert (visit.page is None) == (end is not None)
