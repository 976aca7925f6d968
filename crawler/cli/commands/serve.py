"""`copydesk serve`: clean text over HTTP, and a page to look at it."""

import errno
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import options
from crawler.cli.kept import opened
from crawler.cli.say import Misconfigured, say

if TYPE_CHECKING:
    from crawler.serve import ServeOptions

TOKEN = "COPYDESK_SERVE_TOKEN"  # noqa: S105 (a variable's name)
FETCH_SECONDS = 20
"""For a page with all its bytes: somebody waits for it."""
SHORTEST = 16
"""Letters of a token that is not guessed."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: any that is free.")
@options.store
@click.option(
    "--token-env",
    "variable",
    metavar="NAME",
    default=TOKEN,
    show_default=True,
    help="The variable that holds the token which every request must show.",
)
@click.option("--allow-host", "hosts", metavar="NAME", multiple=True, help="A name under which it may be asked, too.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Cleaning processes; else one a core.")
@click.option(
    "--max-body", type=click.IntRange(1, 100), default=10, show_default=True, metavar="MB", help="Of one request."
)
@click.option(
    "--max-seconds",
    type=click.FloatRange(1, 600),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="That a request may take.",
)
@click.option("--no-fetch", is_flag=True, help="Fetch no pages from the web.")
@options.allow_network
@click.option("--user-agent", metavar="TEXT", help="What to call ourselves where pages are fetched.")
@click.option("--contact", metavar="MAIL|URL", help="Whom a site may write to; sent with each request.")
@click.option("--quiet", is_flag=True, help="No line for each request.")
def serve(
    host: str, port: int, db: str, archive: str | None, variable: str, hosts: tuple[str, ...], workers: int | None,
    max_body: int, max_seconds: float, no_fetch: bool, quiet: bool, **web: Any,
) -> int:  # fmt: skip
    """Serve clean text, and what is in the store, over HTTP.

    An API for other systems, which /openapi.json describes, and pages to look at. Only this machine can reach it,
    unless --host says otherwise; then a token is needed. SIGTERM and Ctrl-C stop it, and requests in work are ended.

    \b
    Examples:
      copydesk serve
      copydesk serve --db news.db --port 8000
      COPYDESK_SERVE_TOKEN=... copydesk serve --host 0.0.0.0
    """
    _need_the_extra()
    from crawler.serve import Limits, ServeOptions
    from crawler.serve.options import is_loopback, is_there

    token = os.environ.get(variable) or None
    if token is None and (variable != TOKEN or not is_loopback(host)):
        why = "" if is_loopback(host) else f"others can reach {host}, so that each request must show a token: "
        raise Misconfigured(f"{why}{variable} is not set (--token-env)")
    if token is not None and len(token) < SHORTEST:
        raise Misconfigured(f"the token in {variable} is shorter than {SHORTEST} letters, and could be guessed")
    limits = Limits(body=max_body << 20, seconds=max_seconds)
    chosen = ServeOptions(
        db=db, archive=archive, host=host, token=token, hosts=hosts, workers=workers, limits=limits,
        fetcher=None if no_fetch else _fetcher(**web), tell=(lambda _: None) if quiet else say,
    )  # fmt: skip
    if is_there(db):
        with opened(db, archive):
            pass  # brought to today's tables now, not with the first question; and what is no store is told at once
    else:
        say(
            f"{db}: no store yet (`copydesk crawl` makes it); pages are cleaned and fetched, there is nothing to browse"
        )
    _run(chosen, port)
    say("stopped; every request that was accepted is answered")
    return 0


def _fetcher(**web: Any) -> tuple[str, ...]:
    """The command of the process that fetches."""
    told = json.dumps({"timeout": FETCH_SECONDS, **web})
    # -P: no module in the folder where the user stands takes the place of ours
    return sys.executable, "-P", "-m", "crawler.cli.fetcher", told


def _need_the_extra() -> None:
    """Ends the command where what the service is made of is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("fastapi", "jinja2", "uvicorn") if find_spec(name) is None]
    if missing:
        raise Misconfigured(f"serving needs {missing[0]}, which is not installed: pip install 'copydesk[serve]'")


def _run(chosen: "ServeOptions", port: int) -> None:
    import logging

    from crawler.serve.run import run

    faults = logging.StreamHandler(sys.stderr)  # with their tracebacks, which no answer tells
    faults.setLevel(logging.ERROR)
    logging.getLogger().addHandler(faults)
    try:
        run(chosen, port, lambda address: say(f"serving at {address}"))
    except OSError as e:
        # of a number of the system's own its words alone: Python's repeat the address
        why = os.strerror(e.errno) if e.errno and e.errno > 0 else e.strerror or str(e)
        hint = "; --port names another" if e.errno == errno.EADDRINUSE else ""
        raise Misconfigured(f"{chosen.host}:{port} cannot be listened at: {why}{hint}") from e
