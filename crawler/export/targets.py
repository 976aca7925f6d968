"""Where an export goes: a file, a folder, an object store, stdout. What is written appears whole, or not at all."""

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, Protocol, cast

from crawler.export.optional import optional
from crawler.export.records import ExportError
from crawler.masked import masked, why

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STDOUT = "-"
COMPRESSED = (".gz", ".zst")


@contextmanager
def one_file(where: str, stdout: BinaryIO) -> Iterator[BinaryIO]:
    """What to write the export to; it is compressed if the name ends so. Once the block ends well the file is there,
    in place of one that was there before; otherwise nothing is changed.

    An object is made on this machine first, where temporary files are, and sent when it is whole: few stores can
    take back half of one. Raises ExportError where `where` cannot be written to, OSError as files do."""
    if where == STDOUT:
        yield stdout
        stdout.flush()
    elif "://" in where:
        fs, path = _object_store(where)
        with NamedTemporaryFile(prefix="copydesk-", suffix=".export") as part:
            with _packed(part, where) as out:
                yield out
            part.flush()
            with _sentences(where):
                fs.put_file(part.name, path)
    else:
        yield from _local(where)


def _local(where: str) -> Iterator[BinaryIO]:
    target = Path(where).resolve()  # of a link the file is replaced, not the link
    if target.is_dir():
        raise ExportError(f"{where}: a folder; name a file in it (-o)")
    if not target.parent.is_dir():
        raise ExportError(f"{where}: the folder {target.parent} does not exist (-o)")
    if target.exists() and not target.is_file():  # /dev/stdout, a named pipe: nothing to put in its place
        with _begun(target, where) as out, _packed(out, where) as packed:
            yield packed
        return
    with _replacing(target) as part, _begun(part, where) as out, _packed(out, where) as packed:
        yield packed


def _begun(path: Path, where: str) -> BinaryIO:
    """The file, open to be written. Raises ExportError where it cannot be made; nothing was done then."""
    try:
        return path.open("wb")
    except OSError as e:
        raise _elsewhere(where, e) from e


def _elsewhere(where: str, error: OSError) -> ExportError:
    return ExportError(f"{where}: cannot be made: {error.strerror}; name a place where you may write (-o)")


class Folder(Protocol):
    """Takes files by name."""

    def put(self, name: str, body: bytes) -> None:
        """Write a file, whole or not at all. Raises OSError or ExportError."""
        ...


def folder(where: str) -> Folder:
    """The folder, made where it is not there. Raises ExportError where it cannot be, or there is something else."""
    if "://" in where:
        return _Bucket(where)
    if Path(where).exists() and not Path(where).is_dir():
        raise ExportError(f"{where}: no folder, and an export of one file an article needs one (-o)")
    return _Folder(Path(where))


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise _elsewhere(str(path), e) from e

    def put(self, name: str, body: bytes) -> None:
        with _replacing(self._path / name) as part, _begun(part, str(self._path)) as out:
            out.write(body)


class _Bucket:
    def __init__(self, where: str) -> None:
        self._where = where
        self._fs, self._path = _object_store(where)

    def put(self, name: str, body: bytes) -> None:
        with _sentences(self._where):
            self._fs.pipe_file(f"{self._path.rstrip('/')}/{name}", body)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A path beside the target, to write; it takes the target's place if the block ends well."""
    part = target.with_name(f".{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _packed(out: Any, name: str) -> AbstractContextManager[BinaryIO]:
    """The file, or one that compresses into it. Nothing of name or hour gets in: same records, same bytes."""
    if name.lower().endswith(".gz"):
        return cast("AbstractContextManager[BinaryIO]", gzip.GzipFile("", "wb", 6, out, mtime=0))
    if name.lower().endswith(".zst"):
        return cast("AbstractContextManager[BinaryIO]", zstd.ZstdFile(out, "wb"))
    return nullcontext(out)


def _object_store(where: str) -> tuple[Any, str]:
    """The file system behind an address, and the path in it."""
    fsspec = optional("fsspec", "export", f"writing to {where.partition('://')[0]}://")
    try:
        fs, path = fsspec.core.url_to_fs(where)
    except Exception as e:  # its package is not installed, there is no such protocol, nobody is there, …
        raise ExportError(f"{masked(where)}: {why(e, where)} (-o)") from e
    return fs, str(path)


@contextmanager
def _sentences(where: str) -> Iterator[None]:
    """Turns what a store's own library raises, each its own, into an ExportError."""
    try:
        yield
    except Exception as e:
        raise ExportError(f"{masked(where)}: cannot be written: {why(e, where)}") from e
