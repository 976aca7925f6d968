"""The spiders as a Scrapy user knows them: from a clone, with `scrapy list` and `scrapy crawl`."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import settings
from tests.crawler import stories
from tests.crawler.web import QUICK, ROOT, Site


def scrapy(*arguments: str) -> str:
    """What the command prints on stdout."""
    command = [sys.executable, "-m", "scrapy", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def crawl(spider: str, *arguments: str, **settings: str) -> None:
    given = [f"{name}={value}" for name, value in {**QUICK, **settings}.items()]
    scrapy("crawl", spider, *arguments, *(word for setting in given for word in ("-s", setting)))


@pytest.fixture
def paper(site: Site) -> Site:
    """A site with one story and one dead link."""
    site.add("/", '<a href="/2026/11/20/story-1/">x</a><a href="/2026/11/20/lost/">y</a>')
    site.add("/2026/11/20/story-1/", stories.page(1))
    return site


def test_the_spiders_are_listed() -> None:
    assert scrapy("list").split() == ["article", "errands", "source", "survey"]


def test_source_crawls_a_site_into_the_store_and_into_scrapys_own_exports(paper: Site, tmp_path: Path) -> None:
    crawl("source", "-a", f"url={paper.url}", "-O", f"{tmp_path}/out.jsonl", COPYDESK_DB=f"{tmp_path}/news.db")

    (record,) = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert record["url"] == f"{paper.url}/2026/11/20/story-1/"
    assert "eleven years" in record["text"]
    with sqlite3.connect(tmp_path / "news.db") as db:
        states = dict(db.execute("select url, state from pages"))
    assert states == {f"{paper.url}/2026/11/20/story-1/": "stored", f"{paper.url}/2026/11/20/lost/": "failed"}


def test_article_fetches_what_it_is_given(paper: Site, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text(f"{paper.url}/2026/11/20/story-1/\n{paper.url}/2026/11/20/lost/\n")

    crawl("article", "-a", f"file={tmp_path}/urls.txt", "-O", f"{tmp_path}/out.jsonl")

    (record,) = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert record["url"] == f"{paper.url}/2026/11/20/story-1/"
    assert not (ROOT / "copydesk.db").exists()


def test_nobody_else_gets_at_the_controls_and_only_the_web_is_read() -> None:
    names = ["TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "DOWNLOAD_VERIFY_CERTIFICATES", "ROBOTSTXT_OBEY"]

    assert [getattr(settings, name) for name in names] == [False, False, True, True]
    handlers = settings.DOWNLOAD_HANDLERS
    assert {"data", "file", "ftp", "s3"} <= {scheme for scheme in handlers if handlers[scheme] is None}
    assert {scheme for scheme in handlers if handlers[scheme]} == {"http", "https"}
