"""`copydesk clean`: files, folders, WARC files and stdin."""

from pathlib import Path
from typing import Any

import click

from crawler.cli import options
from crawler.cli.output import Form


@click.command()
@click.argument("inputs", metavar="FILE|DIR|-...", nargs=-1)
@options.content
@options.form
@click.option("-o", "--output", "folder", metavar="DIR", help="Write a file for each input there, of the same name.")
@click.option("--jsonl", is_flag=True, help="Read lines of JSON with html or text; answer each in its place.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="With --jsonl: so many at a time (one a core).")
@options.any_page
@options.rules
def clean(
    inputs: tuple[str, ...], form: Form, folder: str | None, jsonl: bool, jobs: int | None, **reading: Any
) -> int:
    """Clean saved pages, texts, folders of them, and WARC files.

    HTML, text and WARC are told apart by what is in them. A folder stands for all that it holds of them, in the order
    of their paths; a page in it that is refused is named on stderr, and is no failure.

    Of a WARC file (also .gz and .zst, and the older ARC) all HTML pages of status 200 are cleaned. They are named
    FILE:OFFSET, and go to DIR/FILE/OFFSET with -o.

    \b
    Examples:
      copydesk clean story.html
      copydesk clean --json corpus/ > records.jsonl
      copydesk clean --json corpus/ -o records/
      copydesk clean --json CC-NEWS-20260101.warc.gz > records.jsonl
      curl -s "$url" | copydesk clean --url "$url" -
      copydesk clean --jsonl < in.jsonl > out.jsonl
    """
    if jsonl:
        from crawler.cli import stream
        from crawler.cli.work import Reading

        if folder or form == "markdown" or reading["url"] or reading["kind"]:
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
    output = Folders(Path(folder), found, form) if folder else InOrder((), form)
    clean_files(found, Reading(**reading, archives=True), output.take)
    return output.close()
