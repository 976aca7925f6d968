"""The file of sources of a command that stays up: read again when it has changed. While it is faulty, what it said
before holds on."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import sourcefile
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.sources import Source

Stamp = tuple[int, int, int] | None
Taken = Callable[[str, Collection[str]], None]


class Followed:
    """The sources that these targets mean. `text` is what the file said when it was last good; `taken` is told that,
    and the names of all sources in it that are not paused."""

    def __init__(self, targets: Sequence[str], path: Path) -> None:
        self._targets, self._path = targets, path
        self.taken: Taken = lambda *_: None
        self.text = ""
        self._stamp: Stamp = None
        self._is_read = False

    def read(self) -> "Sequence[Source] | None":
        """The sources at first, and whenever the file has changed and is good; else None. Where the file is faulty from
        the start, raises what ends the command."""
        stamp = stamp_of(self._path)
        if self._is_read and stamp == self._stamp:
            return None
        try:
            wanted = sourcefile.wanted_of_all(self._targets, self._path)
            content = self._path.read_bytes() if self._path.exists() else b""
        except (click.exceptions.Exit, click.ClickException) as e:
            if not self._is_read:
                raise
            if isinstance(e, click.ClickException):
                say(e.format_message())
            say(f"{self._path} has changed and is not used; what it said before holds on")
            self._stamp = stamp
            return None
        if stamp_of(self._path) != stamp:  # somebody writes it just now
            return None
        if self._is_read:
            say(f"{self._path} was read again")
        self.text = content.decode("utf-8-sig")
        self.taken(self.text, wanted.active)
        self._stamp, self._is_read = stamp, True
        return wanted.sources


def stamp_of(path: Path) -> Stamp:
    """What changes when the file does."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
