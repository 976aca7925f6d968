"""`copydesk history`: the versions of an article, and in what they differ."""

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import options
from crawler.cli.kept import number, opened, show
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.store.versions import Version

WIDTH = 100


@click.command()
@click.argument("url")
@click.option("--diff", is_flag=True, help="Show what differs: the text by paragraphs, other fields by their values.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a version, with its whole record.")
@options.store
def history(url: str, diff: bool, as_json: bool, db: str, archive: str | None) -> int:
    """Show the versions of an article.

    Any of its addresses will do. Each version has its number, when it was made, why, and its title and words.

    \b
    Examples:
      copydesk history https://example.org/news/story
      copydesk history --diff https://example.org/news/story
    """
    from crawler.store.versions import Versions

    with opened(db, archive) as store:
        versions = Versions(store)
        key = versions.find(url)
        found = versions.of(key) if key else ()
    if not found:
        say(f"{url}: no article of this address is in the store")
        return 1
    if as_json:
        for version in found:
            show(json.dumps(_as_data(version), ensure_ascii=False))
        return 0
    _line(found[0])
    for old, new in pairwise(found):
        _line(new)
        if diff:
            _differences(old.record, new.record)
    say(f"{number(len(found), 'version')}; the addresses of the article: {' '.join(found[-1].record['urls'])}")
    return 0


def _as_data(version: "Version") -> dict[str, Any]:
    return {"version": version.number, "made_at": version.made_at, "why": version.why, "record": version.record}


def _line(version: "Version") -> None:
    record = version.record
    show(f"{version.number:>3}  {version.made_at}  {version.why}")
    show(f"     {record['title'] or 'without a title'} ({number(record['word_count'], 'word')})")


def _differences(old: dict[str, Any], new: dict[str, Any]) -> None:
    from crawler.difference import field_changes, text_changes

    for name, before, after in field_changes(old, new):
        show(f"       {name}: {_value(before)} → {_value(after)}", 2 * WIDTH)
    for line in text_changes(old, new):
        show(f"       {line}")


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
