"""Five newspapers with all that goes well and badly on the web, and what a crawl of them has to come to."""

import gzip

from tests.crawler import stories
from tests.crawler.newsroom_server import House, Newsroom

DAY = "/2026/11/21"
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
CRAWL_DELAY = 0.3
RETRY_AFTER = 1

COURIER = {
    f"{DAY}/story-1/": "stored",
    f"{DAY}/packed-with-gzip-2/": "stored",
    f"{DAY}/packed-with-brotli-3/": "stored",
    f"{DAY}/copy-of-story-3/": "duplicate",
    f"{DAY}/story-4/?utm_source=feed": "stored",
    f"{DAY}/moved-to-story-5/": "stored",
    f"{DAY}/moved-to-another-host-6/": "stored",
    f"{DAY}/moved-to-what-is-forbidden-7/": "skipped",
    f"{DAY}/busy-at-first-8/": "stored",
    f"{DAY}/down-9/": "failed",
    f"{DAY}/lost-10/": "failed",
    f"{DAY}/gone-11/": "failed",
    f"{DAY}/slow-12/": "stored",
    f"{DAY}/endless-13/": "failed",
    f"{DAY}/cut-14/": "failed",
    f"{DAY}/cut-in-its-gzip-15/": "failed",
    f"{DAY}/a-film-16/": "rejected",
    f"{DAY}/no-story-at-all-17/": "rejected",
    f"{DAY}/in-the-news-sitemap-18/": "stored",
    f"{DAY}/in-the-old-sitemap-19/": "stored",
    f"{DAY}/in-a-section-20/": "stored",
    f"{DAY}/further-down-the-section-21/": "stored",
}
TRIBUNE = {f"{DAY}/story-30/": "stored", f"{DAY}/story-31/": "stored", f"/private{DAY}/story-32/": "skipped"}
HERALD = {f"{DAY}/story-40/": "stored", f"{DAY}/story-41/": "stored"}
TITLES = {stories.title(n) for n in (1, 2, 3, 4, 5, 6, 8, 12, 18, 19, 20, 21, 30, 31, 40, 41)}
"""Of what is stored."""


class Press(Newsroom):
    """The newspapers; `elsewhere` is a host that only redirects lead to."""

    def __init__(self) -> None:
        super().__init__(6)
        self.courier, self.tribune, self.herald, self.broken, self.closed, self.elsewhere = self.houses
        _courier(self.courier, self.elsewhere)
        _tribune(self.tribune)
        _herald(self.herald)
        self.broken.add("/robots.txt", status=500)
        self.closed.add("/robots.txt", "User-agent: *\nDisallow: /\n")
        for house in (self.broken, self.closed):
            house.add("/", card(f"{DAY}/story-50/", 50))
        self.elsewhere.add("/robots.txt", "User-agent: *\nAllow: /\nDisallow: /private/\n")
        self.elsewhere.add(f"{DAY}/moved-to-another-host-6/", stories.page(6))
        self.elsewhere.add("/private/story-7/", stories.page(7))

    @property
    def sources(self) -> list[str]:
        return [house.url for house in self.houses[:-1]]

    @property
    def ends(self) -> dict[str, str]:
        """URL → the state in which it ends."""
        papers = ((self.courier, COURIER), (self.tribune, TRIBUNE), (self.herald, HERALD))
        return {house.url + path: state for house, ends in papers for path, state in ends.items()}

    @property
    def failures(self) -> set[str]:
        """The sources that give nothing."""
        return {self.broken.url, self.closed.url}


def card(path: str, n: int) -> str:
    """A link with a headline."""
    return f'<div class="card"><a href="{path}">{stories.title(n)}</a></div>'


def _courier(house: House, elsewhere: House) -> None:
    by_number = {
        int(path.partition("?")[0].strip("/").rpartition("-")[2]): path for path in COURIER if "copy" not in path
    }
    house.add("/robots.txt", f"User-agent: *\nDisallow: /search/\nSitemap: {house.url}/index.xml\n")
    house.add("/", f'<head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body><nav>'
                   f'<a href="/world/">World</a></nav>{card(by_number[1], 1)}'
                   '<a href="https://adverts.example/2026/11/21/buy-this-now/">An advert of several words</a></body>',
              etag='W/"front"')  # fmt: skip
    fed = [path for path in COURIER if not any(word in path for word in ("sitemap", "section"))]
    items = "".join(f"<item><link>{house.url}{p}</link></item>" for p in fed)
    house.add("/feed", f'<rss version="2.0"><channel>{items}</channel></rss>', packed="gzip", etag='"feed"',
              content_type="application/rss+xml")  # fmt: skip
    _sitemaps(house, by_number)
    house.add("/world/", card(by_number[20], 20) + '<a href="/world/page/2/">Older</a>', last_modified=MODIFIED)
    house.add("/world/page/2/", card(by_number[21], 21) + '<a href="/world/page/3/">Older</a>')
    house.add("/world/page/3/", "<p>No more.</p>")
    _pages(house, elsewhere, by_number)


