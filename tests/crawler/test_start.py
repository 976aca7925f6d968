"""What the options of a run become for Scrapy."""

import pytest

from crawler.start import FetchOptions, _settings


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (None, "Copydesk"),
        ("CourierBot/1.0", "CourierBot"),
        ("Mozilla/5.0 (compatible; CourierBot/1.0)", "CourierBot"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101", "Copydesk"),
    ],
)
def test_robots_txt_knows_us_by_a_crawlers_name_and_by_no_browsers(said: str | None, known: str) -> None:
    assert _settings(FetchOptions(user_agent=said))["ROBOTSTXT_USER_AGENT"] == known
