"""The sources that the crawls of a watch are given: each those that it is to look at, and no others. Reading a file of
tens of thousands takes longer than looking at a few of them."""

import os
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from crawler.sources.parts import Parts

AMONG = "COPYDESK_AMONG"
"""The variable that names a file with the names of all sources, a line each, where the file of sources has but some."""


class Handed:
    """Makes files in this folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._among = folder / "among"
        self._parts = Parts("")

    def take(self, text: str, active: Collection[str]) -> None:
        """From now on this is what all sources are: the file's text, and the names of those that are not paused."""
        self._parts = Parts(text.removeprefix("\ufeff"))
        part = self._folder / "among.part"
        part.write_text("".join(f"{name}\n" for name in sorted(active)), "utf-8")
        part.replace(self._among)  # a crawl may be reading it

    def give(self, names: Sequence[str]) -> tuple[Path, dict[str, str]]:
        """A new file with these sources, and what a crawl is told of it in its environment."""
        number, path = tempfile.mkstemp(".toml", "sources-", self._folder)
        with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
            file.write(self._parts.of(names))
        return Path(path), {"COPYDESK_SOURCES": path, AMONG: str(self._among)}


def among() -> frozenset[str] | None:
    """The names of all sources that are not paused, for a crawl that was given some of them; None for any other."""
    path = os.environ.get(AMONG)
    return frozenset(Path(path).read_text("utf-8").split("\n")) - {""} if path else None
