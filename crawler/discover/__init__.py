"""Where a site's articles are: feeds, sitemaps, pages of links and robots.txt. Pure functions over bytes."""

from crawler.discover.found import Entry, Found, Look

__all__ = ["Entry", "Found", "Look"]
