"""An object store as the archive uses it, through fsspec. Whose it is, its package reads from the environment.

Each package raises errors of its own. Here they are three: there is no such file (FileNotFoundError), the address or
who we say we are is wrong (ArchiveError), or the store does not answer (Away).
"""

import io
import re
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar
from uuid import uuid4

from crawler.archive.files import SUFFIX
from crawler.archive.model import ArchiveError, Away
from crawler.export.optional import optional
from crawler.export.records import ExportError
from crawler.masked import masked, why

T = TypeVar("T")
SECONDS = 10.0
"""So long an answer is waited for that others wait for: packages try again and again, for minutes. Not so long as a
file takes to be sent."""
REST_SECONDS = 30.0
"""So long a store that has not answered is not asked."""
AHEAD = 8 << 20
"""Bytes that are asked for at once where a file is read from end to end."""
MOST_TOLD = 300
_REFUSED = re.compile("Credential|Auth|Forbidden")
"""In the names of the packages' own errors."""


class Bucket:
    """The files below an address, such as s3://bucket/pages, each by its name in places: DAY/FILE. For one thread.
    Its package is imported when it is first asked, which takes half a second: many a crawl has nothing to send. Methods
    raise ArchiveError where that is missing, or the address is none."""

    def __init__(self, address: str) -> None:
        self.name = masked(address).rstrip("/")
        self._address = address
        self._rests_until, self._why = 0.0, ""

    @cached_property
    def _store(self) -> tuple[Any, str]:
        """The file system behind the address, and the path in it."""
        try:
            fsspec = optional("fsspec", "export", f"an archive in {self.name.partition('://')[0]}://")
            fs, path = fsspec.core.url_to_fs(self._address)
        except (ImportError, ValueError) as e:  # the store's own package is not installed; there is no such protocol
            raise ArchiveError(f"{self.name}: {why(e, self._address)}") from e
        except ExportError as e:
            raise ArchiveError(str(e)) from e
        except Exception as e:  # some ask their store for leave already here
            raise self._told(e) from e
        return fs, str(path).rstrip("/")

    @property
    def _fs(self) -> Any:
        return self._store[0]

    @property
    def _path(self) -> str:
        return self._store[1]

    @property
    def _has_folders(self) -> bool:
        return self._path.startswith("/")

    def check(self) -> None:
        """Raises ArchiveError where there is no such store, or it does not let us in; Away where it does not answer."""
        self._rests_until = 0.0
        try:
            self._ask(lambda: self._fs.ls(self._path, detail=False))
        except FileNotFoundError:
            top = "/" if self._has_folders else self._path.partition("/")[0]
            try:
                self._ask(lambda: self._fs.ls(top, detail=False))
            except FileNotFoundError as e:
                raise ArchiveError(f"{self.name}: there is no {top}; make it, or name another with --archive") from e

    def names(self, before: str | None = None) -> list[str]:
        """All files, or those of the days before this one; the oldest first."""
        if before is None:
            return sorted(self._found(self._path))
        days = [day for day in self._days() if day < before]
        return sorted(name for day in days for name in self._found(f"{self._path}/{day}"))

    def beginning(self, start: str) -> dict[str, int]:
        """The files whose names begin so, of one day, and their sizes."""
        day, _, first = start.partition("/")
        try:
            found = self._found(f"{self._path}/{day}", prefix=first)  # nobody else's files of that day are listed
        except TypeError:  # a file system that knows no such thing
            found = self._found(f"{self._path}/{day}")
        return {name: size for name, size in found.items() if name.startswith(start)}

    def size(self, name: str) -> int:
        """That of a file, in bytes. Raises FileNotFoundError."""
        self._fs.invalidate_cache()
        return int(self._ask(lambda: self._fs.info(f"{self._path}/{name}"))["size"])

    def read(self, name: str, start: int, end: int) -> bytes:
        """These bytes of a file. Raises FileNotFoundError."""
        return bytes(self._ask(lambda: self._fs.cat_file(f"{self._path}/{name}", start=start, end=end)))

    def send(self, file: Path, name: str) -> None:
        """Put a file there under this name: all of it, or nothing."""
        target = sent = f"{self._path}/{name}"
        size = file.stat().st_size

        def put() -> None:
            if self._has_folders:
                self._fs.makedirs(target.rpartition("/")[0], exist_ok=True)
            self._fs.put_file(str(file), sent)
            if sent != target:
                self._fs.mv(sent, target)

        if self._has_folders:  # half of one would be seen there
            sent = f"{target.rpartition('/')[0]}/.{uuid4().hex}"
        try:
            self._ask(put, seconds=None)
            there = self.size(name)
        except FileNotFoundError as e:
            raise ArchiveError(f"{self.name}: {name} cannot be put there: {_text(e)}") from e
        if there != size:
            raise Away(f"{self.name}: {name} has {there:,} bytes there, and {size:,} here")

    def delete(self, names: Collection[str]) -> None:
        """Delete these, where they are there."""
        paths = [f"{self._path}/{name}" for name in names]
        if not paths:
            return
        try:
            self._ask(lambda: self._fs.rm(paths), seconds=None)
        except FileNotFoundError:  # one of them is not, and the others may be
            for path in paths:
                with suppress(FileNotFoundError):
                    self._ask(partial(self._fs.rm_file, path))

    def _days(self) -> list[str]:
        self._fs.invalidate_cache()
        try:
            paths = self._ask(lambda: self._fs.ls(self._path, detail=False))
        except FileNotFoundError:
            return []
        return [str(path).rstrip("/").rpartition("/")[2] for path in paths]

    def _found(self, path: str, **more: str) -> dict[str, int]:
        """The names of the files below a path, and their sizes."""
        self._fs.invalidate_cache()
        try:
            found = self._ask(lambda: self._fs.find(path, detail=True, **more), seconds=None)
        except FileNotFoundError:
            return {}
        sizes = {str(p).removeprefix(self._path).strip("/"): about["size"] for p, about in found.items()}
        return {n: size for n, size in sizes.items() if n.count("/") == 1 and n.endswith(SUFFIX)}

    def _ask(self, question: Callable[[], T], seconds: float | None = SECONDS) -> T:
        if monotonic() < self._rests_until:
            raise Away(self._why)
        try:
            return question() if seconds is None else _within(seconds, question)
        except (ArchiveError, FileNotFoundError, TypeError):
            raise
        except Exception as e:
            raise self._told(e) from e

    def _told(self, error: Exception) -> ArchiveError:
        """What a package's own error means."""
        if isinstance(error, PermissionError) or _REFUSED.search(type(error).__name__):
            return ArchiveError(
                f"{self.name}: refused: {_text(error)}; credentials are taken from the environment, as its package says"
            )
        if isinstance(error, NotADirectoryError | ValueError) or "Validation" in type(error).__name__:
            return ArchiveError(f"{self.name}: cannot be used: {_text(error)}")
        is_slow = isinstance(error, TimeoutError) and not str(error)
        why = f"no answer within {SECONDS:.0f} s" if is_slow else _text(error)
        self._rests_until, self._why = monotonic() + REST_SECONDS, f"{self.name}: cannot be used now: {why}"
        return Away(self._why)


class Reading(io.RawIOBase):
    """A file of a bucket, from its first byte or from any other. Raises FileNotFoundError."""

    def __init__(self, bucket: Bucket, name: str) -> None:
        self._bucket, self._name = bucket, name
        self._size, self._at = bucket.size(name), 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        end = min(self._at + len(buffer), self._size)
        data = self._bucket.read(self._name, self._at, end) if end > self._at else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _within(seconds: float, question: Callable[[], T]) -> T:
    """The answer to a question that may take longer: then it is left alone. Raises TimeoutError."""
    answer: Future[T] = Future()

    def ask() -> None:
        try:
            answer.set_result(question())
        except BaseException as e:
            answer.set_exception(e)

    threading.Thread(target=ask, name="copydesk-archive", daemon=True).start()
    return answer.result(seconds)


def _text(error: Exception) -> str:
    return masked(" ".join(str(error).split()))[:MOST_TOLD] or type(error).__name__
