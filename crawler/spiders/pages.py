"""What all spiders share: how a page is asked for, and that each URL that is asked for comes to one end."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from scrapy.settings import BaseSettings
from scrapy.utils.defer import deferred_from_coro
from twisted.internet import task
from twisted.python.failure import Failure

from cleaners.model import Hints, Page
from crawler.discover.found import LONGEST_ADDRESS
from crawler.discover.links import leads_to_article
from crawler.discover.site import site_of
from crawler.flow import BEAT_SECONDS, Asked, Run, Visit
from crawler.middlewares import RESERVATIONS, VALIDATORS
from crawler.middlewares.manners import PLAIN, PURPOSE, SOURCE, Manners
from crawler.middlewares.refused import Stopped
from crawler.middlewares.validators import is_unchanged
from crawler.outcome import State
from crawler.spiders import reasons
from crawler.workers import Pool


class PageSpider(Spider):
    """Yields a Visit for each page that it asks for. `run` keeps the books, `pool` cleans; both are made after the
    settings, where a spider is started without them (`scrapy crawl`)."""

    run: Run
    pool: Pool
    named: tuple[str, ...] = ()
    """The addresses that whoever started the spider has given it."""
    default_db: str | None = None
    many = False
    """Whether there will be more than a few pages."""

    def __init__(self, run: Run | None = None, pool: Pool | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._given_run, self._given_pool = run, pool

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.run = spider._given_run or _run(settings, settings.get("COPYDESK_DB") or cls.default_db)
        workers = settings.getint("COPYDESK_WORKERS") or None
        spider.pool = spider._given_pool or Pool(workers, many=cls.many).prepare()
        crawler.signals.connect(spider.headers_received, signal=signals.headers_received)
        crawler.signals.connect(spider.stop_for, signal=signals.spider_error)
        crawler.signals.connect(spider.opened, signal=signals.spider_opened)
        return spider

    def ask(self, asked: Asked, manners: Manners = PLAIN) -> Request | Visit:
        """The request for a page, or its end where the address is none of the web, or too long.

        Nothing is filtered after this: a filter would also swallow a redirect of a page to itself, without a word."""
        if not asked.url.lower().startswith(("http://", "https://")):
            return Visit(asked, end=("failed", "only http and https addresses can be fetched"))
        try:
            meta = {"asked": asked, "cookiejar": asked.url, SOURCE: manners, PURPOSE: "page"}
            if any(asked.version[:2]):
                meta[VALIDATORS] = asked.version
            request = Request(asked.url, self.read, errback=self.fail, meta=meta, dont_filter=True)
        except ValueError as e:
            return Visit(asked, end=("failed", f"the address is malformed: {e}"))
        if len(request.url) > LONGEST_ADDRESS:
            return Visit(asked, end=("failed", f"the address is longer than {LONGEST_ADDRESS:,} bytes"))
        return request

    def read(self, response: Response) -> Iterator[Visit]:
        """Callback: the page, or what came in its place."""
        asked: Asked = response.meta["asked"]
        end: tuple[State, str] | None = None
        page = None
        if is_unchanged(response):
            end = ("stored", "an article that has not changed")
        elif not 200 <= response.status < 300 or response.status == HTTPStatus.PARTIAL_CONTENT:
            end = ("failed", reasons.of_status(response.status, response.meta.get("asked_to_wait")))
        elif away := _elsewhere(asked, response, self.named):
            end = ("failed", f"it leads to another site ({away})")
        elif reason := reasons.of_type(content_type(response.headers)):
            end = ("rejected", reason)
        else:
            page = page_of(response, datetime.now(UTC), asked.hints)
        skips = response.meta.get(SOURCE, PLAIN).reservations == "skip"
        yield Visit(asked, page, response.status, response.url, end, skips)

    def fail(self, failure: Failure) -> Iterator[Visit]:
        """Errback: why nothing came. A URL whose turn had not come when the run was stopped has no end: it waits."""
        if isinstance(failure.value, Stopped):
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        final = request.url if "redirect_urls" in request.meta else None
        yield Visit(request.meta["asked"], final_url=final, end=reasons.of_failure(value_of(failure), request))

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Signal: a film that somebody linked as an article is not fetched to the end to learn that it is one."""
        if "asked" in request.meta and reasons.of_type(content_type(headers)):
            raise StopDownload(fail=False)

    def stop_for(self, failure: Failure) -> None:
        """Signal: a fault of ours in a callback ends the run, for a URL has been left without an end."""
        self.stop(value_of(failure))

    @property
    def is_ending(self) -> bool:
        """Whether the run was asked to stop, or is stopped by a fault: what waits for its turn is not waited for."""
        return not self.crawler.crawling or self.run.error is not None

    def stop(self, error: BaseException) -> None:
        """End the run for this error, which whoever started it gets to see."""
        self.run.error = self.run.error or error
        # not awaited: the spider closes when the page that is at work has ended, and this is it
        deferred_from_coro(self.crawler.engine.close_spider_async(reason="error"))

    def opened(self) -> None:
        """Signal: the run begins. While it lives it says so, that no other run takes it for killed."""
        self._heart = task.LoopingCall(self.run.beat)
        try:
            self.run.begin(self.name)
        except Exception as e:  # Scrapy would write it to the log, and go on
            self.stop(e)
            return
        self._heart.start(BEAT_SECONDS, now=False).addErrback(self.stop_for)

    def closed(self, reason: str) -> None:
        """Signal: the run is over."""
        if self._heart.running:
            self._heart.stop()
        self.run.report.interrupted = reason == "shutdown"
        try:
            self.run.end(reason)
        except Exception as e:
            self.run.error = self.run.error or e
        finally:
            self.pool.close()
        if self._given_run is None and self.run.store is not None:
            self.run.store.close()


