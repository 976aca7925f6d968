"""Their spider: it reads one page of their own, and the pipeline cleans it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import scrapy
from scrapy.http import Response


class LocalSpider(scrapy.Spider):
    name = "local"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(Path(self.page).as_uri())

    def parse(self, response: Response) -> Iterator[dict[str, str]]:
        yield {"url": "https://www.example.org/news", "html": response.text}
