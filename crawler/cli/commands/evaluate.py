"""`copydesk eval`: how well the cleaners do on the user's own pages."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaners.rules import Rules
from crawler.cli import options
from crawler.cli.say import Misconfigured, say, wants_colour

if TYPE_CHECKING:
    from crawler.cli.gold import Gold
    from crawler.evaluation import Score
    from crawler.jobs import Job

COLOURS: dict[str, dict[str, Any]] = {
    "head": {"bold": True}, "-": {"fg": "red"}, "+": {"fg": "green"}, "note": {"dim": True},
}  # fmt: skip


@click.command("eval")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, with every check of every page.")
@options.rules
def evaluate(folder: Path, as_json: bool, rules: Rules) -> int:
    """Score the cleaners on your own pages.

    Beside each page x.html lies what you expect of it: x.json (url, and under article the record's fields), x.txt
    (title, blank line, text), or both. Shows what differs, like a diff: - is expected and is not there, + is there and
    is not expected. Then a table: precision, recall and F1 over the words, whether the text is exactly as expected, and
    how many of the other checks are right. The exit status is 1 where something differs.

    \b
    Examples:
      copydesk eval pages/
      copydesk eval --rules rules.toml pages/
      copydesk eval --json pages/ | jq '.total'
    """
    from crawler.cli.gold import read_gold
    from crawler.cli.scores import as_data, difference, table

    golds, alone = read_gold(folder)
    scores = {gold.name: score for gold, score in zip(golds, _scores(golds, rules), strict=True)}
    if as_json:
        _print_json(as_data(scores))
    else:
        parts = [line for name, score in scores.items() for line in difference(name, score)]
        _print_lines([*parts, *table(scores)])
    if alone:
        say(f"{alone:,} page{' has' if alone == 1 else 's have'} neither .json nor .txt beside, and count for nothing")
    if known := sum(not c.right and c.as_expected for s in scores.values() for c in s.checks):
        say(f"{known:,} check{' fails' if known == 1 else 's fail'} as xfail says")
    different = sum(not s.as_expected for s in scores.values())
    if different:
        say(f"{different:,} of {len(scores):,} page{'' if len(scores) == 1 else 's'} not as expected")
    return int(bool(different))


def _scores(golds: Sequence["Gold"], rules: Rules) -> Iterator["Score"]:
    """Each page's score, in order, cleaned in the pool."""
    from crawler.cli.progress import cleaning
    from crawler.evaluation import compare
    from crawler.workers import Pool

    with Pool(size=None if len(golds) > 1 else 1) as pool, cleaning(len(golds)) as advance:
        for gold, result in zip(golds, pool.run(_job(g, rules) for g in golds), strict=True):
            yield compare(gold.expected, result)
            advance()


def _job(gold: "Gold", rules: Rules) -> "Job":
    from cleaners.model import Page
    from crawler.cli.inputs import decode
    from crawler.jobs import Job

    url = gold.expected.url
    try:
        body = gold.path.read_bytes()
    except OSError as e:
        raise Misconfigured(f"{gold.path}: cannot be read: {e.strerror}") from e
    if not gold.is_text:
        return Job(Page(body, url), site=rules.facts_for(url))
    text = decode(body)
    if text is None:
        raise Misconfigured(f"{gold.path}: the text is not UTF-8")
    return Job(text=text, url=url, site=rules.facts_for(url))


def _print_json(data: dict[str, Any]) -> None:
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(data), indent=2))


def _print_lines(lines: Sequence[tuple[str, str]]) -> None:
    colour = wants_colour(sys.stdout)
    for style, line in lines:
        click.echo(click.style(line, **COLOURS[style]) if colour and style in COLOURS else line)
