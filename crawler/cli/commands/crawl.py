"""`copydesk crawl`: whole sources, into a store."""

from typing import Any

import click

from cleaners.rules import Rules
from crawler.cli import options


@click.command()
@click.argument("targets", metavar="URL...", nargs=-1, required=True)
@options.path("-o", "--output", help="Write the new records there, one JSON record a line.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after so many articles of each source.")
@options.path("--db", default="copydesk.db", help="The store.")
@options.path("--log", "log_file", help="Write the crawl's own log there.")
@options.network
@options.rules
def crawl(targets: tuple[str, ...], db: str, output: str | None, rules: Rules, **chosen: Any) -> int:
    """Crawl sites into a store.

    Finds the articles of each source, fetches, cleans and stores them. A source is the address of a site (its
    host name is enough), or of a feed or section to begin with: the whole site is crawled. What an earlier
    run has stored is not fetched again.

    \b
    Examples:
      copydesk crawl https://example.org
      copydesk crawl https://example.org/feed.xml --limit 20 -o articles.jsonl
      copydesk crawl https://example.org https://example.net --db news.db
    """
    from crawler.cli.progress import crawling
    from crawler.cli.say import say
    from crawler.cli.tally import Tally, closing
    from crawler.cli.work import checked_store
    from crawler.start import CrawlOptions
    from crawler.start import crawl as start

    tally = Tally()
    with crawling(targets) as saw, checked_store():
        wanted = CrawlOptions(db=db, output=output, on_progress=saw, facts=rules.facts_for, **chosen)
        report = start(targets, on_outcome=tally.add, options=wanted)
    tally.show()
    for name, reason in report.failures:
        say(f"{name}: {reason}")
    say(closing(tally, report, db, output))
    if report.interrupted:
        raise KeyboardInterrupt
    return int(bool(report.failures))
