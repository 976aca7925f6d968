"""Given URLs, each fetched once: `scrapy crawl article -a url=https://…`, or `-a file=urls.txt` with one on a line."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from scrapy import Request

from crawler.flow import Asked, Visit
from crawler.spiders.pages import PageSpider


class ArticleSpider(PageSpider):
    """Fetches what it is given, and follows nothing. Stores where COPYDESK_DB is set by hand (`-s COPYDESK_DB=…`)."""

    name = "article"

    def __init__(self, url: str = "", urls: Iterable[str] = (), file: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        listed = Path(file).read_text(encoding="utf-8").split() if file else ()
        self.named = tuple(dict.fromkeys(_text(u) for u in (*url.split(), *urls, *listed)))

    async def start(self) -> AsyncIterator[Request | Visit]:
        """All URLs, each by name."""
        for url in self.named:
            self.run.found(None)
            yield self.ask(Asked(url, named=True))


def _text(url: str) -> str:
    # what a shell hands over may be no text at all, and could not be stored or printed
    return url.strip().encode("utf-8", "replace").decode("utf-8")
