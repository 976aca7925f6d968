"""The archive that we keep: WARC files, a folder a day, each with one writer. Here on a disk; remote.py puts them into
an object store."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, date, datetime
from io import BytesIO
from os import SEEK_END, fstat, ftruncate
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cleaners.model import Page
from crawler.archive import forget, write
from crawler.archive.files import SUFFIX, Writer, holding, is_sealed, seal
from crawler.archive.forget import PART, Moved, without
from crawler.archive.model import CUT, ArchiveError, Kept, Place, Problem, Waiting
from crawler.archive.note import Note
from crawler.archive.pages import pages
from crawler.archive.records import records

ROLL_AT = 256 << 20
"""Bytes at which a file is full. Crawlers that only archive take 1 GB; here a page that is forgotten has its whole file
written again."""


def utc_now() -> datetime:
    """The time, as files are named by it."""
    return datetime.now(UTC)


class Archive:
    """The files below `root`, which is made for the first page. For one thread; several processes may use one folder
    at once. Methods raise ArchiveError where the disk refuses, or a page is not where it should be."""

    def __init__(self, root: Path, *, roll_at: int = ROLL_AT, now: Callable[[], datetime] = utc_now) -> None:
        self.root = root
        self._roll_at = roll_at
        self._now = now
        self._writer: Writer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @property
    def name(self) -> str:
        """What to call it where a person reads it."""
        return str(self.root)

    @property
    def is_sent(self) -> bool:
        """Whether its files are to go from this disk to somewhere else: `send` does that, and `waiting` says what is
        left to do."""
        return False

    def begin(self) -> None:
        """To be called before pages are kept. Raises ArchiveError where they could never be: what is wrong will not
        pass by itself."""

    def check(self) -> None:
        """Raises ArchiveError where it is not there to be read."""
        if not self.root.is_dir():
            raise ArchiveError(f"{self.root}: no such folder")

    def send(self) -> Iterator[str]:
        """Send the files that wait; each, once it is whole where it belongs. It goes from this disk when the next is
        asked for. Raises Away, and ArchiveError; what was not sent then waits."""
        yield from ()

    def waiting(self) -> Waiting:
        """What there is to send."""
        return Waiting()

    def alone(self, *, wait: bool = True) -> AbstractContextManager[bool]:  # noqa: ARG002
        """To be held by who has pages forgotten, where the files' own locks do not do: one on a machine. False where
        somebody else holds it, and `wait` is False."""
        return nullcontext(True)

    def close(self) -> None:
        """End the file that is written here; the next page begins another."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def append(
        self, page: Page, *, asked: str | None = None, source: str | None = None, ip: str | None = None
    ) -> Place:
        """Keep a page; the operating system has all of it when this returns, so that a killed process loses none.

        `asked` is the address that was asked for, `ip` that of the server. Raises ValueError for a page without an
        address, and ArchiveError where it cannot be written: the archive is then as it was."""
        note = Note(None if asked in (None, page.url) else write.address(asked), source, page.hints)
        data = write.response(page, note, ip)
        with sentences(self.root):
            while True:
                writer = self._open()
                offset = writer.write(data)
                if offset is not None:
                    return Place(writer.name, offset, len(data))
                self.close()

    def read(self, place: Place) -> Page:
        """The page that is kept at this place. Raises ArchiveError where there is none, or none any more."""
        found = next(pages(BytesIO(self._record(place)), place.file, _any), None)
        if not isinstance(found, Kept):
            why = found.reason if isinstance(found, Problem) else "there is none"
            raise ArchiveError(f"{place.file}: no page can be read at {place.offset}: {why}")
        return found.page

    def files(self) -> list[str]:
        """The files, the oldest first, each by its name in places."""
        return self._here()

    def lacking(self, files: Iterable[str]) -> list[str]:
        """Those of the files that are not there, and should be."""
        return [file for file in files if not (self.root / file).is_file()]

    def pages(self, file: str) -> Iterator[Kept | Problem]:
        """The pages of one file, in the order in which they came."""
        with self._opened(file) as opened:
            yield from (found for found in pages(opened, file, _any) if isinstance(found, Kept | Problem))

    def find(self, wanted: Callable[[Kept], bool]) -> Iterator[Place]:
        """Look through all files: the way to pages of which whoever kept them died before noting their places."""
        for file in self.files():
            yield from (found.place for found in self.pages(file) if isinstance(found, Kept) and wanted(found))

    def holds(self, place: Place) -> bool:
        """Whether there are records at a place, so that it can be dropped; whole they need not be."""
        try:
            with self._opened(place.file) as file:
                forget.check(file, file.seek(0, SEEK_END), [place])
        except ArchiveError:
            return False
        return True

    @contextmanager
    def forget(self, places: Collection[Place]) -> Iterator[Moved]:
        """Drop pages. Note inside of the `with` where the others are now, and make that last; when it ends, the files
        that held the forgotten ones are deleted, or after an exception those that were to take their place.

        A process that is killed inside leaves both: `sweep` finds out which are wanted."""
        gone: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(set(places)):
            gone[place.file].append(place)
        new: dict[str, str] = {}
        with ExitStack() as held:
            if lost := sorted(gone.keys() - set(self._sealed(held, gone))):
                raise ArchiveError(f"{lost[0]}: is no longer in the archive; another process may have replaced it")
            try:
                for file, forgotten in gone.items():
                    with sentences(file):
                        new[file] = self._without(file, forgotten)
                yield Moved(new, gone)
            except BaseException:
                self._delete(new.values())
                raise
            self._delete(new)

    @contextmanager
    def prune(self, before: date) -> Iterator[tuple[str, ...]]:
        """Drop the files of all days before this one. Note inside of the `with` that their pages are no more; they
        are deleted when it ends, and stay after an exception."""
        day = before.strftime("%Y%m%d")
        with ExitStack() as held:
            old = tuple(self._sealed(held, self._before(day)))
            yield old
            self._delete(old)

    def repair(self) -> dict[str, int]:
        """Cut off what a killed process has left behind the last whole record of its file; gives the files that
        were cut, and by how many bytes. Each file is looked through once, and sealed."""
        return {file: cut for file in self._here() if (cut := self._mend(file))}

    def sweep(self, is_named: Callable[[str], bool]) -> tuple[str, ...]:
        """Delete what a killed `forget` has left: of two files with the same pages the one that no place names. Gives
        the names of what was deleted; `is_named` tells whether a place that somebody has noted names a file."""
        swept: list[str] = []
        with sentences(self.root):
            swept += self._clear()
            for generations in self._generations():
                with ExitStack() as held:
                    if self._holds_all(held, generations):
                        wanted = next(filter(is_named, generations), generations[-1])
                        swept += self._delete(g for g in generations if g != wanted)
        return tuple(swept)

    def _open(self) -> Writer:
        """The file to write to, begun anew where there is none, it is full, or of another day."""
        stamp = self._now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        if self._writer is not None and (self._writer.size >= self._roll_at or not stamp.startswith(self._writer.day)):
            self.close()
        if self._writer is None:
            self._writer = Writer(self.root, stamp)
            self._writer.write(write.about_file(Path(self._writer.name).name))
        return self._writer

    def _record(self, place: Place) -> bytes:
        """The bytes at a place."""
        with sentences(place.file), (self.root / place.file).open("rb") as file:
            file.seek(place.offset)
            return file.read(place.length)

    @contextmanager
    def _opened(self, file: str) -> Iterator[BinaryIO]:
        with sentences(file), (self.root / file).open("rb") as opened:
            yield opened

    def _here(self) -> list[str]:
        """The files below `root`, the oldest first."""
        return sorted(p.relative_to(self.root).as_posix() for p in self.root.glob("*/*" + SUFFIX))

    def _before(self, day: str) -> list[str]:
        """The files of all days before this one."""
        return [file for file in self.files() if file.partition("/")[0] < day]

    def _mend(self, file: str) -> int:
        """Cut off what stands behind the last whole record of a file below `root`, and seal it; how many bytes."""
        cut = 0
        with sentences(file), holding(self.root / file, wait=False) as held:
            if held is not None and not is_sealed(fstat(held)):
                with (self.root / file).open("r+b") as opened:
                    ends = [r for r in records(opened, lambda *_: False) if isinstance(r, Problem) and r.reason == CUT]
                    if ends:
                        whole = int(ends[0].at.partition("+")[0])
                        cut = fstat(held).st_size - whole
                        ftruncate(opened.fileno(), whole)
                seal(held)
        return cut

    def _sealed(self, held: ExitStack, files: Iterable[str]) -> list[str]:
        """Those of the files that are there. They are locked for as long as `held` lasts, and their writers go on
        elsewhere."""
        there = []
        for file in files:
            fd = held.enter_context(holding(self.root / file, wait=True))
            if fd is not None:
                seal(fd)
                there.append(file)
        return there

    def _holds_all(self, held: ExitStack, files: Iterable[str]) -> bool:
        """Lock these files for as long as `held` lasts; whether nobody else is at one of them."""
        return all(held.enter_context(holding(self.root / file, wait=False)) is not None for file in files)

    def _without(self, file: str, gone: Collection[Place]) -> str:
        """Write a file anew without these pages; its new name."""
        return without(self.root, file, gone)

    def _clear(self) -> list[str]:
        """Delete what killed processes have begun below `root`, and not ended; its names."""
        cleared = []
        for part in self.root.glob("*/*" + PART):
            with holding(part, wait=False) as held:
                if held is not None:
                    part.unlink(missing_ok=True)
                    cleared.append(part.relative_to(self.root).as_posix())
        return cleared

    def _delete(self, files: Iterable[str]) -> list[str]:
        with sentences(self.root):
            for file in (deleted := list(files)):
                (self.root / file).unlink(missing_ok=True)
                with suppress(OSError):  # others are in it
                    (self.root / file).parent.rmdir()
        return deleted

    def _generations(self) -> Iterator[list[str]]:
        """Files with the same pages, the oldest first."""
        by_stem = defaultdict(list)
        for file in self.files():
            by_stem[forget.stem(file)].append(file)
        yield from (sorted(files, key=forget.generation) for files in by_stem.values() if len(files) > 1)


def _any(_message: object) -> None:
    """Whatever was kept is a page."""


@contextmanager
def sentences(name: object) -> Iterator[None]:
    """Turns what the disk says into an ArchiveError that names the file."""
    try:
        yield
    except OSError as e:
        raise ArchiveError(f"{name}: {e.strerror or e}") from e
