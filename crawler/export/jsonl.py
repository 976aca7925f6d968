"""Records as lines of JSON at the end of a file: each once, also where the process was killed between two of them.

The store keeps a list of what the file is owed. A record enters it in the transaction that stores the article, and
leaves it once its line is written; what an earlier run could not write any more, the next run with this file writes
before anything else.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from cleaners.model import Article

if TYPE_CHECKING:
    from crawler.store import Store

OURS = b'{"id":"'
"""How each of our lines begins."""
STEP = 1 << 16


class _Identity(msgspec.Struct, frozen=True):
    id: str
    content_hash: str
    version: int | None = None


class JsonLines:
    """Such a file, made where it does not exist. Enter it, and leave it. Without a store nothing is owed. Raises
    OSError where the file cannot be written."""

    def __init__(self, path: str, store: "Store | None") -> None:
        self.name = str(Path(path).resolve())
        self._store = store
        # not buffered: a line is one call, which others who add to the file cannot come between
        self._file = Path(path).open("ab", buffering=0)  # noqa: SIM115 - closed in __exit__

    def __enter__(self) -> Self:
        if Path(self.name).is_file() and self._alone():
            self._mend()
            self._complete()
            with suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_SH)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._file.close()

    def write(self, url: str, article: Article) -> None:
        """Write the record of the article that is stored for this address."""
        self._put(url, msgspec.json.encode(article))

    def _put(self, url: str, record: bytes) -> None:
        try:
            self._add(record + b"\n")
        except OSError as e:
            with suppress(OSError):
                if Path(self.name).is_file() and self._alone():
                    self._mend()
            raise OSError(e.errno, e.strerror, self.name) from e
        if self._store is not None:
            self._store.delivered(self.name, url)

    def _add(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]

    def _alone(self) -> bool:
        """Whether no other crawl writes to the file: what it is owed would then be on its way."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(self._file, fcntl.LOCK_SH)  # the other may be bringing the file into order just now
            return False
        except OSError:  # a file system without locks
            pass
        return True

    def _mend(self) -> None:
        """End the last line. A record that was cut in the middle goes: it is still owed, and comes again whole."""
        start, line = _last_line(Path(self.name))
        if not line:
            return
        if line.startswith(OURS[: len(line)]) and not _is_json(line):
            os.truncate(self.name, start)
        else:
            self._add(b"\n")

    def _complete(self) -> None:
        owed = list(self._store.owed(self.name)) if self._store else []
        there = _identities(Path(self.name)) if owed else set()
        for url, record in owed:
            own = msgspec.json.decode(record, type=_Identity)
            if own in there:
                assert self._store is not None
                self._store.delivered(self.name, url)
            else:
                self._put(url, record)


def _last_line(path: Path) -> tuple[int, bytes]:
    """Where the part after the last newline begins, and that part; it is empty where the file ends as it should."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        tail = b""
        while end and b"\n" not in tail:
            begin = max(0, end - STEP)
            file.seek(begin)
            tail = file.read(end - begin) + tail
            end = begin
        line = tail.rpartition(b"\n")[2]
        return file.seek(0, os.SEEK_END) - len(line), line


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except msgspec.DecodeError:
        return False
    return True


def _identities(path: Path) -> set[_Identity]:
    """Which records a file holds; lines that are none are passed over."""
    found = set()
    with path.open("rb") as file:
        for line in file:
            with suppress(msgspec.DecodeError):
                found.add(msgspec.json.decode(line, type=_Identity))
    return found
