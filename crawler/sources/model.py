"""What a source is: a site, where its articles are listed, and how it is to be treated."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from cleaners.rules import NO_RULES, Rules

Reservations = Literal["keep", "skip"]
"""What becomes of pages whose publisher reserves mining or the training of models: kept, with the reservation in the
record, or skipped."""

MONTH = timedelta(days=30)
REVISIT = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""Most corrections of a news article come within the hour, most others within the week."""
POLL = (timedelta(minutes=10), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of sources.toml, with the defaults filled in.

    - `name` is the key of its table; `url` the front page. `feeds`, `sitemaps`, `sections` are absolute addresses;
      where all three are empty, the crawl looks for them itself.
    - `include`, `exclude`: RE2 patterns that are searched in the whole address of an article (`scope.py` applies them).
    - `horizon`: items older than this are left alone; None: none is. `limit`: articles of one run; None: as many as the
      crawl's own limit allows. `revisit`: ages, counted from the first fetch, at which an article is looked at again.
      `poll`: the shortest and the longest pause between two looks at the lists.
    - `delay`: seconds between two requests to its host, at least; the general pace may be slower. `requests_per_day`:
      what its host gets of us in a day, at most.
    - `headers`, `cookies`, `proxy` as they are written, with `${NAME}` for what the environment holds: `secrets.reveal`
      fills them in where they are used. They are in no repr.
    - `user_agent`, `contact`: None: what the command or the settings say. `render`: pages are made by a browser.
    - `rules`: its own [[remove]] and [[keep]] after those of the defaults. `paused`: no crawl takes it along, unless it
      is named. `line`: where its table begins in the file, 0 where there is none.
    """

    name: str
    url: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    horizon: timedelta | None = MONTH
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    proxy: str | None = field(default=None, repr=False)
    user_agent: str | None = None
    contact: str | None = None
    limit: int | None = None
    delay: float = 0.0
    requests_per_day: int | None = None
    revisit: tuple[timedelta, ...] = REVISIT
    poll: tuple[timedelta, timedelta] = POLL
    render: bool = False
    reservations: Reservations = "keep"
    rules: Rules = NO_RULES
    paused: bool = False
    line: int = field(default=0, compare=False, repr=False)

    @property
    def is_address(self) -> bool:
        """Whether it is no entry of a file, but an address that somebody has given, and is named by it."""
        return self.url in (self.name, f"https://{self.name}")

    @property
    def lists(self) -> tuple[str, ...]:
        """All that is read to find its articles, but for the front page."""
        return (*self.feeds, *self.sitemaps, *self.sections)


@dataclass(frozen=True, slots=True)
class Config:
    """A file of sources, in its order. `defaults` is a source without name and address; `name` is the file's."""

    name: str = "sources.toml"
    defaults: Source = Source("", "")
    sources: tuple[Source, ...] = ()

    def get(self, target: str) -> Source | None:
        """The source of this name, or with this front page."""
        named = next((s for s in self.sources if s.name == target), None)
        return named or next((s for s in self.sources if same_front(target, s.url)), None)

    def unlisted(self, url: str) -> Source:
        """A source for an address that the file does not have: named by the address, and treated by the defaults. It
        has no horizon: who gives an address wants what is there."""
        return replace(self.defaults, name=url, url=url if "://" in url else f"https://{url}", horizon=None)


def same_front(one: str, other: str) -> bool:
    """Whether two addresses are those of one front page: scheme, `www.`, a last slash and letter case of the host do
    not matter."""
    return front(one) == front(other)


def front(url: str) -> tuple[str, str, str]:
    """What is the same for all addresses of one front page, and for no other."""
    return _parts(url) or (url, "", "")


def slug(url: str) -> str:
    """The name that a source gets where the user gives none: its host, readable as a key of TOML without quotes."""
    parts = _parts(url)
    host = (parts[0] if parts else url).removesuffix(".")
    return re.sub(r"[^\w-]+", "-", host, flags=re.ASCII).strip("-") or "source"


def _parts(url: str) -> tuple[str, str, str] | None:
    """Host with port, path and query; None for what is no address."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    return (f"{host}{port}", parts.path.rstrip("/"), parts.query) if host else None
