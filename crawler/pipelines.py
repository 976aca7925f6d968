"""Thin: a visit's page goes to a worker, the outcome to the flow, the record of a new article to Scrapy's exports."""

from dataclasses import replace
from typing import Any, Self

import msgspec
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from cleaners.model import Cleaned, Rejected
from crawler.flow import Visit
from crawler.jobs import job_of
from crawler.spiders.pages import PageSpider
from crawler.workers import Fault


class CleanPipeline:
    """Waits for the worker: so long the page counts as being scraped, which is what holds back the downloads."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """The record as a dictionary. DropItem, with the reason, where a URL does not end in a new article."""
        spider = self._crawler.spider
        if not isinstance(item, Visit) or not isinstance(spider, PageSpider):
            return item
        try:
            result: Cleaned | Rejected | Fault | None = None
            if item.page is not None:
                run = spider.run
                job = job_of(
                    item.page, run.known(item.asked, item.page.url), require_article=run.require_article,
                    to_store=run.store is not None,
                )  # fmt: skip
                result = await spider.pool.attempt(job)
            if isinstance(result, Fault):  # the page may fare better another day, with a newer version of us
                item, result = replace(item, end=("failed", result.reason)), None
            outcome = spider.run.settle(item, result)
        except Exception as e:  # Scrapy would write it to the log, and go on
            spider.stop(e)
            raise
        if outcome.state != "stored" or not isinstance(outcome.result, Cleaned):
            raise DropItem(f"{outcome.url}: {outcome.state}: {outcome.reason}", log_level="INFO")
        return msgspec.to_builtins(outcome.result.article)
