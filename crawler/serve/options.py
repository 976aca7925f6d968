"""What the service is told when it begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crawler.addresses import literal
from crawler.processes import Limits as PageLimits

PAGE = PageLimits()
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may cost. `body`: bytes; `seconds`: from its head until it is answered; `body_seconds`: until all
    of its body has come; `page`: what cleaning one page may cost. `cleaning`, `fetching`, `reading`: so many requests
    of a kind are in work or wait for their turn at once, and who comes then is told to come again; cleaning None: eight
    for each cleaning process. `connections`: so many are open at once. `head_seconds`: until a new connection has asked
    something."""

    body: int = 10 << 20
    seconds: float = 60.0
    body_seconds: float = 15.0
    head_seconds: float = 15.0
    page: PageLimits = PAGE
    cleaning: int | None = None
    fetching: int = 16
    reading: int = 64
    connections: int = 512


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """`db` is a path or database URL, None where there is no store; `archive` the folder of its raw pages. `token` is
    what each request must show, None where none need. `hosts` are the names beside those of loopback under which it may
    be asked. `workers`: cleaning processes, None for one a core. `fetcher` is the command that fetches pages
    (crawler/cli/fetcher.py), None where none are fetched. `sources`: names and addresses of those whose health is
    shown; None: all that the store knows. `prepare`: the cleaning processes
    begin with the service, not with the first page. `tell` takes what is written to the log."""

    db: str | None = None
    archive: str | None = None
    host: str = "127.0.0.1"
    token: str | None = field(default=None, repr=False)
    hosts: Sequence[str] = ()
    workers: int | None = None
    fetcher: Sequence[str] | None = None
    limits: Limits = Limits()
    prepare: bool = True
    tell: Callable[[str], None] = lambda _: None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own, in whatever way it is written."""
    if host.lower() == "localhost":
        return True
    address = literal(host)
    return address is not None and address.is_loopback


def is_there(db: str | None) -> bool:
    """Whether there may be a store: a file that exists, or a database on a server."""
    return db is not None and ("://" in db or Path(db).is_file())
