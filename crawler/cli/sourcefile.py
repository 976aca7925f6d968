"""The file of sources, for every command that has to do with it: the option that names it, and how it is read."""

import os
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from crawler.cli.say import Misconfigured, say

if TYPE_CHECKING:
    from crawler.sources import Config, Source
    from crawler.sources.problems import BadSources, Problem

DEFAULT = Path("sources.toml")
option = click.option(
    "--file", "path", type=click.Path(dir_okay=False, path_type=Path), default=str(DEFAULT), show_default=True,
    envvar="COPYDESK_SOURCES", show_envvar=True, metavar="FILE", help="The sources.",
)  # fmt: skip


def load(path: Path, *, must_be_there: bool = False, secrets: bool = False, prove: bool = False) -> "Config":
    """The sources of the file. Ends the command with status 2, each fault told, where it is wrong. `secrets` must be
    in the environment; `prove`: the rules must do what they say."""
    from crawler.sources import Config
    from crawler.sources.load import load_file
    from crawler.sources.problems import BadSources

    try:
        return load_file(path, environ=os.environ if secrets else None, prove=prove)
    except BadSources as e:
        for problem in e.problems if secrets else _with_secrets(path, e):
            say(str(problem))
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise Misconfigured(f"{path}: the folder {path.parent} does not exist (--file)") from None
        if not must_be_there:
            return Config(str(path))
        say(f"{path}: no such file; `copydesk sources add URL` makes it")
    except OSError as e:
        say(f"{path}: cannot be read: {e.strerror}")
    raise click.exceptions.Exit(2)


def _with_secrets(path: Path, found: "BadSources") -> "tuple[Problem, ...]":
    """All that is wrong with a faulty file, with what the environment lacks: whoever mends it mends that as well. Of a
    file without a fault that stops none but its own source."""
    from crawler.sources.load import load_file
    from crawler.sources.problems import BadSources

    try:
        load_file(path, environ=os.environ)
    except BadSources as e:
        return e.problems
    except OSError:  # it was there a moment ago
        pass
    return found.problems


def named(name: str, config: "Config") -> "Source":
    """The source that a person means. Raises UsageError where there is none, with what may have been meant."""
    source = config.get(name)
    if source is None:
        close = get_close_matches(name, [s.name for s in config.sources], n=1)
        hint = f"did you mean {close[0]}?" if close else "`copydesk sources list` shows what there is"
        raise click.UsageError(f"{config.name} has no source '{name}'; {hint}")
    return source


def wanted(targets: Sequence[str], path: Path) -> "list[Source]":
    """The sources that are meant by these names and addresses: without any, all of the file that are not paused. Raises
    UsageError where there is none, or a name is in no file."""
    return wanted_of_all(targets, path).sources


class Wanted(NamedTuple):
    """The sources that are meant; the names of all in the file that are not paused, and of those that are."""

    sources: "list[Source]"
    active: frozenset[str]
    paused: frozenset[str]


def wanted_of_all(targets: Sequence[str], path: Path) -> Wanted:
    """As `wanted`, with what else is in the file; or with what else there is, where the file was made for one crawl."""
    from crawler.cli.handed import among

    config, others = load(path, prove=True), among() or frozenset()
    active = [source for source in config.sources if not source.paused]
    if not targets and not config.sources:
        raise click.UsageError(f"what is to be crawled? Give an address, or write {path} (`copydesk sources add URL`)")
    meant = [_meant(target, config) for target in dict.fromkeys(targets)] if targets else active
    paused = frozenset(source.name for source in config.sources if source.paused)
    return Wanted(meant, frozenset(source.name for source in active) | others, paused)


def _meant(target: str, config: "Config") -> "Source":
    if "." in target or ":" in target:
        return config.get(target) or config.unlisted(target)
    return named(target, config)
