"""robots.txt, also for the pages that are asked for while it is on its way."""

import asyncio
from collections import defaultdict

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached


class RobotsMiddleware(RobotsTxtMiddleware):
    """Lets the requests to one host wait in line for its robots.txt.

    Scrapy 2.19 lets them all wait for one Deferred, whose result reaches only the first of them: to the others it is
    as if the host had no rules, and they are fetched whatever it forbids."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._lines: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; None where it has none that can be read."""
        async with self._lines[urlparse_cached(request).netloc]:
            return await super().robot_parser(request)
