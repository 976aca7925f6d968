"""`copydesk export`: records out of a store, in the form that another system reads."""

import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import options
from crawler.cli.kept import expect
from crawler.cli.say import Misconfigured, is_terminal, say
from crawler.masked import masked

if TYPE_CHECKING:
    from crawler.store import Store

NAMES = ("jsonl", "parquet", "csv", "markdown", "text", "rss", "schema.org", "ninjs")
"""Those of crawler/export/formats.py, which the help need not import."""
AGES = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Since(click.ParamType[str]):
    """A day or an instant as ISO 8601 says it, in UTC where it names no zone; or an age: 30m, 12h, 7d, 2w."""

    name = "since"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return since(value, datetime.now(UTC))
        except (ValueError, OverflowError):
            self.fail(
                f"'{value}' is no age (30m, 12h, 7d, 2w), day (2026-01-31) or instant (2026-01-31T12:00Z)", param, ctx
            )


def since(value: str, now: datetime) -> str:
    """The instant that is meant, in the form in which a store keeps them. ValueError where none is meant."""
    if age := re.fullmatch(r"(\d{1,6})([mhdw])", value):
        then = now - timedelta(**{AGES[age[2]]: int(age[1])})
    else:
        then = datetime.fromisoformat(value)
        then = then.replace(tzinfo=UTC) if then.tzinfo is None else then
    return then.astimezone(UTC).isoformat(timespec="seconds")


@click.command()
@click.option("--format", "name", type=click.Choice(NAMES), help="The form; if not given, as the name after -o ends.")
@click.option(
    "-o",
    "--output",
    "where",
    metavar="FILE|DIR|-",
    default="-",
    show_default=True,
    help="Where to; .gz and .zst compress. Also s3://… and their like.",
)
@options.path("--db", default="copydesk.db", help="The store.")
@click.option("--since", metavar="WHEN", type=Since(), help="Only what came or changed since: 7d, 2026-01-31.")
@click.option("--source", metavar="NAME|URL", help="Only what this source brought.")
@click.option("--language", metavar="CODE", help="Only this language: en, de, ...")
@click.option("--story-originals", is_flag=True, help="Of each story only the record that came first.")
@click.option("--exclude-reserved", is_flag=True, help="Not what its publisher reserves from machines.")
def export(name: str | None, where: str, db: str, **chosen: Any) -> int:
    """Export records from a store.

    Markdown and text go to a folder, one file an article; all else is one file. A file appears when it is whole.

    \b
    Examples:
      copydesk export -o news.parquet
      copydesk export --format jsonl --since 7d --language en | jq .title
      copydesk export --format markdown -o stories/
      copydesk export -o s3://bucket/news.jsonl.zst --exclude-reserved
    """
    from crawler.cli.chosen import nothing
    from crawler.cli.work import checked_store
    from crawler.export.formats import export as write
    from crawler.export.formats import named, of_suffix
    from crawler.export.records import ExportError
    from crawler.export.selection import EVERYTHING, Selection
    from crawler.store import open_store

    form = named(name) if name else named("jsonl") if where == "-" else of_suffix(where)
    if form is None:
        raise click.UsageError(
            f"what form is {masked(where)} to have? --format tells it, or an ending as in news.jsonl.gz"
        )
    if where == "-" and not form.compressible and is_terminal(sys.stdout):
        raise click.UsageError(f"{form.name} is no text for a terminal; name a file with -o")
    expect(db)
    with checked_store(), open_store(db) as store:
        selection = Selection(**chosen | _meant(store, chosen))
        try:
            count = write(store, form, where, sys.stdout.buffer, selection)
        except ExportError as e:
            raise Misconfigured(str(e)) from e
        if count == 0 and selection != EVERYTHING:
            say(nothing(store, selection.language))
    to = "" if where == "-" else f" to {masked(where)}"
    say(f"{count:,} record{'' if count == 1 else 's'} written{to} ({form.name})")
    return 0


def _meant(store: "Store", told: Mapping[str, Any]) -> dict[str, Any]:
    """The source and the language that are meant, as the store knows them."""
    from crawler.cli import chosen

    readers = {"source": chosen.source, "language": chosen.language}
    return {key: read(store, told[key]) for key, read in readers.items() if told[key] is not None}
