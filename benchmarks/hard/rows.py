"""The scorecard: what is counted, the limit, and what others were measured at on the same machine."""

from benchmarks.hard import inside
from benchmarks.hard.score import Row

ROWS: tuple[Row, ...] = (
    Row(1, "addresses inside as such, in any spelling: requests / connections", "0 / 0, all public neighbours fetched",
        "trafilatura 4 / 204; Scrapy 91; requests 161; httpx 154", inside.literal),
    Row(2, "redirects, Refresh and meta refresh inside or out of the web", "0 / 0",
        "trafilatura 15 / 91; Scrapy 79; requests 86", inside.redirects),
    Row(3, "names that lead inside, also only the second time", "0 / 0", "trafilatura 0 / 6; Scrapy 6", inside.names),
    Row(4, "schemes other than http and https honoured", "0", "Scrapy 3", inside.schemes),
)  # fmt: skip
