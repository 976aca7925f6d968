"""An address that was given as a source, and is that of one article."""

from datetime import UTC, datetime
from urllib.parse import urljoin

from scrapy.http import Response

from cleaners.model import Cleaned
from crawler.discover.links import leads_to_article, leads_to_section
from crawler.flow import Asked
from crawler.jobs import job_of
from crawler.sources import Source
from crawler.sources.survey import form
from crawler.spiders.pages import PageSpider, page_of

DATED = "has a date of its own"
SURE = 4
"""With a date, so many signs of an article make a page one whose address tells nothing. Of 173 pages of other kinds
with such an address three have them, one of those an article to most readers; of 55 articles 35. The others, poorer in
data than most of the press, are read as lists, as a section has to be."""


async def is_article(spider: PageSpider, source: Source, response: Response) -> bool:
    """Whether the address, and what has come from it, are those of an article. An entry of a file is what it says, and
    so is the address of a front page, a tag or an author."""
    url = response.url
    if not source.is_address or source.lists or not 200 <= response.status < 300 or leads_to_section(url):
        return False
    if form(response.body) != "page":
        return False
    if spider.run.store is not None and spider.run.store.current(url) is not None:
        return True
    facts = spider.run.known(Asked(source.url), url)
    found = await spider.pool.attempt(job_of(page_of(response, datetime.now(UTC)), facts))
    return isinstance(found, Cleaned) and (leads_to_article(url) or _is_surely(found))


def _is_surely(found: Cleaned) -> bool:
    """Whether a page is an article by more than what nothing speaks against: sections pass for that, too."""
    return DATED in found.verdict.evidence and len(found.verdict.evidence) >= SURE


def note(url: str) -> str:
    """What is to be said of it."""
    home = urljoin(url, "/")
    return (
        "this is the address of one article, and nothing else was fetched; "
        f"`copydesk crawl {home}` crawls its site, `copydesk fetch URL` prints an article"
    )
