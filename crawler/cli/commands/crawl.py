"""`copydesk crawl`: whole sources, into a store."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaners.rules import Rules
from crawler.cli import options, sourcefile
from crawler.cli.numbers import Whole

if TYPE_CHECKING:
    from crawler.sources import Source
    from crawler.start import CrawlOptions


@click.command()
@click.argument("targets", metavar="[NAME|URL]...", nargs=-1)
@sourcefile.option
@options.path("-o", "--output", help="Append the new and changed records there, one JSON record a line.")
@click.option("--limit", type=Whole(min=1), metavar="N", help="Stop after so many articles of each source.")
@click.option("--backfill", is_flag=True, help="Also what is older than a source's horizon.")
@click.option("--dry-run", is_flag=True, help="Show what would be fetched; fetch only what lists articles.")
@options.store
@options.keep_pages
@options.path("--log", "log_file", help="Write the crawl's own log there.")
@options.network
@options.rules
def crawl(targets: tuple[str, ...], path: Path, dry_run: bool, output: str | None, rules: Rules, **chosen: Any) -> int:
    """Crawl sources into a store.

    A source is a name in sources.toml, or the address of a site, feed or section; without any, all of
    sources.toml are crawled. Finds the articles of each, fetches, cleans and stores them. What an earlier run
    has stored is not fetched again, but for a look at whether it has changed. Of the address of one article
    that alone is fetched.

    \b
    Examples:
      copydesk crawl https://example.org
      copydesk crawl https://example.org/feed.xml --limit 20 -o articles.jsonl
      copydesk crawl courier tribune --db news.db
      copydesk crawl --dry-run
    """
    from crawler.start import CrawlOptions

    of_file = sourcefile.wanted_of_all(targets, path)
    wanted = CrawlOptions(output=output, facts=rules.facts_for, configured=of_file.active, **chosen)
    if dry_run:
        return _dry(of_file.sources, wanted)
    return _crawl(of_file.sources, wanted, of_file.paused)


def _crawl(sources: "Sequence[Source]", wanted: "CrawlOptions", paused: Collection[str]) -> int:
    from dataclasses import replace

    from crawler.cli.progress import crawling
    from crawler.cli.say import say
    from crawler.cli.tally import Tally, closing, left_behind
    from crawler.cli.work import checked_store
    from crawler.start import crawl

    tally = Tally()
    with crawling([s.name for s in sources]) as saw, checked_store():
        report = crawl(sources, on_outcome=tally.add, options=replace(wanted, on_progress=saw))
    tally.show()
    for name, said in (*report.notes, *report.failures):
        say(f"{name}: {said}")
    if behind := left_behind(report, paused):
        say(behind)
    say(closing(tally, report, wanted.db, wanted.output))
    if report.interrupted:
        raise KeyboardInterrupt
    return int(bool(report.failures))


def _dry(sources: "Sequence[Source]", wanted: "CrawlOptions") -> int:
    from dataclasses import replace

    from crawler.cli.say import say
    from crawler.cli.work import checked_store
    from crawler.start import crawl

    if "://" not in wanted.db and not Path(wanted.db).exists():
        wanted = replace(wanted, db=":memory:")
    with checked_store():
        report = crawl(sources, on_outcome=lambda _: None, options=replace(wanted, output=None, would=_show))
    for name, said in (*report.notes, *report.failures):
        say(f"{name}: {said}")
    return int(bool(report.failures))


def _show(source: str, url: str) -> None:
    click.echo(f"{source}\t{url}")
