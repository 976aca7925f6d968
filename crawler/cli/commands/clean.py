"""`copydesk clean`: files, folders and stdin."""

from pathlib import Path
from typing import Any

import click

from crawler.cli import options
from crawler.cli.output import Form


@click.command()
@click.argument("inputs", metavar="FILE|DIR|-...", nargs=-1, required=True)
@options.content
@options.form
@click.option("-o", "--output", "folder", metavar="DIR", help="Write a file for each input there, of the same name.")
@options.any_page
@options.rules
def clean(inputs: tuple[str, ...], form: Form, folder: str | None, **reading: Any) -> int:
    """Clean saved pages, texts, and folders of them.

    HTML and text are told apart by what is in them. A folder stands for all pages and texts in it, in the order of
    their paths; a page in it that is refused is named on stderr, and is no failure.

    \b
    Examples:
      copydesk clean story.html
      copydesk clean --json corpus/ > records.jsonl
      copydesk clean --json corpus/ -o records/
      curl -s "$url" | copydesk clean --url "$url" -
    """
    from crawler.cli.folder import Folder
    from crawler.cli.inputs import files
    from crawler.cli.output import Output
    from crawler.cli.work import Reading, clean_files

    found = list({f.name: f for f in files(inputs)}.values())
    if reading["url"] and len(found) > 1:
        raise click.UsageError("--url is the address of one input, and there are several")
    output = Folder(Path(folder), found, form) if folder else Output([f.name for f in found], form)
    clean_files(found, Reading(**reading), output.take)
    return output.close()
