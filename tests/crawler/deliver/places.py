"""Somewhere to deliver to, of each kind: how it is configured, what is there, and how it breaks down."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from tests.crawler.deliver.services import Index, Receiver
from tests.crawler.deliver.wire import Wire

REDIS = "COPYDESK_TEST_REDIS"
"""The variable with the address of a Redis server in which streams may be made (tools/redis_server.py)."""


class Place(Protocol):
    """A sink's other end."""

    toml: str

    def keys(self) -> list[str] | None:
        """The keys of what it took, in order; None of one that only knows what stands."""
        ...

    def held(self) -> dict[str, int]:
        """The ids of the articles that stand there, with their versions."""
        ...

    def turn(self, mode: str) -> None:
        """`open`, `down`, and where there is a wire `silent` and `breaking`."""
        ...


def replayed(keys: list[str]) -> dict[str, int]:
    """What stands after these deliveries."""
    held = dict[str, int]()
    for each in keys:
        name, version, kind = each.split(":")
        if kind == "forgotten":
            held.pop(name, None)
        else:
            held[name] = int(version)
    return held


class Posted:
    """A webhook's receiver."""

    def __init__(self) -> None:
        self.service = Receiver()
        self.wire = Wire(self.service.port)
        self.toml = (
            f'kind = "webhook"\nurl = "http://127.0.0.1:{self.wire.port}/news"\nsecret = "s3cret"\ntimeout = 0.5'
        )

    def keys(self) -> list[str]:
        return self.service.taken

    def held(self) -> dict[str, int]:
        return self.service.held

    def turn(self, mode: str) -> None:
        self.wire.turn(mode)


class Indexed:
    """An index that answers bulk requests."""

    def __init__(self) -> None:
        self.service = Index()
        self.wire = Wire(self.service.port)
        self.toml = (
            f'kind = "elasticsearch"\nurl = "http://127.0.0.1:{self.wire.port}"\nindex = "news"\ntimeout = 0.5\n'
            "batch = 10"
        )

    def keys(self) -> None:
        return None

    def held(self) -> dict[str, int]:
        return self.service.held

    def turn(self, mode: str) -> None:
        self.wire.turn(mode)


class Lines:
    """A folder of JSON lines."""

    def __init__(self, root: Path) -> None:
        self.root = root / "out"
        self.toml = f'kind = "jsonl"\npath = "{self.root}"\nbatch = 10'

    def keys(self) -> list[str]:
        files = sorted(self.root.rglob("*.jsonl"))
        return [json.loads(line)["key"] for file in files for line in file.read_text().splitlines()]

    def held(self) -> dict[str, int]:
        return replayed(self.keys())

    def turn(self, mode: str) -> None:
        """Down: there is a file in place of the folder."""
        aside = self.root.with_name("aside")
        if mode == "down":
            if self.root.exists():
                self.root.rename(aside)
            self.root.write_text("")
        else:
            self.root.unlink()
            if aside.exists():
                aside.rename(self.root)


class Table:
    """A table in PostgreSQL."""

    def __init__(self, server: str) -> None:
        import psycopg

        parts = urlsplit(server)
        self._there = server
        self.wire = Wire(parts.port or 5432)
        self._table = f"news_{uuid4().hex}"
        address = urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{self.wire.port}"))
        self.toml = f'kind = "postgres"\nurl = "{address}"\ntable = "{self._table}"\ntimeout = 1\nbatch = 10'
        self._psycopg = psycopg

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database answers; @ stands for the table's name."""
        with self._psycopg.connect(self._there) as connection:
            done = connection.execute(cast("Any", statement.replace("@", self._table)))
            return done.fetchall() if done.description else []

    def keys(self) -> None:
        return None

    def held(self) -> dict[str, int]:
        if not self.ask("SELECT 1 FROM pg_class WHERE relname = '@'"):
            return {}
        return dict(self.ask("SELECT id, (record->>'version')::int FROM @"))

    def turn(self, mode: str) -> None:
        self.wire.turn(mode)


class Streamed:
    """A stream in Redis."""

    def __init__(self, server: str) -> None:
        import redis

        parts = urlsplit(server)
        self.client = redis.Redis.from_url(server)
        self.wire = Wire(parts.port or 6379)
        self.stream = f"news:{uuid4().hex}"
        self.toml = (
            f'kind = "redis"\nurl = "redis://127.0.0.1:{self.wire.port}{parts.path}"\nstream = "{self.stream}"\n'
            "timeout = 0.5\nbatch = 10"
        )

    def entries(self) -> list[dict[str, str]]:
        """All that is in the stream."""
        found = cast("list[tuple[bytes, dict[bytes, bytes]]]", self.client.xrange(self.stream))
        return [{k.decode(): v.decode() for k, v in entry.items()} for _, entry in found]

    def keys(self) -> list[str]:
        return [entry["key"] for entry in self.entries()]

    def held(self) -> dict[str, int]:
        return replayed(self.keys())

    def turn(self, mode: str) -> None:
        self.wire.turn(mode)


class Own:
    """A class of the user's, in a module beside the configuration, that writes down what it gets."""

    MODULE = """\
from pathlib import Path

from crawler.deliver import Unavailable


class Notebook:
    def __init__(self, path):
        self.path = Path(path)

    def open(self):
        self.file = self.path.open("a")

    def send(self, batch):
        if self.path.with_suffix(".down").exists():
            raise Unavailable("the notebook is shut")
        for delivery in batch:
            print(delivery.key, file=self.file, flush=True)
        return []

    def close(self):
        self.file.close()
"""

    def __init__(self, root: Path) -> None:
        name = f"notebook_{uuid4().hex}"
        (root / f"{name}.py").write_text(self.MODULE)
        self._book = root / "notebook"
        self.toml = f'kind = "python"\nclass = "{name}:Notebook"\noptions = {{ path = "{self._book}" }}\nbatch = 10'

    def keys(self) -> list[str]:
        return self._book.read_text().split() if self._book.exists() else []

    def held(self) -> dict[str, int]:
        return replayed(self.keys())

    def turn(self, mode: str) -> None:
        shut = self._book.with_suffix(".down")
        shut.touch() if mode == "down" else shut.unlink()


WIRED = ("webhook", "elasticsearch", "postgres", "redis")
KINDS = (*WIRED, "jsonl", "python")


@contextmanager
def place(kind: str, root: Path) -> Iterator[Place]:
    """One of a kind, which is gone afterwards. KeyError with the variable that is to name a server."""
    made: dict[str, Callable[[], Any]] = {
        "webhook": Posted,
        "elasticsearch": Indexed,
        "postgres": lambda: Table(os.environ["COPYDESK_TEST_POSTGRES"]),
        "redis": lambda: Streamed(os.environ[REDIS]),
        "jsonl": lambda: Lines(root),
        "python": lambda: Own(root),
    }
    there = made[kind]()
    try:
        yield there
    finally:
        for part in ("wire", "service", "client"):
            if hasattr(there, part):
                getattr(there, part).close()
        if isinstance(there, Table):
            there.ask("DROP TABLE IF EXISTS @")
