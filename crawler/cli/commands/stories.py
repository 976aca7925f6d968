"""`copydesk stories`: what several records tell, and which of them was likely the first."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import options
from crawler.cli.commands.export import Since
from crawler.cli.kept import number, opened, show
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.dedupe.story import Member
    from crawler.store.stories import Story


@click.command()
@click.option("--since", metavar="WHEN", type=Since(), help="Only what has changed since: 7d, 2026-01-31.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a story.")
@options.store
def stories(since: str | None, as_json: bool, db: str, archive: str | None) -> int:
    """Show the stories that several records tell in the same words.

    Those first that have changed last; of each its records by when they came, the likely original marked with *, and
    why it is taken for that.

    \b
    Examples:
      copydesk stories --since 1d
      copydesk stories --json | jq -r '.original.url'
    """
    from crawler.store.stories import Stories
    from crawler.store.versions import Versions

    count = 0
    with opened(db, archive) as store:
        for story in Stories(store).all(since):
            titles = Versions(store).titles(m.key for m in story.members)
            if as_json:
                show(json.dumps(_as_data(story, titles), ensure_ascii=False))
            else:
                _show(story, titles, first=not count)
            count += 1
    say(f"{number(count, 'story')} told by several records")
    return 0


def _show(story: "Story", titles: dict[str, str | None], *, first: bool) -> None:
    if not first:
        show("")
    show(titles[story.original.key] or "without a title")
    show(f"  {story.original.reason}")
    width = max(len(_site(m)) for m in story.members)
    for m in story.members:
        mark = "*" if m.key == story.original.key and story.original.is_ours else " "
        when = m.published_at or m.first_seen_at or ""
        show(f"  {mark} {_site(m):<{width}}  {when:<25}  {m.url or m.key}")


def _site(m: "Member") -> str:
    return m.site_name or m.site_domain or ""


def _as_data(story: "Story", titles: dict[str, str | None]) -> dict[str, Any]:
    by_key = {m.key: m for m in story.members}
    judged = story.original
    return {
        "id": story.id,
        "changed_at": story.changed_at,
        "original": {"url": by_key[judged.key].url, "reason": judged.reason, "source_name": judged.source_name,
                     "is_ours": judged.is_ours},
        "members": [{**asdict(m), "title": titles[m.key]} for m in story.members],
    }  # fmt: skip
