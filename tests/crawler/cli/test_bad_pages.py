"""The worst that the web and a disk hold, in one command: each page has its reason, and the others are done."""

import gzip
import json
import os
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.crawler import stories
from tests.crawler.web import Site, wait_for

COMMENT = "<p class='comment-text'>I was number {} to say so, and so was everybody who wrote before me.</p>"
MEGABYTES = 5
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + bytes(range(256)) * 20


def huge(n: int) -> str:
    """A story under which everybody has said something."""
    count = (MEGABYTES << 20) // len(COMMENT)
    thread = "".join(COMMENT.format(i) for i in range(count))
    return stories.page(n).replace("</main>", f'</main><section id="comments">{thread}</section>')


def nested(n: int, levels: int) -> str:
    """A story inside so many elements."""
    inside = "<div>" * levels + "<article>"
    return stories.page(n).replace("<article>", inside).replace("</article>", "</article>" + "</div>" * levels)


def pages() -> dict[str, bytes]:
    """Name → page, for what is bad in itself, and not in how it is sent. Page n has story n."""
    return {
        "good-0": stories.page(0).encode(),
        "huge-1": huge(1).encode(),
        "nested-300-2": nested(2, 300).encode(),
        "nested-50000-3": nested(3, 50_000).encode(),
        "nul-4": stories.page(4).replace("ending a dispute", "ending\0 a dispute").encode(),
        "windows-1252-for-utf-8-5": stories.page(5).encode("cp1252"),
        "utf-8-for-iso-8859-1-6": stories.page(6).replace('charset="utf-8"', 'charset="iso-8859-1"').encode(),
        "empty": b"",
        "pdf": PDF,
        "good-7": stories.page(7).encode(),
    }


def send(handler: BaseHTTPRequestHandler, body: bytes, **headers: str) -> None:
    """Begin an answer, and hang up after these bytes of it."""
    handler.send_response(200)
    for name, value in {"content_type": "text/html", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def stories_in(records: bytes) -> list[int]:
    """The numbers of the stories that came, in order; -1 for one that is not whole. Marks may have been lost with a
    false charset, letters not."""

    def letters(text: str) -> str:
        return "".join(c for c in text if c.isalnum())

    numbers = {letters("".join(stories.paragraphs(n))): n for n in range(10)}
    return [numbers.get(letters(json.loads(record)["text"]), -1) for record in records.splitlines()]


def copydesk(folder: Path, root: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "crawler.cli", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.fixture
def unused() -> str:
    """An address where nobody listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{s.getsockname()[1]}/"


def test_each_bad_page_of_a_command_has_its_reason_and_the_others_are_done(
    site: Site, unused: str, root: Path, tmp_path: Path
) -> None:
    story = stories.page(9).encode()
    for name, body in pages().items():
        site.add(f"/{name}", body)
    site.add("/itself", status=302, location="/itself")
    site.add("/circle", status=301, location="/circle-b")
    site.add("/circle-b", status=301, location="/circle")
    half = gzip.compress(story)[:900]
    site.add("/cut-gzip", half, content_encoding="gzip")
    site.act("/cut-length", lambda h: send(h, story, content_length=str(len(story) + 1)))
    site.act("/cut-chunk", lambda h: send(h, b"%x\r\n%b\r\n" % (len(story), story), transfer_encoding="chunked"))
    site.act("/hung", lambda _: wait_for(site.over))
    cut = "the connection was cut before the whole page had come"
    reasons = {
        f"{site.url}/empty": "the body is empty",
        f"{site.url}/pdf": "the body is a PDF, not HTML",
        f"{site.url}/missing": "the server has no such page (404 Not Found)",
        f"{site.url}/circle": "the page redirects in a circle, or too often",
        f"{site.url}/itself": "the page redirects to itself",
        f"{site.url}/cut-length": cut,
        f"{site.url}/cut-chunk": cut,
        f"{site.url}/cut-gzip": cut,
        f"{site.url}/hung": "127.0.0.1 did not send the whole page within 4 s",
        "http://no-such-host.invalid/": "the host name no-such-host.invalid does not exist, or cannot be looked up"
        " from here",
        unused: "127.0.0.1 refused the connection",
    }
    good = [f"{site.url}/{name}" for name in pages() if name[-1].isdigit()]
    asked = [good[0], f"{site.url}/hung", *reasons, *good[1:]]

    done = copydesk(tmp_path, root, "fetch", "--json", "--timeout", "4", *asked)

    assert sorted(done.stderr.decode().splitlines()) == sorted(f"copydesk: {u}: {why}" for u, why in reasons.items())
    assert done.returncode == 1
    assert stories_in(done.stdout) == list(range(8))
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["url"] for r in records] == good
    assert "“We have waited" in records[6]["text"], "the header's charset counts, not the page's"


def test_each_bad_file_of_a_command_has_its_reason_and_the_others_are_done(root: Path, tmp_path: Path) -> None:
    bad = {
        "empty.html": b"",
        "pdf.html": PDF,
        "picture.html": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20,
        "windows-1252.txt": "\n\n".join([stories.title(9), *stories.paragraphs(9)]).encode("cp1252"),
    }
    good = {f"{name}.html": body for name, body in pages().items() if name[-1].isdigit()}
    for name, body in {**bad, **good}.items():
        (tmp_path / name).write_bytes(body)
    names = list(good)

    done = copydesk(tmp_path, root, "clean", "--json", names[0], *bad, *names[1:])

    assert sorted(done.stderr.decode().splitlines()) == [
        "copydesk: empty.html: the body is empty",
        "copydesk: pdf.html: the body is a PDF, not HTML",
        "copydesk: picture.html: neither HTML nor text",
        (
            "copydesk: windows-1252.txt: the text is not UTF-8; convert it first"
            " (`iconv -f windows-1252 -t utf-8 FILE | copydesk -`)"
        ),
    ]
    assert done.returncode == 1
    assert stories_in(done.stdout) == list(range(8))
