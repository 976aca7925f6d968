"""`copydesk sources`: which sites are crawled, and how; what they have, and whether it is still there."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import options, sourcefile
from crawler.cli.say import is_terminal, say
from crawler.cli.sourcefile import load, named
from crawler.masked import masked

if TYPE_CHECKING:
    from crawler.sources import Config, Source
    from crawler.sources.survey import Survey

log = options.path("--log", "log_file", help="Write there what is asked for, and what comes.")


@click.group()
def sources() -> None:
    """Which sites are crawled, and how.

    They stand in sources.toml, one entry for each, to be changed with any editor.
    """


@sources.command()
@click.argument("url")
@click.option("--name", metavar="NAME", help="What to call it, instead of its host's name.")
@sourcefile.option
@click.option("-y", "--yes", is_flag=True, help="Write the entry without asking.")
@click.option("--dry-run", is_flag=True, help="Show the entry, and write nothing.")
@log
@options.network
def add(url: str, name: str | None, path: Path, yes: bool, dry_run: bool, **network: Any) -> int:
    """Add a site.

    Looks for its feeds, sitemaps and sections, shows what there is, and writes an entry with what is of use.

    \b
    Examples:
      copydesk sources add https://example.org
      copydesk sources add example.org --name courier --yes
    """
    from datetime import date

    from crawler.cli.surveys import HEAD, ask, table
    from crawler.sources.model import same_front
    from crawler.sources.save import Taken, written
    from crawler.sources.save import add as write
    from crawler.sources.survey import entry, judged

    _check_address(url)
    _check_name(name)
    config = load(path)
    if there := config.get(url) or next((s for s in config.sources if url in s.lists), None):
        return _is_there(there, path, name)
    survey = judged(ask((url,), (), network)[0], date.today())
    if survey.problem:
        say(f"{url}: {survey.problem}; nothing is written")
        return 1
    _print(HEAD, *table(survey.listings))
    source = entry(survey, name or _free_name(survey.url, config))
    if source is None:
        say(f"{url}: nothing there leads to an article; nothing is written")
        return 1
    _print("", written(source).rstrip())
    if dry_run or not (yes or _agrees(path)):
        say("nothing is written")
        return 0
    try:
        write(path, source)
    except Taken as e:
        if same_front(e.source.url, source.url):
            return _is_there(e.source, path, name)
        say(f"{_place(e.source, path)}; nothing is written. Choose another --name")
        return 1
    say(f"{source.name} is written to {path}; now: copydesk crawl {source.name}")
    return 0


@sources.command("list")
@sourcefile.option
@click.option("--json", "as_json", is_flag=True, help="All keys of each, as JSON; of headers and cookies the names.")
def list_(path: Path, as_json: bool) -> int:
    """Show the sources, in the order of the file."""
    config = load(path, must_be_there=True)
    if as_json:
        import json

        _print(json.dumps([_as_data(s) for s in config.sources], indent=2, ensure_ascii=False))
        return 0
    if not config.sources:
        say(f"{path} has no source; `copydesk sources add URL` makes one")
    width = max((len(s.name) for s in config.sources), default=0)
    for s in config.sources:
        _print(f"{s.name:<{width}}  {s.url}  {_lists(s)}{', paused' if s.paused else ''}")
    return 0


@sources.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@sourcefile.option
@click.option("--offline", is_flag=True, help="Check the file alone, and ask nothing of the web.")
@log
@options.network
def check(names: tuple[str, ...], path: Path, offline: bool, **network: Any) -> int:
    """Check the sources: the file first, then that each address still lists articles.

    Sources that are paused are asked for by name only. Exit status: 0 all is well, 1 a source is broken, 2 the file
    is wrong; each fault is told with its line.
    """
    from crawler.cli.surveys import HEAD, ask, table

    config = load(path, must_be_there=True, secrets=True, prove=True)
    chosen = [named(name, config) for name in names] or [s for s in config.sources if not s.paused]
    if offline:
        say(f"{path}: {_number(len(config.sources), 'source')}, and nothing is wrong with the file")
        return 0
    surveys = ask((), list(dict.fromkeys(chosen)), network) if chosen else []
    for survey in surveys:
        _print(f"{survey.asked}  {survey.url}", HEAD, *table(survey.listings), "")
    return _verdict(surveys)


@sources.command()
@click.argument("name")
@sourcefile.option
@options.store
def remove(name: str, path: Path, db: str, archive: str | None) -> int:
    """Remove a source from the file.

    Its entry is printed, so that it can be put back. The articles that are stored stay.
    """
    from crawler.sources.save import NotThere
    from crawler.sources.save import remove as write

    source = named(name, load(path, must_be_there=True))
    try:
        _print(write(path, source.name).rstrip())
    except NotThere as e:
        say(str(e))
        return 1
    kept = _kept(source, db, archive)
    stays = f"; {masked(db)} keeps its {_number(kept, 'article')}" if kept else ""
    say(f"{source.name} is removed from {path}{stays}")
    return 0


def _check_address(url: str) -> None:
    from crawler.sources.values import Wrong, address

    try:
        address(url if "://" in url else f"https://{url}")
    except Wrong as e:
        raise click.UsageError(f"{e.faults[0].what}; {e.faults[0].mend}") from e


def _check_name(name: str | None) -> None:
    from crawler.sources.load import NAME

    if name is not None and not NAME.fullmatch(name):
        raise click.UsageError(f"'{name}' can be no name; write letters, digits, - and _ (--name)")


def _free_name(url: str, config: "Config") -> str:
    from crawler.sources.model import slug

    taken = {s.name for s in config.sources}
    first = slug(url)
    return next(n for n in (first, *(f"{first}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)


def _agrees(path: Path) -> bool:
    """Whether the person wants the entry to be written; who is none has asked for it by the command."""
    return not is_terminal(sys.stdin) or click.confirm(f"Write this to {path}?", default=True, err=True)


def _is_there(source: "Source", path: Path, name: str | None) -> int:
    """Say so of a site; whether the person wants it to be called otherwise than it is."""
    said = f"{_place(source, path)}; nothing is changed"
    other = name not in (None, source.name)
    say(f"{said}. To call it {name}, write [sources.{name}] there" if other else said)
    return int(other)


def _place(source: "Source", path: Path) -> str:
    return f"{source.name} is there already ({path}, line {source.line}): {source.url}"


def _verdict(surveys: "list[Survey]") -> int:
    broken = [s for s in surveys if not s.is_fine]
    for survey in broken:
        bad = [a for a in survey.listings if not a.is_fine]
        first = f"{bad[0].url}: {bad[0].problem}" if bad else survey.problem
        more = f" (and {_number(len(bad) - 1, 'other')})" if len(bad) > 1 else ""
        say(f"{survey.asked} is broken: {first}{more}")
    fine = len(surveys) - len(broken)
    say(f"{fine:,} of {_number(len(surveys), 'source')} {'is as it' if fine == 1 else 'are as they'} should be")
    return int(bool(broken))


def _lists(source: "Source") -> str:
    parts = [(source.feeds, "feed"), (source.sitemaps, "sitemap"), (source.sections, "section")]
    return ", ".join(_number(len(urls), what) for urls, what in parts if urls) or "lists are looked for"


def _as_data(source: "Source") -> dict[str, Any]:
    """The source for other programs, without a secret."""
    from dataclasses import fields
    from datetime import timedelta

    from crawler.settings import COPYDESK_LIMIT
    from crawler.sources.values import spoken

    data = {f.name: getattr(source, f.name) for f in fields(source) if f.name != "line"}
    for key, value in data.items():
        if isinstance(value, tuple):
            data[key] = [spoken(v) if isinstance(v, timedelta) else v for v in value]
    data["limit"] = source.limit or COPYDESK_LIMIT
    data["horizon"] = spoken(source.horizon) if source.horizon else "none"
    data |= {"headers": list(source.headers), "cookies": list(source.cookies), "proxy": source.proxy is not None}
    return data | {"rules": [f"{r.rule.action}: {r.rule.why}" for r in source.rules.rules]}


def _kept(source: "Source", db: str, archive: str | None) -> int:
    """How many articles of the source the store has; 0 where there is no store."""
    if "://" not in db and not Path(db).exists():
        return 0
    from crawler.cli.work import checked_store
    from crawler.export.selection import Selection
    from crawler.store import open_store

    with checked_store(), open_store(db, archive) as store:
        return sum(1 for _ in store.records(Selection(source=source.name)))


def _number(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _print(*lines: str) -> None:
    from cleaners.explanation.plain import printable

    for line in lines:
        click.echo(printable(line))