def _run(settings: BaseSettings, db: str | None) -> Run:
    run = Run(require_article=settings.getbool("COPYDESK_REQUIRE_ARTICLE"))
    if db:
        from crawler.store import open_store  # who stores nothing pays for no SQLAlchemy

        run.store = open_store(db)
    return run


def _elsewhere(asked: Asked, response: Response, named: Iterable[str]) -> str:
    """The site that a source's address has led to, where it is neither the source's nor that of an address that whoever
    started the run has named: an advertiser's, behind a link that counts clicks. (A waiting room may be there too: it
    is asked for again some times.) An empty string where all is well: who asks for a page by name wants what is behind
    it, and an article that has moved house has kept its name."""
    if asked.named or site_of(response.url) == site_of(asked.url):
        return ""
    if leads_to_article(response.url) and _name(response.url) == _name(asked.url):
        return ""
    homes = (asked.url, *response.meta.get(SOURCE, PLAIN).own, *named)
    return "" if any(_is_kin(response.url, home) for home in homes) else site_of(response.url)


def _name(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _is_kin(one: str, other: str) -> bool:
    """Whether two addresses are of one site, or of one name under two endings: many papers own theirs under several."""
    a, b = site_of(one), site_of(other)
    name, ending, _ = a.partition(".")
    return a == b or (bool(ending) and not name.isdecimal() and name == b.partition(".")[0])


def page_of(response: Response, now: datetime, hints: Hints = Hints()) -> Page:
    """The page as it came, with what robots.txt reserves of it."""
    headers = {k.decode("latin-1"): b", ".join(v).decode("latin-1") for k, v in response.headers.items()}
    told = replace(hints, reservations=response.meta.get(RESERVATIONS, ()))
    return Page(response.body, response.url, headers, response.status, now.isoformat(timespec="seconds"), told)


def value_of(failure: Failure) -> BaseException:
    """The exception in a failure."""
    return failure.value or RuntimeError(str(failure))


def content_type(headers: Headers) -> str:
    """The content type as the server gives it, or an empty string."""
    return (headers.get("Content-Type") or b"").decode("latin-1")
