"""The whole command: its own process, the real spider, the real pool, a site on loopback."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .conftest import STORY

TITLE, *PARAGRAPHS = STORY.strip().split("\n\n")
PAGE = (
    f"<!doctype html><html lang=en><head><title>{TITLE}</title><meta property=og:type content=article></head>"
    f"<body><article><h1>{TITLE}</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article></body></html>"
)
FEED = "<rss version='2.0'><channel>{}</channel></rss>"


class Site(BaseHTTPRequestHandler):
    """Two stories, a feed of them, and nothing else."""

    def do_GET(self) -> None:
        host = f"http://{self.headers['Host']}"
        items = "".join(f"<item><title>{TITLE}</title><link>{host}/story-{n}</link></item>" for n in (1, 2))
        pages = {
            "/story-1": PAGE,
            "/story-2": PAGE.replace("harbour", "northern"),
            "/feed.xml": FEED.format(items),
            "/robots.txt": "User-agent: *\nDisallow: /private",
        }
        body = pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header(
            "Content-Type", "application/rss+xml" if self.path == "/feed.xml" else "text/html; charset=utf-8"
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def copydesk(folder: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-m", "crawler.cli", *arguments],
        cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


def test_each_address_gives_its_text_or_its_reason(site: str, root: Path, tmp_path: Path) -> None:
    gone, private, closed = f"{site}/gone", f"{site}/private", "http://127.0.0.1:9/"
    done = copydesk(tmp_path, root, gone, private, f"{site}/story-1", closed)
    assert (done.returncode, done.stdout) == (1, STORY)
    said = sorted(done.stderr.splitlines())
    assert len(said) == 3
    for url, why in ((gone, "404"), (private, "robots.txt"), (closed, "")):
        assert [line for line in said if line.startswith(f"copydesk: {url}: ") and why in line], said
    assert list(tmp_path.iterdir()) == []


def test_a_second_crawl_says_what_is_known_and_fetches_nothing_again(site: str, root: Path, tmp_path: Path) -> None:
    first = copydesk(tmp_path, root, "crawl", f"{site}/feed.xml", "-o", "articles.jsonl")
    assert first.returncode == 0, first.stderr
    assert first.stdout == ""
    assert "copydesk: 2 new articles; the records are in articles.jsonl; the store is copydesk.db (" in first.stderr
    records = (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(r)["title"] for r in records} == {TITLE, TITLE.replace("harbour", "northern")}
    second = copydesk(tmp_path, root, "crawl", f"{site}/feed.xml")
    assert (second.returncode, second.stdout) == (0, "")
    assert second.stderr.startswith("copydesk: 0 new articles, 2 pages were already known; the store is copydesk.db (")


def test_the_user_s_rules_hold_for_what_is_fetched_and_for_what_is_crawled(
    site: str, root: Path, tmp_path: Path
) -> None:
    rule = "[[remove]]\nphrase = 'the northern road'\nwhy = 'we know'\nexample = { text = 'Take the northern road.' }\n"
    (tmp_path / "rules.toml").write_text(rule, encoding="utf-8")
    fetched = copydesk(tmp_path, root, "--rules", "rules.toml", f"{site}/story-1")
    assert (fetched.returncode, fetched.stdout) == (0, STORY.replace(f"\n\n{PARAGRAPHS[-1]}", "")), fetched.stderr
    crawled = copydesk(tmp_path, root, "crawl", "--rules", "rules.toml", f"{site}/feed.xml", "-o", "articles.jsonl")
    assert crawled.returncode == 0, crawled.stderr
    records = [json.loads(r) for r in (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["removal_counts"] for r in records] == [{"site_rule": 1}] * 2
