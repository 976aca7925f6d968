"""What a rehearsal of a crawl shows: of what is to be fetched that which may be."""

import logging
from collections.abc import Iterable

from scrapy import Request

from crawler.flow import Asked, Visit
from crawler.middlewares.manners import Manners
from crawler.middlewares.refused import Refused
from crawler.middlewares.robots import RobotsMiddleware
from crawler.spiders.pages import PageSpider

log = logging.getLogger(__name__)


async def allowed(
    spider: PageSpider, taken: Iterable[Asked], manners: Manners
) -> tuple[list[str], list[tuple[str, str]]]:
    """The addresses that would be fetched, and those that robots.txt forbids or that are none, each with the reason."""
    robots = spider.crawler.get_downloader_middleware(RobotsMiddleware)
    would, would_not = list[str](), list[tuple[str, str]]()
    for asked in taken:
        request = spider.ask(asked, manners)
        why = await _refusal(robots, request) if isinstance(request, Request) else _reason(request)
        if why is None:
            would.append(asked.url)
        else:
            would_not.append((asked.url, why))
    return would, would_not


def told(would_not: list[tuple[str, str]]) -> str:
    """A sentence on what is left out."""
    (url, why), others = would_not[0], len(would_not) - 1
    more = f" (and {others:,} other page{'' if others == 1 else 's'})" if others else ""
    return f"not fetched: {url}{more}: {why}"


def _reason(visit: Visit) -> str | None:
    return visit.end and visit.end[1]


async def _refusal(robots: RobotsMiddleware | None, request: Request) -> str | None:
    """Why it is not let through."""
    try:
        if robots is not None:
            await robots.process_request(request)
    except Refused as e:
        return e.reason
    except Exception as e:  # whatever keeps us from asking today: it may be over when the crawl comes
        log.info("%s: %s", request.url, e)
    return None
