"""Requests of sources in a process of their own, and what servers saw of them."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.crawler.ready import ENVIRONMENT, Ready
from tests.crawler.web import QUICK, Site


@dataclass
class Answers:
    """What came of each request, in the order in which they were given; the run's books of them; and the whole log."""

    ends: list[dict[str, Any]] = field(default_factory=list)
    books: list[dict[str, Any]] = field(default_factory=list)
    log: str = ""
    withdrawn: int = 0


def ask(
    requests: Sequence[str | Mapping[str, Any]], *manners: Mapping[str, Any], settings: Mapping[str, Any] = {},
    today: Mapping[str, int] = {}, at_once: bool = False, without: str | None = None,
) -> Answers:  # fmt: skip
    """Make these requests: an address, or a mapping with `url`, `source` (which of the manners; the first by itself)
    and `meta`. `without` a package that is installed. Everything of Scrapy's is logged."""
    order = {
        "requests": [{"url": r} if isinstance(r, str) else dict(r) for r in requests],
        "manners": list(manners) or [{}], "today": dict(today), "at_once": at_once, "without": without,
        "settings": {**QUICK, "COPYDESK_ALLOW_NETWORKS": ["127.0.0.0/8"], "LOG_LEVEL": "DEBUG", **settings},
    }  # fmt: skip
    asker = Ready(str(Path(__file__).with_name("ask.py")), [json.dumps(order)], env=ENVIRONMENT)
    out, err = asker.communicate(timeout=120)
    assert asker.returncode == 0, err
    lines = [json.loads(line) for line in out.splitlines()]
    ends = sorted((line for line in lines if "number" in line), key=lambda line: line["number"])
    assert len(ends) == len(requests), err
    books = [line["requested"] for line in lines if "requested" in line]
    return Answers(ends, books, err + out, sum("withdrawn" in line for line in lines))


@dataclass
class Seen:
    """What a server was sent, request by request, and when."""

    headers: list[dict[str, str]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)


def watch(site: Site, path: str, *statuses: int, **headers: str) -> Seen:
    """Give the site a page that answers with these statuses, one after the other, and remembers what it was sent."""
    seen, named = Seen(), {name.replace("_", "-").title(): value for name, value in headers.items()}

    def act(handler: BaseHTTPRequestHandler) -> None:
        status = (statuses or (200,))[min(len(seen.moments), len(statuses or (200,)) - 1)]
        seen.moments.append(time.monotonic())
        seen.headers.append(dict(handler.headers.items()))
        handler.send_response(status)
        for name, value in ({"Content-Type": "text/html", "Content-Length": "2"} | named).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(b"ok")

    site.act(path, act)
    return seen
