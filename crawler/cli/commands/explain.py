"""`copydesk explain`: what became of each part of a page, and why."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaners.model import Cleaned, Rejected
from crawler.cli import options
from crawler.cli.say import Misconfigured, say, wants_colour

if TYPE_CHECKING:
    from cleaners.explanation import Explanation
    from crawler.cli.work import Reading

COLOURS: dict[str, dict[str, Any]] = {
    "title": {"bold": True}, "label": {"fg": "cyan"}, "removed": {"fg": "red"}, "note": {"dim": True},
}  # fmt: skip


@click.command()
@click.argument("source", metavar="URL|FILE|-")
@options.content
@options.any_page
@options.rules
@options.allow_network
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@options.path("--html", "page", help="Write one self-contained page to look at in a browser.")
@click.option("--width", type=click.IntRange(min=50), default=80, show_default=True, help="Columns of the table.")
def explain(
    source: str, as_json: bool, page: str | None, width: int, allow_networks: tuple[str, ...], **reading: Any
) -> int:  # fmt: skip
    """Show what was removed from a page, and why.

    The table has every part of the page in order: kept, or removed by whom, by which rule, why, and to which field
    its value went; and the record's fields, each with where it came from.

    \b
    Examples:
      copydesk explain https://example.org/news/story
      copydesk explain --html story-explained.html story.html
      copydesk explain --json story.html | jq '.rows[].rule'
    """
    from cleaners.explanation import as_html
    from cleaners.explanation import explain as account
    from crawler.cli.output import refusal
    from crawler.cli.work import Reading

    result, reason = _clean(source, Reading(**reading), allow_networks)
    name = "stdin" if source == "-" else source
    if result is None:
        say(f"{name}: {reason}")
        return 1
    explanation = account(result)
    if page:
        try:
            Path(page).write_text(as_html(explanation), encoding="utf-8")
        except OSError as e:
            raise Misconfigured(f"{page}: cannot be written: {e.strerror}") from e
    if as_json:
        _print_json(explanation)
    elif not page:
        _print_table(explanation, width)
    if isinstance(result, Rejected):
        say(f"{name}: {refusal(result)}")
        return 1
    return 0


def _clean(source: str, reading: "Reading", allow_networks: tuple[str, ...]) -> tuple[Cleaned | Rejected | None, str]:
    """The one result, or the reason why there is none."""
    from crawler.cli.inputs import files, is_address
    from crawler.cli.work import clean_files, fetch_urls

    ends: list[tuple[Cleaned | Rejected | None, str]] = []

    def take(_name: str, result: Cleaned | Rejected | None, reason: str = "", /, **_how: bool) -> None:
        ends.append((result, reason))

    if is_address(source):
        from crawler.start import FetchOptions

        chosen = FetchOptions(
            require_article=reading.require_article, facts=reading.rules.facts_for, allow_networks=allow_networks
        )
        fetch_urls([source], chosen, take)
    else:
        found = list(files([source]))
        if len(found) != 1 or not found[0].named:
            raise Misconfigured(f"{source}: a folder; one page is explained at a time")
        clean_files(found, reading, take)
    return ends[0]


def _print_json(explanation: "Explanation") -> None:
    import msgspec

    from cleaners.explanation import as_dict

    encoded = msgspec.json.format(msgspec.json.encode(as_dict(explanation)), indent=2)
    click.echo(encoded)


def _print_table(explanation: "Explanation", width: int) -> None:
    from cleaners.explanation.table import lines

    colour = wants_colour(sys.stdout)
    for style, line in lines(explanation, width):
        click.echo(click.style(line, **COLOURS.get(style, {})) if colour else line)
