"""Where a crawl is started: the one module outside the spiders' that imports Scrapy, and not before it is needed.

A process can start one crawl: Twisted's reactor does not run twice.
"""

import signal
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cleaners.model import Cleaned
from crawler.addresses import networks
from crawler.export import JsonLines
from crawler.flow import Facts, Run, nothing_known
from crawler.identity import user_agent
from crawler.outcome import ARCHIVE, Outcome, RunReport
from crawler.workers import Pool

if TYPE_CHECKING:
    from socket import socket

    from crawler.sources import Source
    from crawler.store import Store

Listener = Callable[[Outcome], None]
KEEP_PAGES = timedelta(days=90)
"""So long pages are kept, unless told otherwise: a quarter, over which better rules can clean anew what came in. The
records stay, whatever becomes of their pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What both kinds of run can be told. `timeout` in seconds, for a page with all its bytes; `contact` is an
    address that the user agent names; `db` is a path or a database URL, `archive` the folder of the pages as they were
    fetched (beside the database, unless told otherwise); `log_file` takes what Scrapy says, which
    goes nowhere else; `allow_networks` are those beside the public web that pages may lead into (10.0.0.0/8);
    `allow_hosts` are hosts and ports (127.0.0.1:8000) that may be inside where they are written as addresses, None
    standing for those of the addresses that are given, which is right where a person has given them; `facts` says what
    is known of a page's site; `settings` are Scrapy's and ours, and outrank the rest. Raises ValueError for what is no
    network."""

    require_article: bool = True
    obey_robots: bool = True
    timeout: float = 30
    user_agent: str | None = None
    contact: str | None = None
    db: str | None = None
    archive: str | None = None
    log_file: str | None = None
    allow_networks: Sequence[str] = ()
    allow_hosts: Sequence[str] | None = None
    facts: Facts = nothing_known
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        networks(self.allow_networks)

    @property
    def workers(self) -> int | None:
        """How many processes clean; None: as many as there are cores, up to eight."""
        return int(self.settings.get("COPYDESK_WORKERS", 0)) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions(Options):
    """For `fetch`: stores only where `db` is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions(Options):
    """For `crawl`: `limit` articles of each source; `output` is a JSONL file that new and changed records are appended
    to; `backfill`: articles older than a source's horizon, too, from lists that are read to their end; `on_progress`
    gets a source, how many of its URLs are done, and how many were found so far. `would`: only lists are fetched, and
    it gets each source and URL that the crawl would fetch. `keep_pages`: older ones are dropped from the archive at the
    end; None: none is. `configured` are the names of all sources that are crawled, now or at other times: what waits
    for another, which is no more, goes to the source that lists it now. None: what waits for others is left to them."""

    db: str = "copydesk.db"
    limit: int | None = None
    output: str | None = None
    backfill: bool = False
    on_progress: Callable[[str, int, int], None] | None = None
    would: Callable[[str, str], None] | None = None
    keep_pages: timedelta | None = KEEP_PAGES
    configured: Collection[str] | None = None


def fetch(urls: Sequence[str], *, on_outcome: Listener, options: FetchOptions = FetchOptions()) -> RunReport:
    """Fetch and clean these URLs. Each comes to `on_outcome` once, in the order in which they end. Raises StoreError,
    and what `on_outcome` raises."""
    with _store(options) as store:
        run = Run(store, on_outcome=on_outcome)
        with _sending(store, options, run.report):
            return _run("article", {"urls": tuple(urls)}, run, options)


def survey(
    sites: Sequence[str], sources: Sequence["Source"], *, on_survey: Callable[..., None],
    options: FetchOptions = FetchOptions(),
) -> RunReport:  # fmt: skip
    """Look at what sites have, and at whether what sources name is there. Each comes to `on_survey` once."""
    return _run("survey", {"surveys": sites, "sources": sources, "found": on_survey}, Run(), options)


def run_errands(asker: "socket", options: FetchOptions) -> None:
    """Fetch what is asked for over a socket, until that ends (crawler/errands.py)."""
    _run("errands", {"asker": asker}, Run(), options)


def crawl(
    targets: Sequence["str | Source"], *, on_outcome: Listener, options: CrawlOptions = CrawlOptions()
) -> RunReport:
    """Find, fetch and clean the articles of these sources; an address is a source by itself. Raises StoreError, OSError
    for `output`, and what the listeners raise."""
    from crawler.sources import Config, Source

    sources = [t if isinstance(t, Source) else Config().unlisted(t) for t in targets]
    with _store(options) as store, _lines(options.output, store) as lines:

        def listen(outcome: Outcome) -> None:
            if lines is not None and outcome.change in ("new", "changed") and isinstance(outcome.result, Cleaned):
                lines.write(outcome.url, outcome.result.article)
            on_outcome(outcome)

        run = Run(store, lines.name if lines else None, listen)
        run.progress, run.would = options.on_progress or run.progress, options.would or run.would
        if store is not None:
            sources = _without_forgotten(sources, store, run.report)
        arguments = {"sources": sources, "limit": options.limit, "backfill": options.backfill,
                     "configured": options.configured}  # fmt: skip
        run.rules = {s.name: s.rules for s in sources}
        if options.would is not None:
            return _run("source", {**arguments, "dry": True}, run, options)
        with _sending(store, options, run.report):
            report = _run("source", {**arguments, "dry": False}, run, options)
        if store is not None:
            _prune(store, options.keep_pages, report)
            report.left_behind = _left_behind(sources, store, options)
        return report


def _without_forgotten(sources: Sequence["Source"], store: "Store", report: RunReport) -> list["Source"]:
    """The sources but for addresses that were forgotten: of what the store shall not know it keeps no books either."""
    from crawler.store.tombstones import Tombstones

    gone = {s.name: day for s in sources if (day := Tombstones(store).day_of(s.name))}
    for name, day in gone.items():
        said = f"it was forgotten on {day}, and is not kept again; `copydesk forget --allow {name}` takes that back"
        report.failures.append((name, said))
    return [s for s in sources if s.name not in gone]


def _left_behind(sources: Sequence["Source"], store: "Store", options: CrawlOptions) -> dict[str, int]:
    """What waits for sources that are neither configured nor among these."""
    from crawler.store.frontier import Frontier

    if options.configured is None:
        return {}
    return Frontier(store, {*options.configured, *(s.name for s in sources)}).left_behind()


def _prune(store: "Store", age: timedelta | None, report: RunReport) -> None:
    """Drop the pages from the archive that are older than they are to be kept."""
    from crawler.archive import ArchiveError
    from crawler.archive.model import Away
    from crawler.store.retention import prune

    try:
        report.dropped = prune(store, age) if age is not None else 0
    except Away:
        pass  # what is old goes with the next crawl
    except ArchiveError as e:
        report.failures.append((ARCHIVE, str(e)))


def _run(spider: str, arguments: Mapping[str, Any], run: Run, options: Options) -> RunReport:
    run.require_article, run.facts = options.require_article, options.facts
    # the cleaners are imported beside this process, while it imports Scrapy
    with _signals_restored(), Pool(options.workers, many=spider == "source") as pool:
        from scrapy.crawler import AsyncCrawlerProcess

        process = AsyncCrawlerProcess(_settings(options))
        task = process.crawl(spider, run=run, pool=pool, **arguments)
        process.start()
        if not task.done():  # stopped by force
            run.report.interrupted = True
        elif error := run.error or task.exception():
            raise error
    return run.report


def _store(options: FetchOptions | CrawlOptions) -> AbstractContextManager["Store | None"]:
    """The open store, or nothing: whoever stores nothing does not wait for SQLAlchemy either."""
    if options.db is None:
        return nullcontext()
    from crawler.store import open_store

    return open_store(options.db, options.archive)


def _sending(store: "Store | None", options: Options, report: RunReport) -> AbstractContextManager[None]:
    """Has what the archive keeps sent to where it belongs, as long as the run goes on."""
    if store is None:
        return nullcontext()
    from crawler.sending import sending
    from crawler.store import open_store

    return sending(store, lambda: open_store(options.db or "", options.archive), report)


def _lines(path: str | None, store: "Store | None") -> AbstractContextManager[JsonLines | None]:
    return nullcontext() if path is None else JsonLines(path, store)


def _settings(options: Options) -> Any:
    from scrapy.settings import Settings

    from crawler.middlewares.manners import product_token

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    ours = {
        "ROBOTSTXT_OBEY": options.obey_robots,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "USER_AGENT": options.user_agent or user_agent(options.contact),
        "COPYDESK_ALLOW_NETWORKS": list(options.allow_networks),
        "COPYDESK_ALLOW_HOSTS": options.allow_hosts,
        "LOG_ENABLED": options.log_file is not None,
        "LOG_FILE": options.log_file,
    }
    if options.user_agent and (name := product_token(options.user_agent)):
        ours["ROBOTSTXT_USER_AGENT"] = name
    settings.update(ours | dict(options.settings), priority="cmdline")
    return settings


@contextmanager
def _signals_restored() -> Iterator[None]:
    """Scrapy handles interrupts while it runs, and leaves its handlers behind."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(n) for n in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
