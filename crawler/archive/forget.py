"""A file without some of its pages."""

import fcntl
import os
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from crawler.archive.files import NOBODY, SUFFIX, sync
from crawler.archive.model import ArchiveError, Place
from crawler.archive.unpack import GZIP

PART = ".part"
STEP = 1 << 20
_GENERATION = re.compile(r"(?:\.r(\d+))?" + re.escape(SUFFIX) + r"\Z")


@dataclass(frozen=True, slots=True)
class Moved:
    """Where pages are after others were forgotten. `files` are the names that are no more, each with the one that
    stands in its place."""

    files: Mapping[str, str]
    gone: Mapping[str, Sequence[Place]]

    def __call__(self, place: Place) -> Place | None:
        """The new place of a page, its old one where nothing changed; None of one that was forgotten."""
        gone = self.gone.get(place.file, ())
        before = bisect_left(gone, place.offset, key=lambda p: p.offset)
        if before < len(gone) and gone[before].offset == place.offset:
            return None
        shift = sum(p.length for p in gone[:before])
        return Place(self.files.get(place.file, place.file), place.offset - shift, place.length)


def stem(file: str) -> str:
    """What all generations of a file have in common."""
    return _GENERATION.sub("", file)


def generation(file: str) -> int:
    """How often the file was written anew."""
    found = _GENERATION.search(file)
    return int(found[1] or 0) if found else 0


def next_name(file: str) -> str:
    """The name of the file that takes this one's place."""
    return f"{stem(file)}.r{generation(file) + 1}{SUFFIX}"


def without(root: Path, file: str, gone: Collection[Place]) -> str:
    """Write the file anew without these records, under the name that is given back; it is whole as soon as that
    name exists. Raises ArchiveError where a place holds no record, and OSError."""
    name = next_name(file)
    with (root / file).open("rb") as old, part_of(root, name) as part, part.open("wb") as new:
        fcntl.flock(new, fcntl.LOCK_EX)
        rewrite(old, new, gone)
        os.fchmod(new.fileno(), os.fstat(new.fileno()).st_mode & NOBODY)
        new.flush()
        os.fsync(new.fileno())
        part.rename(root / name)
    sync((root / name).parent)
    return name


@contextmanager
def part_of(root: Path, name: str) -> Iterator[Path]:
    """Where a file of this name is begun. What is left there goes, at the latest when pages are forgotten again."""
    part = root / (name + PART)
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def rewrite(old: BinaryIO, new: BinaryIO, gone: Collection[Place]) -> None:
    """Copy a file but for these records. Raises ArchiveError where a place holds none."""
    size = old.seek(0, os.SEEK_END)
    check(old, size, gone)
    kept = [0, *(edge for p in sorted(gone) for edge in (p.offset, p.offset + p.length)), size]
    for start, end in zip(kept[::2], kept[1::2], strict=True):
        _copy(old, new, start, end)


def check(file: BinaryIO, size: int, gone: Collection[Place]) -> None:
    """Raises ArchiveError where at a place no record begins or ends: two halves of records would be left behind."""
    ordered = sorted(gone)
    for place in ordered:
        for edge in (place.offset, place.offset + place.length):
            file.seek(edge)
            if edge > size or (edge < size and file.read(2) != GZIP):
                raise ArchiveError(f"{place.file}: there is no record at {place.offset}, {place.length} bytes long")
    if any(a.offset + a.length > b.offset for a, b in pairwise(ordered)):
        raise ArchiveError(f"{ordered[0].file}: the records to forget overlap")


def _copy(old: BinaryIO, new: BinaryIO, start: int, end: int) -> None:
    old.seek(start)
    while start < end and (data := old.read(min(STEP, end - start))):
        new.write(data)
        start += len(data)
