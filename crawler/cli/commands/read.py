"""The default command: whatever the inputs are, their clean text."""

from typing import TYPE_CHECKING

import click

from crawler.cli import options
from crawler.cli.output import Form

if TYPE_CHECKING:
    from cleaners.rules import Rules


class WithoutOwnHelp(click.Command):
    """The default command's help is the group's, and the user never typed its name."""

    def get_help(self, ctx: click.Context) -> str:
        return ctx.parent.get_help() if ctx.parent else super().get_help(ctx)


@click.command(cls=WithoutOwnHelp)
@click.argument("inputs", metavar="URL|FILE|DIR|-...", nargs=-1, required=True)
@options.form
@options.any_page
@options.rules
@options.allow_network
def read(
    inputs: tuple[str, ...], form: Form, require_article: bool, rules: "Rules", allow_networks: tuple[str, ...]
) -> int:  # fmt: skip
    """Clean text of pages on the web, of files and of stdin."""
    from crawler.cli.inputs import files, is_address
    from crawler.cli.output import Output
    from crawler.cli.work import Reading, clean_files, fetch_urls

    urls = list(dict.fromkeys(i for i in inputs if is_address(i)))
    found = {i: list(files([i])) for i in inputs if not is_address(i)}
    names = [name for i in dict.fromkeys(inputs) for name in ([f.name for f in found[i]] if i in found else [i])]
    output = Output(names, form)
    if found:
        reading = Reading(require_article=require_article, rules=rules)
        clean_files([f for fs in found.values() for f in fs], reading, output.take)
    if urls:
        from crawler.start import FetchOptions

        chosen = FetchOptions(require_article=require_article, facts=rules.facts_for, allow_networks=allow_networks)
        fetch_urls(urls, chosen, output.take)
    return output.close()
