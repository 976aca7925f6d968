"""The scorecard: what is counted, the limit, and what others were measured at on the same machine."""

from benchmarks.hard import inside, outputs, packed, pages, polite, robots, slow, urls, xml
from benchmarks.hard.score import Row

ROWS: tuple[Row, ...] = (
    Row(1, "addresses inside as such, in any spelling: requests / connections", "0 / 0, all public neighbours fetched",
        "trafilatura 4 / 204; Scrapy 91; requests 161; httpx 154", inside.literal),
    Row(2, "redirects, Refresh and meta refresh inside or out of the web", "0 / 0",
        "trafilatura 15 / 91; Scrapy 79; requests 86", inside.redirects),
    Row(3, "names that lead inside, also only the second time", "0 / 0", "trafilatura 0 / 6; Scrapy 6", inside.names),
    Row(4, "schemes other than http and https honoured", "0", "Scrapy 3", inside.schemes),
    Row(5, "the host that is judged and the one that is connected to", "0 disagreements",
        "of 133 valid URLs as a browser: w3lib 113, urllib 109, httpx 98", urls.hosts),
    Row(7, "10 GiB packed as gzip, br, zstd, twice, as a sitemap; endless chunks", "+100 MiB, +2 s of processor time",
        "Scrapy 1,105 to 1,118 MiB; trafilatura 58 to 73", packed.bombs),
    Row(8, "servers that are slow in body, headers, TLS, or silent, beyond the time they are given", "+1 s",
        "Scrapy +0.4 s; trafilatura over 130 s at 30 s", slow.slow),
    Row(10, "pages that cost a parser more than they weigh", "0 over 10 s, 0 deaths, 0 lost unmarked",
        "die or run on: trafilatura 2, resiliparse 2, newspaper4k 5; all of lxml lose what is nested 300 deep, in silence",
        pages.bombs),
    Row(11, "pages with something broken in them", "0 / 0 / 0", "of 1,000: trafilatura 0; readability-lxml 49; jusText 29",
        pages.broken),
    Row(12, "feeds and sitemaps that expand / read a file / take 2 s", "0 / 0 / 0, and a feed full of references is read",
        "feedparser 1 of 31 runs on", xml.xml),
    Row(14, "memory that one process takes more and more of", "1 MiB per 1,000 pages", "trafilatura about 1.6",
        pages.growth),
    Row(15, "many workers beside one; a crash of one of them", "0 differ; 1 page", "trafilatura 0 of 624 (threads)",
        pages.crashes),
    Row(21, "Google's questions about robots.txt", "145, or the reason told", "Protego 131; robotexclusionrulesparser 90;"
        " urllib 88", robots.matching),
    Row(22, "a robots.txt that says no, on its way to us", "all heard", "Scrapy 16 of 24", polite.refusals),
    Row(28, "payloads that act in some output; formulas in cells; strings that come back", "0; 0; all",
        "of 223: trafilatura html 6, markdown 4, xml 1", outputs.outputs),
)  # fmt: skip
