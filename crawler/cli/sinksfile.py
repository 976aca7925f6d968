"""The file of sinks, for every command that delivers: how it is read, and what is told where it cannot be used."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import options
from crawler.cli.say import Misconfigured, say

if TYPE_CHECKING:
    from crawler.deliver.config import SinkConfig, Sinks

DEFAULT = Path("sinks.toml")
BESIDE = "COPYDESK_BESIDE"
"""The variable with the number of the process beside which `deliver` runs, and with which it ends."""


def option(flag: str) -> options.Decorator:
    """The option, under this flag, that names the file; its parameter is `sinks`."""
    return click.option(
        flag, "sinks", type=click.Path(dir_okay=False, path_type=Path), default=str(DEFAULT), show_default=True,
        envvar="COPYDESK_SINKS", show_envvar=True, metavar="FILE", help="The sinks.",
    )  # fmt: skip


def load(path: Path) -> "Sinks":
    """The sinks of the file. Ends the command with status 2, each fault told, where it is wrong."""
    from crawler.deliver.config import load_file
    from crawler.sources.problems import BadSources

    try:
        return load_file(path)
    except BadSources as e:
        for problem in e.problems:
            say(str(problem))
    except FileNotFoundError:
        say(f"{path}: no such file; it says where records are delivered to (docs/deliver.md)")
    except OSError as e:
        say(f"{path}: cannot be read: {e.strerror}")
    raise click.exceptions.Exit(2)


def check(config: "Sinks", chosen: "Sequence[SinkConfig]") -> None:
    """Whatever the person can mend is told before anything is sent; it ends the command with status 2."""
    from crawler.deliver.config import Unusable

    problems = config.missing(tuple(s.name for s in chosen), os.environ)
    for problem in problems:
        say(str(problem))
    if problems:
        raise click.exceptions.Exit(2)
    for sink in chosen:
        try:
            sink.make(os.environ)
        except Unusable as e:
            raise Misconfigured(str(e)) from e
