"""Run as a script by the tests: starts what its argument says, prints each outcome and the report as JSON lines."""

import dataclasses
import json
import sys
from typing import Any

from cleaners.model import Cleaned
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


if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    options = order["options"]
    listen = {"show": show_outcome, "raise": fail}[order["listener"]]
    if order["kind"] == "fetch":
        report = fetch(order["urls"], on_outcome=listen, options=FetchOptions(**options))
    else:
        options["on_progress"] = lambda *p: show(progress=p)
        report = crawl(order["urls"], on_outcome=listen, options=CrawlOptions(**options))
    show(report=dataclasses.asdict(report))
