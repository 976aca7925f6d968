"""Scrapy's settings, and nothing else. Those that begin with COPYDESK are ours; all can be given with `-s`."""

from typing import Any

from crawler.identity import user_agent

BOT_NAME = "copydesk"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# ---- who we are, and what we may do ----
USER_AGENT = user_agent()
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Copydesk"
DOWNLOAD_VERIFY_CERTIFICATES = True
# a page is read with a jar of its own (spiders/pages.py): a redirect that sets a cookie works, a meter that counts
# visits has nothing to count
COOKIES_ENABLED = True
# the address of a list may hold a key, and is nobody else's business
REFERER_ENABLED = False

# ---- how fast: one request at a time to a host on average, and no more than four a second ----
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 2
CONCURRENT_ITEMS = 1  # of one response, which gives one; Scrapy would begin 100 tasks for each response to handle it
# Never 0: without a delay Scrapy 2.19 lets all requests that wait for a host go at once, whatever the line above says.
DOWNLOAD_DELAY = 0.25
DOWNLOAD_DELAY_JITTER = 0  # a delay is the least that is waited, not the mean
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.25
AUTOTHROTTLE_MAX_DELAY = 60.0
COPYDESK_CRAWL_DELAY_MAX = 60.0  # seconds; more is asked for by mistake, or by who should have written Disallow
RETRY_TIMES = 2
# seconds before what failed for a moment is asked for again (5xx, a connection that broke), or a busy server (429, 503)
# that names no time; doubled each time, and up to half as much again
COPYDESK_BACKOFF = 2.0
COPYDESK_RETRY_AFTER_MAX = 120.0  # seconds; where a server asks for a longer wait, its URLs are left for another run
DOWNLOADER = "crawler.middlewares.turns.TurnsDownloader"  # several runs on one store share the pace of a host
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # newest first, as they were found

# ---- what a page may cost ----
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 20
DOWNLOAD_MAXSIZE = 20 << 20  # bytes, unpacked
DOWNLOAD_WARNSIZE = 0
URLLENGTH_LIMIT = 0  # Scrapy would drop a long address without a word; the spiders refuse it, and say so
REDIRECT_MAX_TIMES = 10
METAREFRESH_MAXDELAY = 5  # seconds; a page that reloads itself every minute is no redirect
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 50 << 20  # bytes of pages that wait to be cleaned, before no more are fetched

# ---- nothing but the web, and nobody else at the controls ----
DOWNLOAD_HANDLERS: dict[str, Any] = {
    "data": None, "file": None, "ftp": None, "s3": None,
    "http": "crawler.middlewares.wire.WireHandler", "https": "crawler.middlewares.wire.WireHandler",
}  # fmt: skip
TWISTED_DNS_RESOLVER = "crawler.middlewares.addresses.GuardedResolver"
COPYDESK_ALLOW_NETWORKS: list[str] = []  # networks beside the public web that pages may lead into: ["10.0.0.0/8"]
COPYDESK_ALLOW_HOSTS: list[str] | None = None  # 127.0.0.1:8000 that may be inside; None: those the spider is given
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# ---- a browser, for sources that ask for one (scrapy-playwright's settings) ----
PLAYWRIGHT_LAUNCH_OPTIONS: dict[str, Any] = {
    "chromium_sandbox": True,
    # a call from page to page would go around the gate (middlewares/gate.py)
    "args": ["--force-webrtc-ip-handling-policy=disable_non_proxied_udp"],
}
PLAYWRIGHT_MAX_CONTEXTS = 4  # pages that are rendered at once
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# ---- our own parts ----
ITEM_PIPELINES = {"crawler.pipelines.CleanPipeline": 300}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.stopping.StopMiddleware": 10,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.middlewares.pace.PaceMiddleware": 90,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.manners.MannersMiddleware": 390,
    "crawler.middlewares.render.RenderMiddleware": 530,
    "crawler.middlewares.conditional.ConditionalMiddleware": 540,
    "crawler.middlewares.retry.LaterMiddleware": 550,
    "crawler.middlewares.patience.PatienceMiddleware": 750,
    "crawler.middlewares.refresh.RefreshMiddleware": 580,
    "crawler.middlewares.legible.LegibleMiddleware": 585,
    "crawler.middlewares.whole.WholeBodyMiddleware": 595,
    "crawler.middlewares.manners.CookieMiddleware": 710,
    "crawler.middlewares.addresses.AddressMiddleware": 740,
    "crawler.middlewares.budget.BudgetMiddleware": 760,
}
EXTENSIONS = {"scrapy.extensions.throttle.AutoThrottle": None, "crawler.middlewares.throttle.Throttle": 0}
HTTPERROR_ALLOW_ALL = True  # an error page is an outcome with a reason, not something to be dropped
# COPYDESK_DB = "copydesk.db"   # the store; without it `source` takes copydesk.db, and `article` stores nothing
COPYDESK_LIMIT = 1000  # articles of one source in one run, newest first
COPYDESK_REQUIRE_ARTICLE = True
COPYDESK_WORKERS = 0  # cleaning processes; 0: one for each core, up to eight

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
STATS_DUMP = False
