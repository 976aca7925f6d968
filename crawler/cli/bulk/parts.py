"""The folder of the parts: which are there, how one gets there whole, and which inputs were set aside.

A part bears the name of its input and a hash of that one's whole address. What begins with a dot or an underscore no
reader of Parquet takes for a part: so are called the files that are being written, and the folder of the notes.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, Protocol, cast
from uuid import uuid4

import msgspec

from crawler.export.optional import optional
from crawler.export.records import ExportError
from crawler.masked import masked, why

ASIDE = "_aside"
"""The folder of the notes: one for each input that was set aside."""
SUFFIX = ".parquet"
MOST_NAME = 120


class Note(msgspec.Struct, frozen=True):
    """An input that was set aside, and why."""

    input: str
    reason: str


class Parts(Protocol):
    """The folder. Each method raises OSError where the disk or the store does not let it."""

    def names(self) -> frozenset[str]:
        """The parts that are there."""
        ...

    def aside(self) -> dict[str, Note]:
        """The notes on inputs that were set aside, by the names of their parts."""
        ...

    def writing(self, part: str) -> Any:
        """A context that gives a file to write; where its block ends well, it is the part."""
        ...

    def set_aside(self, part: str, note: Note) -> None:
        """Remember that this part's input is not to be tried again."""
        ...

    def settle(self, part: str) -> None:
        """The part is there: whatever else was of it can go."""
        ...

    def sweep(self, parts: Collection[str]) -> None:
        """Remove what processes that were killed had begun of these parts, which are there."""
        ...


def part_of(address: str) -> str:
    """The name of the part of the input with this whole address."""
    name = re.sub(r"[^\w.-]", "_", PurePosixPath(address).name)[:MOST_NAME].lstrip("._") or "part"
    return f"{name}-{hashlib.sha256(address.encode()).hexdigest()[:12]}{SUFFIX}"


def parts(where: str) -> Parts:
    """The folder at this path or address. Raises ExportError where it cannot be made, or is something else."""
    return _Bucket(where) if "://" in where else _Disk(where)


class _Disk:
    def __init__(self, where: str) -> None:
        self._folder = Path(where).absolute()
        try:
            (self._folder / ASIDE).mkdir(parents=True, exist_ok=True)
        except OSError as e:
            what = f"{where}: cannot be made: {e.strerror}; name a folder where you may write (-o)"
            raise ExportError(what) from e

    def names(self) -> frozenset[str]:
        return frozenset(p.name for p in self._folder.iterdir() if _is_part(p.name))

    def aside(self) -> dict[str, Note]:
        return {p.stem: msgspec.json.decode(p.read_bytes(), type=Note) for p in (self._folder / ASIDE).glob("*.json")}

    @contextmanager
    def writing(self, part: str) -> Iterator[BinaryIO]:
        begun = self._folder / _begun(part)
        try:
            with begun.open("wb") as out:
                yield out
            begun.replace(self._folder / part)
        finally:
            begun.unlink(missing_ok=True)

    def set_aside(self, part: str, note: Note) -> None:
        self.sweep((part,))
        target = self._folder / ASIDE / f"{part}.json"
        begun = target.with_name(_begun(part))
        begun.write_bytes(msgspec.json.encode(note) + b"\n")
        begun.replace(target)

    def settle(self, part: str) -> None:
        self.sweep((part,))
        (self._folder / ASIDE / f"{part}.json").unlink(missing_ok=True)

    def sweep(self, parts: Collection[str]) -> None:
        for begun in self._folder.iterdir():
            if _begun_of(begun.name) in parts:
                begun.unlink(missing_ok=True)


class _Bucket:
    def __init__(self, where: str) -> None:
        fsspec = optional("fsspec", "export", f"writing to {where.partition('://')[0]}://")
        try:
            self._fs, path = fsspec.core.url_to_fs(where)
        except Exception as e:  # its package is not installed, there is no such protocol, nobody is there, …
            raise ExportError(f"{masked(where)}: {why(e, where)} (-o)") from e
        self._path, self._name = str(path).rstrip("/"), masked(where)

    def names(self) -> frozenset[str]:
        return frozenset(filter(_is_part, self._listed("")))

    def aside(self) -> dict[str, Note]:
        notes = [name for name in self._listed(f"/{ASIDE}") if name.endswith(".json")]
        with _os_errors(self._name):
            return {
                name.removesuffix(".json"): msgspec.json.decode(
                    self._fs.cat_file(f"{self._path}/{ASIDE}/{name}"), type=Note
                )
                for name in notes
            }

    @contextmanager
    def writing(self, part: str) -> Iterator[BinaryIO]:
        with NamedTemporaryFile(prefix="copydesk-", suffix=SUFFIX) as begun:
            yield cast("BinaryIO", begun)
            begun.flush()
            with _os_errors(self._name):
                # not every store's objects appear whole: think of SFTP
                self._fs.makedirs(self._path, exist_ok=True)
                sent = f"{self._path}/{_begun(part)}"
                self._fs.put_file(begun.name, sent)
                self._fs.mv(sent, f"{self._path}/{part}")

    def set_aside(self, part: str, note: Note) -> None:
        with _os_errors(self._name):
            self._fs.makedirs(f"{self._path}/{ASIDE}", exist_ok=True)
            self._fs.pipe_file(f"{self._path}/{ASIDE}/{part}.json", msgspec.json.encode(note) + b"\n")

    def settle(self, part: str) -> None:
        with _os_errors(self._name):
            if self._fs.exists(note := f"{self._path}/{ASIDE}/{part}.json"):
                self._fs.rm_file(note)

    def sweep(self, parts: Collection[str]) -> None:
        begun = [name for name in self._listed("") if _begun_of(name) in parts]
        with _os_errors(self._name):
            for name in begun:
                with suppress(FileNotFoundError):  # another run was quicker
                    self._fs.rm_file(f"{self._path}/{name}")

    def _listed(self, inside: str) -> list[str]:
        with _os_errors(self._name):
            self._fs.invalidate_cache()
            try:
                return [PurePosixPath(name).name for name in self._fs.ls(self._path + inside, detail=False)]
            except FileNotFoundError:
                return []


@contextmanager
def _os_errors(where: str) -> Iterator[None]:
    """What a store's own library raises, each its own, is an OSError."""
    try:
        yield
    except Exception as e:
        raise OSError(f"{where}: cannot be written or looked at: {masked(str(e)) or type(e).__name__}") from e


def _begun(part: str) -> str:
    """A name for what is to be the part once it is whole: not by the process's number, as several machines write."""
    return f".{part}.{uuid4().hex}"


def _begun_of(name: str) -> str | None:
    """The part of which this is the beginning; None: of none."""
    return name[1:].rpartition(".")[0] if name.startswith(".") else None


def _is_part(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith((".", "_"))
