"""An address that was given as a source, and is that of one article."""

from datetime import UTC, datetime
from urllib.parse import urljoin

from scrapy.http import Response

from cleaners.model import Cleaned
from crawler.discover.links import leads_to_article
from crawler.flow import Asked
from crawler.sources import Source
from crawler.spiders.pages import PageSpider, page_of
from crawler.workers import job_of


async def is_article(spider: PageSpider, source: Source, response: Response) -> bool:
    """Whether the address, and what has come from it, are those of an article. An entry of a file is what it says."""
    if not source.is_address or not leads_to_article(response.url):
        return False
    page = page_of(response, datetime.now(UTC))
    known = spider.run.known(Asked(source.url), response.url)
    return isinstance(await spider.pool.attempt(job_of(page, known)), Cleaned)


def note(url: str) -> str:
    """What is to be said of it."""
    home = urljoin(url, "/")
    return (
        "this is the address of one article, and nothing else was fetched; "
        f"`copydesk crawl {home}` crawls its site, `copydesk fetch URL` prints an article"
    )
