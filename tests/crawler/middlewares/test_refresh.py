"""A page may send its reader on, in whatever encoding."""

import pytest
from scrapy import Request, Spider
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from crawler.middlewares.refresh import RefreshMiddleware

HERE, THERE = "https://courier.test/", "https://courier.test/there"
SENDS_ON = f"<meta http-equiv='Refresh' content='0; url={THERE}'>"


def after(html: str, encoding: str = "utf-8") -> str:
    """Where a reader of the page ends."""
    middleware = RefreshMiddleware.from_crawler(get_crawler(Spider))
    response = HtmlResponse(
        HERE, body=html.encode(encoding), headers={"Content-Type": f"text/html; charset={encoding}"}
    )
    return middleware.process_response(Request(HERE), response).url


@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis", "utf-16"])
def test_a_page_that_sends_its_reader_on_is_left_for_the_other(encoding: str) -> None:
    assert after(f"<title>新聞</title>{SENDS_ON}", encoding) == THERE
    assert after("<title>新聞</title>", encoding) == HERE


def test_it_is_found_behind_thousands_of_long_letters() -> None:
    assert after(f"<title>{'😀' * 4000}</title>{SENDS_ON}") == THERE


def test_a_word_in_the_story_sends_nobody_on() -> None:
    assert after("<p>The rain was a refresh that the town had waited for.") == HERE
