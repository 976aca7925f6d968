"""The delivery of a command that stays up: the sinks of a file that is read again when it has changed. While it is
faulty, what it said before holds on."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import sinksfile
from crawler.cli.followed import stamp_of
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.watch import Command


class Delivering:
    """Says by which command the sinks in the file at `path` are delivered to, in this environment."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self._path, self._environment = path, environment
        self._stamp = stamp_of(path)
        self.names: tuple[str, ...] = ()
        self._command: Command | None = None
        if self._stamp is not None or path != sinksfile.DEFAULT:
            self._read()

    def wanted(self) -> "Command | None":
        """The command as it is to run now: another one when the file has changed and is good, None where it names no
        sink. Where the file is faulty from the start, ends ours before this is ever asked."""
        if (stamp := stamp_of(self._path)) != self._stamp:
            self._stamp = stamp
            try:
                self._read()
                say(f"{self._path} was read again")
            except (click.exceptions.Exit, click.ClickException) as e:
                if isinstance(e, click.ClickException):
                    say(e.format_message())
                say(f"{self._path} has changed and is not used; what it said before holds on")
        return self._command

    def _read(self) -> None:
        from crawler.watch import Command

        config = sinksfile.load(self._path)
        sinksfile.check(config, config.sinks)
        self.names = tuple(sink.name for sink in config.sinks)
        own = {"COPYDESK_SINKS": str(self._path), sinksfile.BESIDE: str(os.getpid())}
        words = ("deliver", "--all", "--follow")
        self._command = Command.ours(words, {**self._environment, **own}) if config.sinks else None
