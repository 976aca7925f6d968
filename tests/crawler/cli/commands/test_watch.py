"""`copydesk watch`, whole: real crawls of a site on loopback, stopped as systemd would."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.deliver.services import Receiver
from tests.crawler.deliver.wire import Wire
from tests.crawler.web import Site

from ..conftest import Copydesk

PATIENCE = 120
"""Seconds after which what was waited for is not to come."""


class Watching:
    """A watch in a process of its own."""

    def __init__(self, folder: Path, root: Path, *arguments: str) -> None:
        self.out, self.err = folder / "out.txt", folder / "err.txt"
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "crawler.cli", "watch", *arguments], cwd=folder, stdout=out, stderr=err,
                env={**os.environ, "PYTHONPATH": str(root)}, start_new_session=True,
            )  # fmt: skip

    def wait_for(self, *words: str) -> None:
        """Until it has said them, one after the other."""
        self.wait_until(lambda: _in_order(self.said, words), f"{words} in {self.said}")

    def wait_until(self, is_so: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, f"{what}: {self.said}"
            time.sleep(0.02)

    @property
    def said(self) -> str:
        return self.out.read_text() + self.err.read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def _in_order(said: str, words: tuple[str, ...]) -> bool:
    at = 0
    for word in words:
        at = said.find(word, at) + len(word)
        if at < len(word):
            return False
    return True


@pytest.fixture
def start(tmp_path: Path, root: Path) -> Iterator[Callable[..., Watching]]:
    begun: list[Watching] = []

    def begin(*arguments: str) -> Watching:
        begun.append(Watching(tmp_path, root, *arguments))
        return begun[-1]

    yield begin
    for watching in begun:
        if watching.process.poll() is None:
            os.killpg(watching.process.pid, signal.SIGKILL)
            watching.process.wait()


def publish(site: Site, *numbers: int) -> None:
    """A feed of these stories, and the stories."""
    site.add("/robots.txt", "User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    for n in numbers:
        site.add(f"/story-{n}", stories.page(n))
    items = "".join(f"<item><title>{stories.title(n)}</title><link>{site.url}/story-{n}</link></item>" for n in numbers)
    feed = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    site.add("/feed", feed, content_type="application/rss+xml")


def entry(name: str, url: str, poll: str = '["1s", "2s"]') -> str:
    return f'[sources.{name}]\nurl = "{url}/"\nfeeds = ["{url}/feed"]\npoll = {poll}\n'


def test_a_watch_brings_what_is_new_follows_its_file_and_stops_when_it_is_asked(
    start: Callable[..., Watching], site: Site, tmp_path: Path
) -> None:
    publish(site, 1)
    file = tmp_path / "sources.toml"
    file.write_text(entry("courier", site.url))

    watching = start("-o", "out.jsonl", "--metrics", "copydesk.prom")
    watching.wait_for(" courier: 1 new, 0 changed; next look ")
    file.write_text("[sources.courier]\nurl = 7\n")
    watching.wait_for("has changed and is not used")
    publish(site, 1, 2)
    file.write_text(entry("courier", site.url) + entry("tribune", "http://127.0.0.1:1"))
    watching.wait_for(" courier: 1 new", " courier: 1 new")
    watching.wait_for(" tribune: failed: ")
    second = subprocess.run(
        [sys.executable, "-m", "crawler.cli", "watch"], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", str(Path(__file__).parents[4]))}, check=False,
    )  # fmt: skip

    assert watching.stop(signal.SIGINT) == 0
    assert "was read again" in watching.said
    assert "stopped; nothing is lost" in watching.said
    assert second.returncode == 1
    assert "is watched already, by process" in second.stderr
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [r["title"] for r in records] == [stories.title(1), stories.title(2)]
    assert 'copydesk_source_up{source="tribune"} 0' in (tmp_path / "copydesk.prom").read_text()
    assert site.log.count("/story-1") == 1


def test_a_crawl_that_runs_is_stopped_too_and_the_next_watch_goes_on(
    start: Callable[..., Watching], site: Site, tmp_path: Path, copydesk: Copydesk, database: Database
) -> None:
    store = ("--db", database.address, "--archive", str(database.archive))
    publish(site, *range(12))
    (tmp_path / "sources.toml").write_text(entry("courier", site.url))
    watching = start("-o", "out.jsonl", *store)
    watching.wait_until(lambda: "/story-2" in site.log, "a crawl that runs")

    assert watching.stop() == 0
    written = (tmp_path / "out.jsonl").read_text().count("\n")
    assert written < 12
    again = start("-o", "out.jsonl", *store)
    again.wait_for(f" courier: {12 - written} new")
    again.stop()

    titles = [json.loads(line)["title"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert sorted(titles) == sorted(stories.title(n) for n in range(12))
    file = ("--file", str(tmp_path / "sources.toml"))
    assert copydesk("health", *store, *file, "--quiet").out == ""
    asked = json.loads(copydesk("health", "courier", "--requests", "--json", *store, *file).out)
    assert asked["totals"]["host"] == {"127.0.0.1": len(site.log)}
    assert asked["totals"]["purpose"]["page"] == len([path for path in site.log if "story" in path])


def test_what_comes_in_is_delivered_and_a_sink_that_is_down_holds_up_nothing_and_gets_it_when_it_is_back(
    start: Callable[..., Watching], site: Site, tmp_path: Path, copydesk: Copydesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver()
    wire = Wire(receiver.port)
    wire.turn("down")
    publish(site, 1, 2)
    (tmp_path / "sources.toml").write_text(entry("courier", site.url))
    desk = f'[sinks.desk]\nkind = "webhook"\nurl = "http://127.0.0.1:{wire.port}/"\nsecret = "${{DESK}}"\n'
    (tmp_path / "sinks.toml").write_text(desk + '[sinks.files]\nkind = "jsonl"\npath = "lake"\n')
    monkeypatch.setenv("DESK", "hush")

    watching = start()
    watching.wait_for("watches 1 source (courier) into copydesk.db; the first look is now; ", "to desk, files\n")
    watching.wait_for(" courier: 2 new")
    watching.wait_until(lambda: len(list((tmp_path / "lake").rglob("*.jsonl"))) > 0, "the other sink")
    watching.wait_for("desk: 127.0.0.1:", "; records wait")
    listed = copydesk(
        "deliver", "--list", "--file", str(tmp_path / "sinks.toml"), "--db", str(tmp_path / "copydesk.db")
    )
    assert "desk (webhook): at 0, 2 wait since " in listed.out
    assert ", takes nothing since " in listed.out
    wire.turn("open")
    watching.wait_for("desk: takes records again")
    (tmp_path / "sinks.toml").write_text(desk)
    watching.wait_for("sinks.toml was read again")
    publish(site, 1, 2, 3)
    watching.wait_until(lambda: len(receiver.held) == 3, "what has come since")

    assert watching.stop() == 0
    assert watching.said.count("; records wait") == 1
    assert len(receiver.taken) == len(set(receiver.taken)) == 3
    wire.close()
    receiver.close()


def test_delivery_ends_with_a_watch_that_is_killed(start: Callable[..., Watching], site: Site, tmp_path: Path) -> None:
    publish(site, 1)
    (tmp_path / "sources.toml").write_text(entry("courier", site.url))
    (tmp_path / "sinks.toml").write_text('[sinks.files]\nkind = "jsonl"\npath = "lake"\n')
    watching = start()
    watching.wait_until(lambda: (tmp_path / "lake").exists(), "a delivery")
    watching.process.kill()
    watching.process.wait()
    end = time.monotonic() + PATIENCE
    lock = (tmp_path / "copydesk.db-files.lock").open("a")
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            assert time.monotonic() < end, "somebody still delivers"
            time.sleep(0.05)
    lock.close()


def test_a_file_that_is_faulty_from_the_start_is_wrong_usage(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("[sources.courier]\n")

    ran = copydesk("watch", "--file", str(tmp_path / "sources.toml"), "--db", str(tmp_path / "news.db"))

    assert ran.status == 2
    assert "`sources.courier.url`: missing" in ran.err


def test_a_file_of_sinks_that_is_faulty_from_the_start_is_wrong_usage(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(entry("courier", "http://127.0.0.1:1"))
    (tmp_path / "sinks.toml").write_text('[sinks.desk]\nkind = "webhook"\n')
    files = ("--file", str(tmp_path / "sources.toml"), "--sinks", str(tmp_path / "sinks.toml"))

    ran = copydesk("watch", *files, "--db", str(tmp_path / "news.db"))

    assert ran.status == 2
    assert "`sinks.desk.url`: missing" in ran.err
