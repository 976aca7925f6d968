"""Rows 9 and 20: whatever a server does, its URL ends in one state with a reason, and none is missing at the end."""

import gzip
import socket
import struct
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from benchmarks.hard.score import Figure, Lab
from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.press import Press
from tests.crawler.web import Site, drive, wait_for

STORY = stories.page(1).encode()
OTHER, WHOLE, ODD = (stories.page(n).encode() for n in (2, 3, 4))
PACKED = gzip.compress(STORY)
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
OK = b"HTTP/1.1 200 OK\r\n"


def raw(answer: bytes, *, reset: bool = False) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answers with just these bytes, and hangs up."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(answer)
        handler.wfile.flush()
        if reset:  # with a timeout of 0, what is closed is reset
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return act


def _of(length: int, body: bytes, more: bytes = b"", head: bytes = OK) -> bytes:
    return head + HTML + more + b"Content-Length: %d\r\n\r\n" % length + body


def _chunked(*chunks: bytes) -> bytes:
    return OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(chunks)


FAULTS: dict[str, tuple[str, bytes, str]] = {
    "a body that is cut": ("failed", _of(len(STORY), STORY[:500]), "cut"),
    "a reset in the middle": ("failed", _of(len(STORY), STORY[:500]), "cut"),
    "chunks that are cut": ("failed", _chunked(b"%x\r\n" % len(STORY), STORY[:500]), "cut"),
    "a chunk of a bad size": ("failed", _chunked(b"zz\r\n", STORY), ""),
    "gzip that is cut": ("failed", _of(300, PACKED[:300], b"Content-Encoding: gzip\r\n"), "cut"),
    "gzip that is none": ("any", _of(len(STORY), STORY, b"Content-Encoding: gzip\r\n"), ""),
    "gzip that is broken": ("any", _of(300, PACKED[:100] + b"\0" * 200, b"Content-Encoding: gzip\r\n"), ""),
    "a packing of no known kind": ("any", _of(len(STORY), STORY, b"Content-Encoding: x-odd\r\n"), ""),
    "two lengths": ("any", OK + b"Content-Length: 5\r\n" + _of(len(STORY), STORY, head=b""), ""),
    "a length below nothing": ("any", OK + HTML + b"Content-Length: -5\r\n\r\n" + STORY, ""),
    "no length, and the end": ("stored", OK + HTML + b"Connection: close\r\n\r\n" + OTHER, ""),
    "nothing at all": ("failed", b"", "without an answer"),
    "no HTTP": ("failed", b"220 ftp.example ready\r\n", ""),
    "a status line that is none": ("failed", b"HTTP/1.1 abc OK\r\n\r\n", ""),
    "an answer of HTTP/0.9": ("any", STORY, ""),
    "a header without a colon": ("any", _of(len(STORY), STORY, b"nonsense\r\n"), ""),
    "headers of 200 KB": ("failed", OK + b"X: " + b"x" * 200_000 + b"\r\n\r\n", ""),
    "20,000 headers": ("any", OK + b"X-Y: z\r\n" * 20_000 + b"\r\n", ""),
    "a status of its own": ("failed", _of(2, b"no", head=b"HTTP/1.1 799 Odd\r\n"), "799"),
    "204 with nothing": ("any", b"HTTP/1.1 204 No Content\r\n\r\n", ""),
    "a redirect to nowhere": ("failed", _of(0, b"", b"Location: http://[\r\n", b"HTTP/1.1 302 Found\r\n"), ""),
    "a redirect without a place": ("failed", _of(0, b"", head=b"HTTP/1.1 302 Found\r\n"), "redirects"),
    "a redirect to itself": ("failed", _of(0, b"", b"Location: /22\r\n", b"HTTP/1.1 302 Found\r\n"), "itself"),
    "a part of it, unasked": ("failed", _of(500, STORY[:500], b"Content-Range: bytes 0-499/9999\r\n",
                                         b"HTTP/1.1 206 Partial\r\n"), ""),
    "304, unasked": ("failed", b"HTTP/1.1 304 Not Modified\r\n\r\n", ""),
    "a story behind 103": ("any", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + _of(len(STORY), STORY), ""),
    "an encoding that is none": ("stored", _of(len(ODD), ODD).replace(b"charset=utf-8", b"charset=rot13"), ""),
    "a story that is whole": ("stored", _of(len(WHOLE), WHOLE), "an article"),
}  # fmt: skip
"""Fault → how its URL ends (`any`: as a page or as a failure, but not as an article that lacks its end), the answer,
and words of the reason."""


def faults(lab: Lab) -> Figure:
    """Row 9: each fault of one server, in one run."""
    wrong, counts = ended(lab)
    return Figure(f"{len(FAULTS) - len(wrong)} of {len(FAULTS)}", not wrong and counts, tuple(wrong))


def ended(lab: Lab) -> tuple[list[str], bool]:
    """The faults that ended otherwise than they should; and whether every URL is in the store and counted once."""
    site = Site()
    for n, (name, (_, answer, _)) in enumerate(FAULTS.items()):
        site.act(f"/{n}", raw(answer, reset="reset" in name))
    site.act("/hung", lambda _: wait_for(site.over))
    urls = [f"{site.url}/{n}" for n in range(len(FAULTS))]
    db = Database(str(lab.folder / "faults.db"), lab.folder / "faults.warc")
    result = drive(
        "fetch",
        [*urls, f"{site.url}/hung"],
        {"CONCURRENT_REQUESTS_PER_DOMAIN": 8},
        timeout=1 if lab.small else 3,
        **dict[str, Any](db.options),
    )
    site.close()
    wrong = []
    for url, (name, (state, _, words)) in zip(urls, FAULTS.items(), strict=True):
        end = result.outcomes.get(url, {"state": "nothing", "reason": "", "article": None})
        article = end.get("article")
        whole = article is None or any(stories.paragraphs(n)[-1] in article["text"] for n in (1, 2, 3, 4))
        if state not in ("any", end["state"]) or words not in end["reason"] or not end["reason"] or not whole:
            wrong.append(f"{name}: {end['state']}: {end['reason']}")
    states = Counter(state for (state,) in db.sql("select state from pages"))
    return wrong, states == Counter(result.report["counts"]) and states.total() == len(urls) + 1


def accounts(lab: Lab) -> Figure:
    """Row 20: URLs that went in and ends that came out, of a run of faults and of a crawl of five newspapers."""
    _, counts = ended(lab)
    db = Database(str(lab.folder / "press.db"), lab.folder / "press.warc")
    with Press() as press:
        result = drive(
            "crawl",
            press.sources,
            {"RETRY_TIMES": 1},
            timeout=2,
            allow_networks=["127.0.0.0/8"],
            **dict[str, Any](db.options),
        )
        expected = press.ends
    known = dict(db.sql("select url, state from pages"))
    reasons = db.sql("select count(*) from pages where coalesce(reason, '') = ''")[0][0]
    missing = [url for url in expected if url not in known or url not in result.outcomes]
    difference = abs(len(known) - sum(result.report["counts"].values())) + len(missing)
    said = f"difference {difference} of {len(FAULTS) + 1 + len(known)} URLs; {reasons} without a reason"
    return Figure(said, not difference and not reasons and counts, tuple(missing))
