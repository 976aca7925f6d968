"""`copydesk fetch`: pages on the web, one by one."""

from typing import Any

import click

from cleaners.rules import Rules
from crawler.cli import options
from crawler.cli.output import Form


@click.command()
@click.argument("urls", metavar="URL...", nargs=-1)
@click.option("-i", "--input", "lists", metavar="FILE", multiple=True, help="Addresses, one a line; - is stdin.")
@options.form
@options.any_page
@options.rules
@options.network
@options.path("--db", help="Store pages and records there, too.")
def fetch(urls: tuple[str, ...], lists: tuple[str, ...], form: Form, rules: Rules, **chosen: Any) -> int:
    """Fetch pages and print their clean text.

    \b
    Examples:
      copydesk fetch https://example.org/news/story
      copydesk fetch --json -i addresses.txt > records.jsonl
      copydesk fetch --markdown --db news.db https://example.org/news/story
    """
    from crawler.cli.inputs import addresses, check_addresses, is_address
    from crawler.cli.output import Output
    from crawler.cli.work import fetch_urls
    from crawler.start import FetchOptions

    check_addresses(urls)
    listed = [(path, number, address) for path in lists for number, address in addresses(path)]
    if not urls and not lists:
        raise click.UsageError("what is to be fetched? Give a URL, or a list of them with -i")
    good = list(dict.fromkeys((*urls, *(a for _, _, a in listed if is_address(a)))))
    output = Output(good, form)
    for path, number, address in listed:
        if not is_address(address):
            output.take(f"{path}, line {number}", None, f"{address}: no http:// or https:// address")
    if good:
        fetch_urls(good, FetchOptions(facts=rules.facts_for, **chosen), output.take)
    return output.close()
