"""`copydesk stories`: what several records tell, and which of them was likely the first."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import options
from crawler.cli.commands.export import Since
from crawler.cli.kept import number, opened, show
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.dedupe.story import Member
    from crawler.store import Store
    from crawler.store.stories import Compared, Story

WIDTH = 24
"""Columns of a site's name."""


@click.command()
@click.argument("urls", metavar="[URL]...", nargs=-1)
@click.option("--since", metavar="WHEN", type=Since(), help="Only what has changed since: 7d, 2026-01-31.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a story.")
@options.store
def stories(urls: tuple[str, ...], since: str | None, as_json: bool, db: str, archive: str | None) -> int:
    """Show the stories that several records tell in the same words.

    Those first that have changed last, or those of these addresses. Of each its records by when they came, with the
    likely original marked *, and why it is taken for that; of the others how much of the text they have in common with
    it, and their own headlines.

    \b
    Examples:
      copydesk stories --since 1d
      copydesk stories https://example.org/news/story
      copydesk stories --json | jq -r '.original.url'
    """
    from crawler.store.stories import Stories

    if urls and since:
        raise click.UsageError("give addresses, or --since")
    count, unknown = 0, 0
    with opened(db, archive) as store:
        told = Stories(store)
        for story in _of(store, urls) if urls else told.all(since):
            if story is None:
                unknown += 1
            elif as_json:
                show(json.dumps(_as_data(story, told.compared(story)), ensure_ascii=False))
            else:
                _show(story, told.compared(story), first=not count)
            count += story is not None
    say(f"{number(count, 'story')} told by several records")
    return int(bool(unknown))


def _of(store: "Store", urls: Sequence[str]) -> Iterator["Story | None"]:
    """The stories of the articles of these addresses, each once; None for an address of none."""
    from crawler.store.stories import Stories
    from crawler.store.versions import Versions

    shown = set[str]()
    for url in urls:
        key = Versions(store).find(url)
        story = Stories(store).at(key) if key else None
        if key is None:
            say(f"{url}: no article of this address is in the store")
            yield None
        elif story is None or len(story.members) < 2:
            say(f"{url}: no other record tells the same")
        elif story.id not in shown:
            shown.add(story.id)
            yield story


def _show(story: "Story", compared: "dict[str, Compared]", *, first: bool) -> None:
    """A story: its headline, which telling is likely the first and why, and a line for each."""
    from cleaners.explanation.plain import columns, shorten

    if not first:
        show("")
    judged = story.original
    headline = compared[judged.key].title
    show(f"{headline or 'without a title'} ({number(len(story.members), 'record')})")
    by_key = {m.key: m for m in story.members}
    show(f"  likely the original: {_site(by_key[judged.key])}: {judged.reason}" if judged.is_ours
         else f"  {judged.reason}")  # fmt: skip
    sites = {m.key: shorten(_site(m), WIDTH) for m in story.members}
    width = max(map(columns, sites.values()))
    for m in story.members:
        own = compared[m.key]
        mark = "*" if m.key == judged.key and judged.is_ours else " "
        alike = "" if own.alike is None else f"{own.alike:.0%} alike"
        site = sites[m.key] + " " * (width - columns(sites[m.key]))
        show(f"  {mark} {site}  {_when(m)}  {own.words:>5,} words  {alike:<10}  {m.url or m.key}")
        if own.title and own.title != headline:
            show(f"    {'':<{width}}  “{own.title}”")


def _site(m: "Member") -> str:
    return m.site_name or m.site_domain or ""


def _when(m: "Member") -> str:
    """When it was published, to the minute, or else seen."""
    at = m.published_at or m.first_seen_at or ""
    return f"{at[:16].replace('T', ' '):<16}"


def _as_data(story: "Story", compared: "dict[str, Compared]") -> dict[str, Any]:
    by_key = {m.key: m for m in story.members}
    judged = story.original
    return {
        "id": story.id,
        "changed_at": story.changed_at,
        "original": {"url": by_key[judged.key].url, "reason": judged.reason, "source_name": judged.source_name,
                     "is_ours": judged.is_ours},
        "members": [{**asdict(m), **asdict(compared[m.key])} for m in story.members],
    }  # fmt: skip
