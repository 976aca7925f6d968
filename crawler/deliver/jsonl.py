"""A folder or bucket of JSON lines: one file a batch, in a folder for each day or hour.

A file is named by the number of its first change. So a batch that is sent again, and may be longer by then, takes the
place of what is there: a reader of the folder finds each delivery once.
"""

import gzip
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from crawler.deliver.contract import Delivery, Refusal, Unavailable
from crawler.export.records import ExportError
from crawler.export.targets import folder

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PLACES = {"day": 10, "hour": 13}
"""How much of an instant names the folder."""


class JsonLines:
    """Writes messages (`Delivery.message`), one a line. What was taken is on the disk."""

    def __init__(
        self, path: str, every: Literal["day", "hour"] = "day", compress: Literal["gz", "zst"] | None = None
    ) -> None:
        self._root, self._compress = path, compress
        self._place = PLACES[every]

    def open(self) -> None:
        """Nothing: folders are made when they are needed."""

    def send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        """Write a file, whole or not at all."""
        first = batch[0]
        body = b"".join(d.message() + b"\n" for d in batch)
        name, day = f"{first.number:012d}.jsonl", first.at[: self._place].replace(":", "")
        if self._compress:
            name = f"{name}.{self._compress}"
            body = gzip.compress(body, mtime=0) if self._compress == "gz" else zstd.compress(body)
        try:
            if "://" in self._root:
                folder(f"{self._root.rstrip('/')}/{day}").put(name, body)
            else:
                _write(Path(self._root) / day / name, body)
        except OSError as e:
            mend = "`path` of this sink in sinks.toml can name another folder"
            raise Unavailable(f"{self._root} cannot be written to: {e.strerror}; {mend}") from e
        except ExportError as e:
            raise Unavailable(str(e)) from e
        return ()

    def close(self) -> None:
        """Nothing is held."""


def _write(path: Path, body: bytes) -> None:
    """Write a file that survives a power cut, in place of one that was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    for parent in path.parents[:2]:
        descriptor = os.open(parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
