"""`make demo` as a stranger meets it: it runs twice, shows what it promises, and its site has what crawlers meet."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import pytest
from lxml import etree, html

from crawler.store import open_store

ROOT = Path(__file__).parent.parent
SEED = "No deal on Syria as Obama and Putin meet"


def demo(folder: Path, columns: int) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"COLUMNS": str(columns), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "tools" / "demo.py")]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def ran(folder: Path) -> subprocess.CompletedProcess[str]:
    return demo(folder, 80)


def test_it_shows_the_seed_example_clean_and_says_what_went(ran: subprocess.CompletedProcess[str]) -> None:
    assert ran.returncode == 0, ran.stderr
    words = " ".join(ran.stdout.split())
    story = words.partition("One record in full")[2].partition("where from")[0]
    assert SEED in story
    assert "a fact Obama acknowledged on Sunday." in story
    assert "Leave a Reply" not in story
    gone = words.partition("What was removed")[2]
    for cleaner in ("source_line", "email_solicitation", "author_box", "comment_form"):
        assert cleaner in gone


def test_it_fits_the_terminal(ran: subprocess.CompletedProcess[str]) -> None:
    assert [line for line in ran.stdout.splitlines() if len(line) > 80] == []


def test_every_page_ended_as_the_site_meant_it_to(ran: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert ran.returncode == 0, ran.stderr
    with open_store(folder / "demo" / "copydesk.db") as store:
        assert store.counts() == {"stored": 13, "duplicate": 2, "skipped": 1, "rejected": 1, "failed": 1}
        records = list(store.articles())
    lines = (folder / "demo" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert Counter(json.loads(line)["title"] for line in lines) == Counter(r["title"] for r in records)
    assert len({r["language"] for r in records}) >= 6


@pytest.mark.usefixtures("ran")
def test_it_can_be_run_again(folder: Path) -> None:
    again = demo(folder, 120)
    assert again.returncode == 0, again.stderr
    assert len((folder / "demo" / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 13
    assert f"\n{SEED}" in again.stdout


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from demo_site import served
    finally:
        sys.path.remove(str(ROOT / "tools"))
    with served() as base:
        yield base


def test_its_site_can_be_served_for_as_long_as_somebody_wants_to_try_things() -> None:
    command = [sys.executable, str(ROOT / "tools" / "demo_site.py"), "0"]
    # of what runs in the background Ctrl-C is ignored, and what it starts inherits that
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as site:
        try:
            assert site.stdout is not None
            (base,) = re.findall(r"http://127\.0\.0\.1:\d+/", site.stdout.readline())
            status, _, body = get(base)
            site.send_signal(signal.SIGINT)
            assert (status, site.wait(timeout=20)) == (200, 0)
        finally:
            site.kill()
            signal.signal(signal.SIGINT, before)
    assert SEED.encode() in body


def get(url: str) -> tuple[int, str, bytes]:
    try:
        with urlopen(url) as answer:
            return answer.status, answer.url, answer.read()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, url, refusal.read()


def test_the_front_page_and_the_feed_lead_to_stories_that_are_there(address: str) -> None:
    front = html.fromstring(get(f"{address}/")[2])
    links = [str(href) for href in front.xpath("//h2/a/@href")]
    feed = etree.fromstring(get(f"{address}/feed/")[2])
    items = [str(link.text) for link in feed.iterfind(".//item/link")]
    assert len(links) == 13
    assert set(items) < set(links)
    assert [link for link in links if get(link)[0] != 200] == []


def test_the_sitemap_also_lists_what_moved_what_is_gone_and_what_robots_txt_forbids(address: str) -> None:
    listed = etree.fromstring(get(f"{address}/sitemap.xml")[2])
    urls = [str(loc.text) for loc in listed.iter("{*}loc")]
    answers = {url: get(url) for url in urls}
    assert [status for status, _, _ in answers.values() if status != 200] == [404]
    assert [url for url, (_, final, _) in answers.items() if final != url and url.startswith(address)] != []
    forbidden = get(f"{address}/robots.txt")[2].decode().partition("Disallow: ")[2].partition("\n")[0]
    assert [url for url in urls if unquote(urlsplit(url).path).startswith(forbidden)] != []
