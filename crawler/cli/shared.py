"""The sources of a worker of a fleet: those of the one sources.toml that the fleet follows, which lies in the store. A
file of the worker's own becomes that of all where it is the first of them, and whenever it changes."""

import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import sourcefile
from crawler.cli.followed import Followed, Taken, stamp_of
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.sources import Source
    from crawler.store import Store
    from crawler.watch.common import Edition


class Shared:
    """The sources of the fleet of this store. A file of our own may lie at `path`; `folder` is for what is being read.
    `is_first` says whether no other worker has begun before; `taken` is told as that of Followed."""

    def __init__(self, store: "Store", path: Path, folder: Path) -> None:
        self._store, self._path = store, path
        self.taken: Taken = lambda *_: None
        self.is_first: Callable[[], bool] = lambda: True
        self._part = folder / "part.toml"
        self._own = Followed((), path)
        self._edition: Edition | None = None
        self._waits = False

    def read(self) -> "Sequence[Source] | None":
        """The fleet's sources at first, and whenever they have changed and are good; else None. Where there are none
        from the start, or they are faulty, raises what ends the command."""
        from crawler.watch import common

        if stamp_of(self._path) is not None:
            self._look_at_our_own()
        new = common.edition(self._store)
        if new is None and not self._waits:
            self._waits = True
            say(f"waits for a sources.toml: no worker has given this fleet one yet, and there is no {self._path} here")
        if new is None or new == self._edition:
            return None
        text = common.text(self._store)
        self._part.write_text(text, "utf-8")
        try:
            wanted = sourcefile.wanted_of_all((), self._part)
        except (click.exceptions.Exit, click.ClickException):
            if self._edition is None:
                raise
            say(f"the sources.toml that {new.by} gave the fleet is not used; what it said before holds on")
            self._edition = new
            return None
        if self._edition is not None or self._waits:
            say(f"the fleet follows the sources.toml that {new.by} gave it")
        self.taken(text, wanted.active)
        self._edition = new
        return wanted.sources

    def _look_at_our_own(self) -> None:
        """Give the fleet our own file, where it is to have it."""
        from crawler.watch import common

        if self._own.read() is None:
            return
        content, told = self._own.text, common.edition(self._store)
        if told is not None and content == common.text(self._store):
            return
        if told is None or self._edition is not None or self.is_first():
            common.give(self._store, content, f"process {os.getpid()} on {socket.gethostname()}")
        else:
            say(
                f"{self._path} is not what the fleet follows, which is what {told.by} gave it at {told.at};"
                " it will be as soon as it changes, or where this worker is the first to begin"
            )
