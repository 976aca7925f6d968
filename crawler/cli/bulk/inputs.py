"""Which files are meant, by path, folder, pattern or address in an object store; and their bytes."""

import glob
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from crawler.archive.model import Broken
from crawler.archive.unpack import Unpacked
from crawler.cli.inputs import ARCHIVES, hidden
from crawler.cli.say import Misconfigured
from crawler.export.optional import optional
from crawler.masked import masked, why

LINES = tuple(f"{kind}{packed}" for kind in (".jsonl", ".ndjson") for packed in ("", ".gz", ".zst"))
"""How the names of files end that hold lines of JSON."""


def found(tokens: Sequence[str]) -> tuple[str, ...]:
    """The whole addresses of the files that are meant, each once, in the order of their names for each token.

    Raises Misconfigured for what does not exist, and ExportError without what an object store needs."""
    return tuple(dict.fromkeys(address for token in tokens for address in _found(token)))


def _found(token: str) -> list[str]:
    names = sorted(_stored(token) if "://" in token else _local(token))
    if not names:
        raise Misconfigured(f"{masked(token)}: no {'file is called so' if glob.has_magic(token) else 'such file'}")
    return names


def _local(token: str) -> Iterator[str]:
    path = Path(token)
    if path.is_dir():
        inside = (p for p in path.rglob("*") if not hidden(p.relative_to(path)) and _is_meant(p.name))
        yield from (str(p.resolve()) for p in inside if p.is_file())
    elif path.exists():
        yield str(path.resolve())
    else:
        matching = map(Path, glob.iglob(token, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        yield from (str(p.resolve()) for p in matching if p.is_file())


def _stored(token: str) -> list[str]:
    fsspec = optional("fsspec", "export", f"reading from {token.partition('://')[0]}://")
    try:
        fs, path = fsspec.core.url_to_fs(token)
        if glob.has_magic(path):
            names = [name for name, about in fs.glob(path, detail=True).items() if about.get("type") != "directory"]
        elif fs.isdir(path):
            names = [name for name in fs.find(path) if _is_meant(PurePosixPath(name).name)]
        else:
            names = [path] if fs.exists(path) else []
        host = _host(token, path)
        return [f"{host}{name}" if host else str(fs.unstrip_protocol(name)) for name in names]
    except Exception as e:  # each store's library raises its own
        raise Misconfigured(f"{masked(token)}: cannot be looked at: {why(e, token)}") from e


def _host(token: str, path: str) -> str:
    """What comes before the path in addresses of this kind where that names a machine and who we are there, as of FTP
    and SFTP: such file systems give paths without it. Else the empty string."""
    host, slash, inside = token.partition("://")[2].partition("/")
    is_machine = bool(host) and (slash + inside).rstrip("/") == path.rstrip("/")
    return f"{token.partition('://')[0]}://{host}" if is_machine else ""


def _is_meant(name: str) -> bool:
    return name.lower().endswith((*ARCHIVES, *LINES))


@contextmanager
def opened(address: str) -> Iterator[BinaryIO]:
    """The file from its first byte. Raises OSError, also where reading fails later."""
    if "://" not in address:
        with Path(address).open("rb") as stream:
            yield stream
        return
    fsspec = optional("fsspec", "export", f"reading from {address.partition('://')[0]}://")
    try:
        stored = fsspec.open(address, "rb").open()
    except Exception as e:
        raise OSError(f"cannot be opened: {why(e, address)}") from e
    with stored:
        yield cast("BinaryIO", _Stored(stored))


class _Stored:
    """An object in a store; what its library raises, each its own, is an OSError to whoever reads."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        try:
            return bytes(self._stream.read(size))
        except Exception as e:
            raise OSError(f"cannot be read: {masked(str(e)) or type(e).__name__}") from e


class Plain(io.RawIOBase):
    """A file of lines as it was before it was packed. Reading raises Broken where it is cut or damaged."""

    def __init__(self, stream: BinaryIO) -> None:
        self._unpacked = Unpacked(stream)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._unpacked.read(len(buffer))
        while not data and self._unpacked.next_member():
            data = self._unpacked.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


__all__ = ["LINES", "Broken", "Plain", "found", "opened"]
