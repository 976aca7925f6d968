"""`copydesk clean`: files, folders, WARC files and stdin."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource

from crawler.cli import options
from crawler.cli.output import Form, form_of
from crawler.cli.say import Misconfigured, say
from crawler.masked import masked

if TYPE_CHECKING:
    from crawler.cli.bulk.run import Way
    from crawler.cli.inputs import File
    from crawler.cli.work import Reading

STDOUT = "-"


@click.command()
@click.argument("inputs", metavar="FILE|DIR|-...", nargs=-1)
@options.content
@options.form
@click.option(
    "--parquet", "form", flag_value="parquet", help="A Parquet file for each WARC or JSONL file, with -o DIR."
)
@click.option(
    "-o",
    "--output",
    "where",
    metavar="FILE|DIR|-",
    help="Write a file for each input there, of the same name; or all into one file (.jsonl, .txt, .md); - is stdout.",
)
@click.option("--jsonl", is_flag=True, help="Read lines of JSON with html or text; answer each in its place.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="With --jsonl and --parquet: so many pages at a time."
)
@click.option("--ray", metavar="ADDRESS", help="With --parquet: on this Ray cluster (HOST:PORT, auto, local).")
@click.option("--again", is_flag=True, help="With --parquet: try also what was set aside.")
@options.any_page
@options.rules
def clean(
    inputs: tuple[str, ...], form: Form | Literal["parquet"], where: str | None, jsonl: bool, jobs: int | None,
    ray: str | None, again: bool, **reading: Any,
) -> int:  # fmt: skip
    """Clean saved pages, texts, folders of them, and WARC files.

    HTML, text and WARC are told apart by what is in them; what is neither, as JSON, is said. A folder stands for all
    that it holds of them, in the order of their paths; a page in it that is refused is named on stderr, and is no
    failure.

    Of a WARC file (also .gz and .zst, and the older ARC) all HTML pages of status 200 are cleaned. They are named
    FILE:OFFSET, and go to DIR/FILE/OFFSET with -o DIR. With -o FILE all documents go into that file, which
    appears when it is whole; .gz and .zst compress.

    With --parquet each WARC or JSONL file becomes one Parquet file in DIR, by path, pattern or address
    (s3://bucket/*.warc.gz). What has one is not cleaned again, and a file that kills its process is set aside.

    \b
    Examples:
      copydesk clean story.html
      copydesk clean --json corpus/ > records.jsonl
      copydesk clean --json corpus/ -o records/
      copydesk clean corpus/ -o records.jsonl.gz
      copydesk clean --json CC-NEWS-20260101.warc.gz > records.jsonl
      curl -s "$url" | copydesk clean --url "$url" -
      copydesk clean --jsonl < in.jsonl > out.jsonl
      copydesk clean --parquet -o parts/ 'crawl-data/*.warc.gz'
    """
    where = None if where == STDOUT else where
    if form == "parquet":
        from crawler.cli.bulk.run import Way

        return _into_parts(inputs, where, reading, Way(jobs, ray, again, jsonl))
    if ray or again:
        raise click.UsageError(f"{'--ray' if ray else '--again'} goes with --parquet")
    if jsonl:
        from crawler.cli import stream
        from crawler.cli.work import Reading

        if where or form == "markdown" or reading["url"] or reading["kind"]:
            raise click.UsageError("--jsonl answers with lines on stdout; each line tells its own url, html or text")
        return stream.run(inputs, jobs, Reading(**reading))
    if not inputs or jobs:
        raise click.UsageError("--jobs goes with --jsonl" if jobs else "Missing argument 'FILE|DIR|-...'.")
    from crawler.cli.inputs import files
    from crawler.cli.warc import Folders, InOrder
    from crawler.cli.work import Reading, clean_files

    found = list({f.name: f for f in files(inputs)}.values())
    if reading["url"] and len(found) > 1:
        raise click.UsageError("--url is the address of one input, and there are several")
    how = Reading(**reading, archives=True)
    if where and not where.endswith("/") and not Path(where).is_dir() and (of_file := form_of(where)):
        return _into_one(where, _agreed(where, form, of_file), found, how)
    output = Folders(Path(where), found, form) if where else InOrder((), form)
    clean_files(found, how, output.take)
    return output.close()


def _into_parts(inputs: tuple[str, ...], where: str | None, reading: dict[str, Any], way: "Way") -> int:
    from crawler.cli.bulk.run import run
    from crawler.cli.work import Reading

    if not where or not inputs or STDOUT in inputs:
        raise click.UsageError("--parquet reads files, and writes a part for each of them into a folder (-o DIR)")
    if reading["url"] or reading["kind"]:
        raise click.UsageError("--parquet reads files of many pages, each with an address and a kind of its own")
    return run(inputs, where, Reading(**reading), way)


def _agreed(where: str, asked: Form, told: Form) -> Form:
    """The form of one file: as its name ends. Raises UsageError where another was asked for."""
    source = click.get_current_context().get_parameter_source("form")
    if asked != told and source is not ParameterSource.DEFAULT:
        raise click.UsageError(
            f"{masked(where)} ends like a file of {told}, and --{asked} was asked for; for a folder add a /"
        )
    return told


def _into_one(where: str, form: Form, found: "Sequence[File]", how: "Reading") -> int:
    from crawler.cli.warc import InOrder
    from crawler.cli.work import clean_files
    from crawler.export.records import ExportError
    from crawler.export.targets import one_file

    target = Path(where).resolve()
    for file in found:
        root = Path(*file.path.resolve().parts[: -len(file.inside.parts)]) if file.path and file.inside else None
        if (file.path and file.path.resolve() == target) or (root and target.is_relative_to(root)):
            raise Misconfigured(f"{where}: lies among the input (-o)")
    try:
        with one_file(where, sys.stdout.buffer) as stream:
            output = InOrder((), form, stream)
            clean_files(found, how, output.take)
            status = output.close()
    except ExportError as e:
        raise Misconfigured(str(e)) from e
    say(f"{output.printed:,} document{'' if output.printed == 1 else 's'} written to {masked(where)}")
    return status
