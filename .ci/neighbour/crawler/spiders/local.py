"""Their spider: it reads one page of their own and has it cleaned."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import scrapy
from scrapy.http import Response

from cleaners import Cleaned, clean


class LocalSpider(scrapy.Spider):
    name = "local"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(Path(self.page).as_uri())

    def parse(self, response: Response) -> Iterator[dict[str, str | None]]:
        outcome = clean(response.body, "https://www.example.org/news")
        if isinstance(outcome, Cleaned):
            yield {"title": outcome.article.title, "text": outcome.article.text}