MODIFIED = "Sat, 21 Nov 2026 10:00:00 GMT"


def _sitemaps(house: House, by_number: dict[int, str]) -> None:
    named = "".join(f"<sitemap><loc>{house.url}/{name}</loc></sitemap>" for name in ("old.xml.gz", "news.xml"))
    house.add("/index.xml", f"<sitemapindex {SITEMAP}>{named}</sitemapindex>", content_type="application/xml")
    news = (f"<url><loc>{house.url}{by_number[18]}</loc><n:news><n:publication_date>2026-11-21T06:30:00+01:00"
            f"</n:publication_date></n:news></url>")  # fmt: skip
    house.add("/news.xml", f"<urlset {SITEMAP}>{news}</urlset>", content_type="application/xml", etag='"news"')
    old = f"<urlset {SITEMAP}><url><loc>{house.url}{by_number[19]}</loc></url></urlset>"
    house.add("/old.xml.gz", gzip.compress(old.encode()), content_type="application/gzip", last_modified=MODIFIED)


def _pages(house: House, elsewhere: House, by_number: dict[int, str]) -> None:
    for n in (1, 4, 8, 14, 18, 19, 20, 21):
        house.add(by_number[n], stories.page(n), etag=f'"{n}"')
    for n, packed in ((2, "gzip"), (3, "br"), (15, "gzip")):
        house.add(by_number[n], stories.page(n), packed=packed, etag=f'"{n}"')
    house.add(f"{DAY}/copy-of-story-3/", stories.page(3))
    for n, target in ((5, f"{DAY}/story-5/"), (6, f"{elsewhere.url}{by_number[6]}"),
                      (7, f"{elsewhere.url}/private/story-7/")):  # fmt: skip
        house.add(by_number[n], status=302, location=target)
    house.add(f"{DAY}/story-5/", stories.page(5))
    house.at_first(by_number[8], 429, retry_after=str(RETRY_AFTER))
    house.add(by_number[9], status=503)
    house.add(by_number[11], status=410)
    house.drip(by_number[12], stories.page(12), 6, 0.05)
    house.drip(by_number[13], stories.page(13), 3, 60)
    house.cut(by_number[14])
    house.cut(by_number[15])
    cut = house.pages[by_number[15]]
    cut.headers = {**cut.headers, "Content-Length": str(len(cut.body))}
    house.add(by_number[16], b"\0\0\0\x18ftypmp42", content_type="video/mp4")
    house.add(by_number[17], "<html><body><h1>Our newsletters</h1><p>Pick one.</p></body></html>")


def _tribune(house: House) -> None:
    house.add("/robots.txt", f"User-agent: *\nDisallow: /private/\nCrawl-delay: {CRAWL_DELAY}\n")
    house.add("/", '<head><link rel="alternate" type="application/atom+xml" href="/atom"></head>')
    entries = "".join(f'<entry><id>{p}</id><link href="{p}"/></entry>' for p in TRIBUNE)
    house.add(
        "/atom", f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>', content_type="application/atom+xml"
    )
    for n in (30, 31):
        house.add(f"{DAY}/story-{n}/", stories.page(n))
    house.add(f"/private{DAY}/story-32/", stories.page(32))


def _herald(house: House) -> None:
    house.add("/", '<head><link rel="alternate" type="application/feed+json" href="/feed.json"></head>')
    items = ", ".join(f'{{"id": "{n}", "url": "{house.url}{DAY}/story-{n}/"}}' for n in (40, 41))
    feed = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "The Herald", "items": [{items}]}}'
    house.add("/feed.json", feed, content_type="application/feed+json", etag='"herald"')
    for n in (40, 41):
        house.add(f"{DAY}/story-{n}/", stories.page(n), etag=f'"{n}"')
