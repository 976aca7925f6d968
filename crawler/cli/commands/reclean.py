"""`copydesk reclean`: today's cleaners over the pages that were fetched."""

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaners.rules import Rules
from crawler.cli import options, sourcefile
from crawler.cli.commands.export import Since
from crawler.cli.kept import number, opened, reachable, show
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.reclean import Recleaned

MOST_LINES = 8
"""So many lines of a text's diff are shown, unless all is asked for."""
WIDTH = 110
RULES = "a page that changes is cleaned by the rules of the crawl that finds it: give it the same --rules"
SUMMARY = (
    ("changed", "has a new version", "have a new version", "article"),
    ("new", "is an article now", "are articles now", "page"),
    ("duplicate", "repeats an article that is there", "repeat articles that are there", "page"),
    ("refused", "would be refused now, and is kept as it is", "would be refused now, and are kept as they are",
     "article"),
    ("unreadable", "cannot be read", "cannot be read", "page"),
)  # fmt: skip


@click.command()
@sourcefile.option
@click.option("--since", metavar="WHEN", type=Since(), help="Only what was fetched since: 7d, 2026-01-31.")
@click.option("--source", metavar="NAME|URL", help="Only the pages of this source.")
@click.option("--url", "urls", metavar="URL", multiple=True, help="Only the article of this address; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after so many pages.")
@click.option("--dry-run", "dry", is_flag=True, help="Show all that would change, and write nothing.")
@options.store
@options.any_page
@options.rules
def reclean(
    path: Path, dry: bool, db: str, archive: str | None, require_article: bool, rules: Rules, **chosen: Any
) -> int:
    """Clean the pages of the archive again.

    Today's cleaners and rules over what was fetched, without the network. An article that comes out otherwise gets a
    new version that says why; the old one is kept. What was refused may be an article now. An article that would be
    refused now stays, and is told.

    \b
    Examples:
      copydesk reclean --dry-run --limit 500
      copydesk reclean --source courier --since 30d
      copydesk reclean --url https://example.org/news/story --dry-run
    """
    from crawler.cli.chosen import source
    from crawler.cli.progress import cleaning
    from crawler.reclean import Cleaning, reclean
    from crawler.store.fetched import Chosen, FetchedPages
    from crawler.workers import Pool

    config = sourcefile.load(path, prove=True)
    how = Cleaning(rules.facts_for, {s.name: s for s in config.sources}, require_article, dry)
    done, removed = Counter[str](), Counter[str]()
    with opened(db, archive) as store:
        if store.archive.is_sent:
            reachable(store)
        if chosen["source"] is not None:
            chosen["source"] = source(store, chosen["source"])
        which = Chosen(**chosen)
        failed = _unknown(FetchedPages(store), which)
        total, lost = FetchedPages(store).count(which)
        with Pool(many=True) as pool, cleaning(total, between_lines=True) as advance:
            for one in reclean(store, pool, which, how, advance):
                done[one.became] += 1
                removed.update(_more(one))
                _show(one, whole=dry)
    _close(done, removed, lost, dry=dry)
    if rules.rules and done["changed"] and not dry:
        say(RULES)
    return int(failed or bool(done["unreadable"]) or bool(which.urls and lost))


def _unknown(fetched: Any, which: Any) -> bool:
    """Say which of the addresses that were asked for lead to nothing that is stored."""
    unknown = [url for url in which.urls if fetched.key_of(url) is None]
    for url in unknown:
        say(f"{url}: is not in the store")
    return bool(unknown)


def _show(one: "Recleaned", *, whole: bool) -> None:
    """What has become of a page, where that is worth a line."""
    from crawler.difference import text_changes

    if one.became in ("same", "no article"):
        return
    if one.became == "unreadable":
        say(f"{one.url}: {one.reason}")
        return
    show(one.url)
    if one.became != "changed":
        said = {"new": f"is an article now: {one.after.get('title')}", "duplicate": "repeats an article that is there",
                "refused": f"would be refused now, and is kept: {one.reason}"}  # fmt: skip
        show(f"  {said[one.became]}")
        return
    show(f"  version {one.after['version']}: {one.reason}")
    lines = list(islice(text_changes(one.before, one.after), None if whole else MOST_LINES + 1))
    for line in lines if whole else lines[:MOST_LINES]:
        show(f"    {line}", None if whole else WIDTH)
    if not whole and len(lines) > MOST_LINES:
        show(f"    … `copydesk history --diff {one.url}` shows all")


def _more(one: "Recleaned") -> Counter[str]:
    from crawler.difference import removals_changed

    return removals_changed(one.before, one.after) if one.became == "changed" else Counter()


def _close(done: Counter[str], removed: Counter[str], lost: int, *, dry: bool) -> None:
    """What was done, in two sentences: what the cleaners do otherwise, and what came of the pages."""
    if any(removed.values()):
        told = (f"{name} {abs(n):,} {'more' if n > 0 else 'fewer'}" for name, n in sorted(removed.items()) if n)
        say(f"removed: {', '.join(told)}")
    total = done.total() - done["unreadable"]
    parts = [f"{number(total, 'page')} cleaned again{' (a dry run: nothing is written)' if dry else ''}"]
    for became, one, more, what in SUMMARY:
        if n := done[became]:
            parts.append(f"{number(n, what)} {one if n == 1 else more}")
    if not any(done[became] for became, *_ in SUMMARY):
        parts.append("nothing has changed")
    if lost:
        parts.append(f"of {number(lost, 'article')} the page is no longer kept")
    say("; ".join(parts))
