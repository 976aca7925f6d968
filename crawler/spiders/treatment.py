"""How a source's own requests are made, from what the user's entry says of it."""

import os

from crawler.identity import user_agent
from crawler.middlewares.manners import Manners
from crawler.sources import Source
from crawler.sources.secrets import reveal


def manners_for(source: Source) -> Manners:
    """The source's manners, its secrets filled in from the environment. Raises MissingSecret."""
    sent = reveal(source, os.environ)
    agent = source.user_agent or (user_agent(source.contact) if source.contact else None)
    return Manners(
        source.name, (source.url,), sent.headers, sent.cookies, sent.proxy, agent,
        source.delay, source.requests_per_day, source.render, source.reservations,
    )  # fmt: skip
