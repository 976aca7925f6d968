"""The archive in an object store. A page is kept on this machine's disk first, as in any archive, in the spool; a file
goes to the object store once it is ended, and from the disk once it is whole there.

The spool is the folder that the archive would be in otherwise. What lies in it is not lost when a process is killed, or
the object store does not answer: whoever runs next on this machine sends it.
"""

import fcntl
import io
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from crawler.archive.archive import Archive, sentences
from crawler.archive.bucket import AHEAD, Bucket, Reading
from crawler.archive.files import holding, is_abandoned, is_sealed, locked
from crawler.archive.forget import generation, next_name, part_of, rewrite, stem
from crawler.archive.model import ArchiveError, Away, Place, Waiting

SPOOL = "COPYDESK_SPOOL"
"""The variable that names another folder for the spool."""
SENT, PRUNED = ".sent-to", ".pruned"
"""Notes in the spool for crawls to come: where the last file was sent to; and of which days the bucket has no files any
more. To ask for either costs a crawl that has nothing to send as much as a fifth of all else that it does."""
ON_ITS_WAY = timedelta(days=1)
"""So long a file may be in the spool of another machine, and nobody is to worry."""


class Remote(Archive):
    """The files of a bucket; new ones are begun in the spool, which is `root`. Each page can be read as soon as it is
    kept, from the spool first. What else looks at files looks at those of the bucket: all machines'."""

    def __init__(self, bucket: Bucket, spool: Path, **more: Any) -> None:
        super().__init__(spool, **more)
        self._bucket = bucket

    @property
    def name(self) -> str:
        return self._bucket.name

    @property
    def is_sent(self) -> bool:
        return True

    def check(self) -> None:
        self._bucket.check()

    def begin(self) -> None:
        if self._noted(SENT) != self.name:  # else the address is right, whatever is amiss today
            with suppress(Away):
                self.check()

    def files(self) -> list[str]:
        return self._bucket.names()

    def lacking(self, files: Iterable[str]) -> list[str]:
        self.check()
        there, day = set(self._bucket.names()), (self._now() - ON_ITS_WAY).strftime("%Y%m%d")
        return [f for f in super().lacking(files) if f not in there and f.partition("/")[0] < day]

    def send(self) -> Iterator[str]:
        self._clear()
        waiting = self._ended()
        if waiting:
            self.check()
        for file in waiting:
            self._mend(file)
            with holding(self.root / file, wait=False) as held:
                if held is None:  # another process sends it, or has done so
                    continue
                if self._put(file, os.fstat(held).st_size):
                    yield file
                with sentences(file):
                    self._leave(file)

    def waiting(self) -> Waiting:
        states = []
        for file in self._ended():
            with suppress(FileNotFoundError):
                states.append((self.root / file).stat())
        return Waiting(len(states), sum(s.st_size for s in states), min((s.st_mtime for s in states), default=0.0))

    @contextmanager
    def prune(self, before: date) -> Iterator[tuple[str, ...]]:
        """As on a disk; the bucket is asked once a day."""
        note = f"before {before} in {self.name}"
        if self._noted(PRUNED) == note:
            yield ()
            return
        with super().prune(before) as old:
            yield old
        self._note(PRUNED, note)

    def repair(self) -> dict[str, int]:
        """As on a disk, for the spool, all of which is sent then."""
        cut = super().repair()
        for _ in self.send():
            pass
        return cut

    @contextmanager
    def alone(self, *, wait: bool = True) -> Iterator[bool]:
        with sentences(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            fd = os.open(self.root, os.O_RDONLY)
        try:
            with locked(fd, wait=wait) as ours:
                yield ours
        finally:
            os.close(fd)

    def _ended(self) -> list[str]:
        """The files of the spool that nobody adds to any more."""
        ended = []
        for file in self._here():
            with suppress(FileNotFoundError):
                path = self.root / file
                if is_sealed(path.stat()) or is_abandoned(path):
                    ended.append(file)
        return ended

    def _put(self, file: str, size: int) -> bool:
        """Have a file of the spool in the bucket. False where it is there under another name: a process that was killed
        has sent it already, and pages of it have been forgotten since."""
        there = self._bucket.beginning(stem(file))
        if any(generation(other) > generation(file) for other in there):
            return False
        if there.get(file) != size:
            self._bucket.send(self.root / file, file)
        self._note(SENT, self.name)
        return True

    def _noted(self, name: str) -> str:
        with suppress(OSError):
            return (self.root / name).read_text(encoding="utf-8")
        return ""

    def _note(self, name: str, value: str) -> None:
        if self._noted(name) != value:
            with suppress(OSError):  # it is found out once more, then
                (self.root / name).write_text(value, encoding="utf-8")

    def _leave(self, file: str) -> None:
        (self.root / file).unlink(missing_ok=True)
        if file.partition("/")[0] < self._now().strftime("%Y%m%d"):
            with suppress(OSError):  # others are in it
                (self.root / file).parent.rmdir()

    def _record(self, place: Place) -> bytes:
        with sentences(place.file), suppress(FileNotFoundError), (self.root / place.file).open("rb") as file:
            file.seek(place.offset)
            return file.read(place.length)
        with self._named(place.file):
            return self._bucket.read(place.file, place.offset, place.offset + place.length)

    @contextmanager
    def _opened(self, file: str) -> Iterator[BinaryIO]:
        with self._named(file), io.BufferedReader(Reading(self._bucket, file), AHEAD) as opened:
            yield cast("BinaryIO", opened)

    @contextmanager
    def _named(self, file: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as e:
            raise ArchiveError(f"{file}: is not in {self.name}") from e

    def _before(self, day: str) -> list[str]:
        return self._bucket.names(day)

    def _sealed(self, held: ExitStack, files: Iterable[str]) -> list[str]:  # noqa: ARG002
        return list(files)  # nobody adds to what is in the bucket

    def _holds_all(self, held: ExitStack, files: Iterable[str]) -> bool:  # noqa: ARG002
        return True  # who asks is alone

    def _without(self, file: str, gone: Collection[Place]) -> str:
        name = next_name(file)
        with self._opened(file) as old, part_of(self.root, name) as part, part.open("wb") as new:
            fcntl.flock(new, fcntl.LOCK_EX)
            rewrite(old, new, gone)
            new.flush()
            self._bucket.send(part, name)
        return name

    def _delete(self, files: Iterable[str]) -> list[str]:
        self._bucket.delete(deleted := list(files))
        for file in deleted:
            with sentences(file):
                self._leave(file)
        return deleted


def opened(where: str | Path | None, beside: Path) -> Archive:
    """The archive at a path, or in an object store (an address with ://), and then with its spool at `beside`, or where
    COPYDESK_SPOOL says; at `beside` where nothing is said."""
    if where is None or "://" not in str(where):
        return Archive(beside if where is None else Path(where))
    return Remote(Bucket(str(where)), Path(os.environ.get(SPOOL) or beside))
