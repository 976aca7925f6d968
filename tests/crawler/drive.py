"""Run as a script by the tests: starts what its argument says, prints each outcome and the report as JSON lines."""

import dataclasses
import json
import os
import signal
import sys
from typing import Any

from cleaners.model import Cleaned
from crawler import workers
from crawler.export import JsonLines
from crawler.outcome import Outcome
from crawler.start import CrawlOptions, FetchOptions, crawl, fetch


def show(**values: Any) -> None:
    """One line of JSON on stdout."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def show_outcome(o: Outcome) -> None:
    """An outcome without the bulk of its result."""
    article = o.result.article if isinstance(o.result, Cleaned) else None
    said = {"title": article.title, "text": article.text, "urls": article.urls} if article else None
    fields = ("url", "state", "reason", "source", "status", "final_url", "named")
    show(outcome={name: getattr(o, name) for name in fields} | {"article": said})


def fail(_: Outcome) -> None:
    """A listener whose reader has gone."""
    raise BrokenPipeError("nobody reads this")


def die(line: int, share: float) -> None:
    """Let this process be killed when it has written so many whole lines, and this share of the next."""
    put, written = JsonLines._put, 0

    def put_or_die(self: JsonLines, url: str, record: bytes) -> None:
        nonlocal written
        if written == line:
            self._file.write((record + b"\n")[: int(share * (len(record) + 1))])
            self._file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        written += 1
        put(self, url, record)

    JsonLines._put = put_or_die  # type: ignore[method-assign]


if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    options = order["options"]
    if order["die"]:
        die(*order["die"])
    if order["fatal"]:
        os.environ["FATAL"] = order["fatal"]
        workers.Pool.__init__.__defaults__ = (None, workers.LIMITS, "tests.crawler.misfortunes:clean_unless_fatal")
    listen = {"show": show_outcome, "raise": fail}[order["listener"]]
    if order["kind"] == "fetch":
        report = fetch(order["urls"], on_outcome=listen, options=FetchOptions(**options))
    else:
        options["on_progress"] = lambda *p: show(progress=p)
        report = crawl(order["urls"], on_outcome=listen, options=CrawlOptions(**options))
    show(report=dataclasses.asdict(report))
