"""Workers of a fleet, each `copydesk watch --join` in a process of its own, and what they are to look at."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.newsroom_server import House

ROOT = Path(__file__).resolve().parents[2]
MARK = "COPYDESK_FLEET"
"""The variable by which the processes of a worker are known: they inherit it."""
MAIN = """
import sys
from crawler.watch import engine, joined, loop
engine.BEAT, engine.SILENT, engine.TICK, loop.TROUBLE_SECONDS = {beat}, {silent}, {tick}, {trouble}
joined.TOGETHER = {together}
from crawler.cli import main
sys.argv[0] = "copydesk"
sys.exit(main())
"""
"""A worker that is quicker than it would be: what is to be shown here is what happens, not that one waits for it."""
QUICK = {"beat": 0.5, "silent": 3.0, "tick": 1, "trouble": 2.0, "together": 7}


class Worker:
    """One worker; `name` is that of its folder."""

    def __init__(self, folder: Path, db: Database, *words: str, paces: dict[str, float] = QUICK) -> None:
        folder.mkdir(exist_ok=True)
        self.mark, self._said = uuid.uuid4().hex, folder / "said.txt"
        command = [sys.executable, "-c", MAIN.format(**paces), "watch", "--join"]
        own = ("--db", db.address, "--archive", str(db.archive), "--no-delivery", "--crawls", "1")
        env = {**os.environ, "PYTHONPATH": str(ROOT), MARK: self.mark}
        with self._said.open("ab") as said:
            self.process = subprocess.Popen(
                [*command, *own, *words], cwd=folder, env=env, stdout=said, stderr=said, start_new_session=True
            )  # fmt: skip

    @property
    def said(self) -> str:
        """All that it has said, and those before it in its folder."""
        return self._said.read_text(errors="replace")

    def processes(self) -> list[int]:
        """All that live of its processes, its crawls and their cleaners among them."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if f"{MARK}={self.mark}".encode() in path.read_bytes():
                    found.append(int(path.parent.name))
        return sorted(found)

    def kill(self, *, machine: bool = False) -> None:
        """With kill -9: the worker alone; or all of its processes, as where its machine ends."""
        for pid in self.processes() if machine else [self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds: float = 90) -> int:
        """With SIGTERM; its exit status."""
        self.process.terminate()
        return self.process.wait(seconds)


class Fleet:
    """So many workers, in folders below one; whoever is left at the end is killed."""

    def __init__(self, folder: Path, db: Database, number: int, paces: dict[str, float] = QUICK) -> None:
        self._folder, self._db, self._paces = folder, db, paces
        self.workers = [self.begin(n) for n in range(number)]

    def begin(self, number: int) -> Worker:
        """The worker of this number, once more."""
        return Worker(self._folder / f"worker-{number}", self._db, paces=self._paces)

    def replace(self, number: int, *, machine: bool) -> None:
        """Kill this worker, and begin it once more."""
        self.workers[number].kill(machine=machine)
        self.workers[number] = self.begin(number)

    def wait_until(self, is_so: Callable[[], bool], seconds: float, what: str = "it") -> None:
        """Raises TimeoutError, with what the workers said."""
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} has not come within {seconds:g} s\n{self.said}")
            time.sleep(0.1)

    @property
    def said(self) -> str:
        return "\n".join(f"{n}: {worker.said}" for n, worker in enumerate(self.workers))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.kill(machine=True)


def publish(house: House, numbers: Iterable[int]) -> list[str]:
    """Give a site a feed of these stories, and the stories; their addresses."""
    paths = {n: f"/2026/11/20/story-{n}-of-the-council" for n in numbers}
    for n, path in paths.items():
        house.add(path, stories.page(n))
    items = "".join(
        f"<item><title>{stories.title(n)}</title><link>{house.url}{path}</link></item>" for n, path in paths.items()
    )
    house.add("/robots.txt", "User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    feed = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    house.add("/feed", feed, content_type="application/rss+xml")
    return [house.url + path for path in paths.values()]


def sources(urls: Iterable[str], *lines: str, name: str = "s") -> str:
    """A sources.toml of these sites, each with its feed, and these lines; how their names begin."""
    more = "".join(f"{line}\n" for line in lines)
    return "".join(
        f'[sources.{name}{n}]\nurl = "{url}/"\nfeeds = ["{url}/feed"]\nhorizon = "none"\n{more}'
        for n, url in enumerate(urls)
    )
