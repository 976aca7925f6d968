"""The item pipeline in a project of somebody's own: Scrapy calls it as it calls theirs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler import stories
from tests.crawler.web import ROOT, Site

SPIDER = """
import scrapy

class Theirs(scrapy.Spider):
    name = "theirs"
    custom_settings = {"ITEM_PIPELINES": {"cleaners.scrapy_plugin.CopydeskPipeline": 300}}

    async def start(self):
        for path in ("story", "list"):
            yield scrapy.Request(f"{self.site}/{path}")

    def parse(self, response):
        yield {"url": response.url, "html": response.text, "seen": True}
"""
LIST = "<html><title>News</title><ul>" + "<li><a href=/a>Story of the day</a>" * 40 + "</ul></html>"


@pytest.fixture
def paper(site: Site) -> Site:
    site.add("/story", stories.page(1))
    site.add("/list", LIST)
    return site


def crawl(paper: Site, folder: Path, *settings: str) -> tuple[dict[str, dict[str, object]], str]:
    """The items that came out, by path, and the log."""
    (folder / "theirs.py").write_text(SPIDER, encoding="utf-8")
    given = [word for setting in ("LOG_LEVEL=INFO", *settings) for word in ("-s", setting)]
    scrapy = [sys.executable, "-m", "scrapy", "runspider", "theirs.py"]
    done = subprocess.run(
        [*scrapy, "-a", f"site={paper.url}", "-O", "out.jsonl", *given],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    items = map(json.loads, (folder / "out.jsonl").read_text(encoding="utf-8").splitlines())
    return {item["url"].removeprefix(paper.url): item for item in items}, done.stderr


def test_a_story_leaves_with_its_record_and_a_list_with_the_reason_why_it_is_none(paper: Site, tmp_path: Path) -> None:
    items, log = crawl(paper, tmp_path, "COPYDESK_KEEP_INPUT=0", "COPYDESK_RECORD_FIELDS=title,text,url")
    assert set(items) == {"/story", "/list"}
    assert set(items["/story"]) == {"url", "seen", "article"}
    article = items["/story"]["article"]
    assert isinstance(article, dict)
    assert "eleven years" in article["text"]
    rejected = items["/list"]["rejected"]
    assert isinstance(rejected, dict)
    assert rejected["stage"] == "verdict"
    assert "'copydesk/cleaned': 1" in log
    assert "'copydesk/rejected/verdict': 1" in log
    assert "ERROR" not in log
    assert "Deprecat" not in log


def test_what_is_no_article_is_dropped_where_that_is_asked_for(paper: Site, tmp_path: Path) -> None:
    items, log = crawl(paper, tmp_path, "COPYDESK_DROP_REJECTED=1")
    assert set(items) == {"/story"}
    assert "'item_dropped_count': 1" in log
    assert f"Dropped: {paper.url}/list: " in log
