"""How a source's own requests are made, from what the user's entry says of it."""

import os

from crawler.discover.site import site_of
from crawler.identity import user_agent
from crawler.middlewares.manners import Manners
from crawler.sources import Source
from crawler.sources.secrets import reveal


def manners_for(source: Source) -> Manners:
    """The source's manners, its secrets filled in from the environment, for the site's own hosts: that of its front
    page, and those of its lists under the same registered domain. Raises MissingSecret."""
    own = (source.url, *(url for url in source.lists if site_of(url) == site_of(source.url)))
    sent = reveal(source, os.environ)
    contact = user_agent(source.contact) if source.contact else None
    return Manners(
        source.name, own, sent.headers, sent.cookies, sent.proxy, source.user_agent,
        source.delay, source.requests_per_day, source.render, source.reservations, contact,
    )  # fmt: skip
