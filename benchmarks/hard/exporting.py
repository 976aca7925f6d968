"""An export to Parquet, over and over, for row 16 to kill."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from crawler.export import formats
from crawler.export.selection import Selection


class Lines:
    """The records of a file of lines, where an export expects a store."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def records(self, selection: Selection) -> Iterator[bytes]:  # noqa: ARG002 (what an export asks for)
        """All of them."""
        yield from self._path.read_bytes().splitlines()


if __name__ == "__main__":
    print("begun", flush=True)
    while True:
        formats.export(Lines(Path(sys.argv[1])), formats.named("parquet"), sys.argv[2], io.BytesIO())
