"""`copydesk health`: whether all is well, and if not, what broke, since when, and where it showed first."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import options, sourcefile
from crawler.cli.kept import expect
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.store import Store


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@sourcefile.option
@options.store
@click.option("--json", "form", flag_value="json", help="All of it as JSON.")
@click.option("--metrics", "form", flag_value="metrics", help="All of it as metrics, in Prometheus's text form.")
@click.option("--requests", is_flag=True, help="What was asked of the sources' hosts in the last day.")
@click.option("--quiet", is_flag=True, help="Print what is wrong, and nothing where all is well.")
def health(
    names: tuple[str, ...], path: Path, db: str, archive: str | None, form: str | None, requests: bool, quiet: bool
) -> int:
    """Check the sources, the books and the store.

    Each source is held against its own past. Without names all of sources.toml are looked at, but for those that
    are paused, the sinks too, and the store is checked whole. Exit status: 0 all is well, 1 something is not.

    \b
    Examples:
      copydesk health
      copydesk health --quiet
      copydesk health courier --requests
    """
    from crawler.cli import checkup
    from crawler.cli.work import checked_store
    from crawler.store import StoreError, open_store

    if requests and (not names or form == "metrics"):
        raise click.UsageError("--requests shows those of the sources that are named, as text or --json")
    expect(db)
    with checked_store():
        store = open_store(db, archive)
    with store:
        try:
            sources = _sources(names, path, store)
            if requests:
                checkup.show_requests(store, list(sources), as_json=form == "json")
                return 0
            configured = [source.name for source in sourcefile.load(path).sources]
            asked = checkup.Asked(sources, _expected(sources, path), configured, thorough=not names)
            return checkup.show(store, asked, form, quiet=quiet)
        except StoreError as e:
            say(f"the store cannot be read: {e}")
            return 1


def _sources(names: tuple[str, ...], path: Path, store: "Store") -> dict[str, str | None]:
    """The sources that are meant, each with its address where that is known: those that are named; else those of the
    file; where there is none, all that the store has ever looked at."""
    config = sourcefile.load(path, must_be_there=path != sourcefile.DEFAULT)
    known = store.sources.all()
    if not names:
        own: dict[str, str | None] = {s.name: s.url for s in config.sources if not s.paused}
        return own if config.sources else {name: row["url"] for name, row in known.items()}
    found: dict[str, str | None] = {}
    for name in names:
        source = config.get(name)
        if source is None and name not in known:
            sourcefile.named(name, config)
        found[source.name if source else name] = source.url if source else known[name]["url"]
    return found


def _expected(sources: Mapping[str, str | None], path: Path) -> dict[str, timedelta]:
    """Those that the file has looked at, and the longest pause that it allows each."""
    return {s.name: s.poll[1] for s in sourcefile.load(path).sources if s.name in sources and not s.paused}
