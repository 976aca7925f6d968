"""The group of commands. What is no command but an address, a path or `-` is read by the default command."""

from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module

import click

from cleaners.version import __version__
from crawler.cli.inputs import looks_like_input

COMMANDS = (
    "fetch", "clean", "crawl", "watch", "sources", "health", "export", "deliver", "serve", "reclean", "history",
    "stories", "forget", "explain", "eval", "schema", "completion",
)  # fmt: skip
"""In the order of the help. Each is the function of its name in the module `crawler/cli/commands/<name>.py`."""
DEFAULT = ""
"""The name of the default command: one that nobody can type, so no file is hidden by it."""
MODULES = {DEFAULT: "read", "eval": "evaluate"}
"""Commands whose module and function have another name."""
EXAMPLES = """\
Examples:
  copydesk https://example.org/news/story
  copydesk --json saved.html notes.txt > records.jsonl
  curl -s https://example.org/news/story | copydesk -
  copydesk crawl https://example.org -o articles.jsonl
  copydesk explain saved.html
"""


class Commands(click.Group):
    """A group whose commands are imported when they are used, and whose first word may be something to read."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in (*COMMANDS, DEFAULT):
            return None
        name = MODULES.get(cmd_name, cmd_name)
        command = getattr(import_module(f"crawler.cli.commands.{name}"), name)
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = (*ctx.help_option_names, "--version")
        if args and args[0] not in (*COMMANDS, *own) and (args[0].startswith("-") or looks_like_input(args[0])):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in (*COMMANDS, DEFAULT) and not ctx.resilient_parsing:
            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean `copydesk {close[0]}`?" if close else ""
            raise click.UsageError(f"'{args[0]}' is no command, address or file{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"{self.help}\n\nUsage: copydesk [OPTIONS] URL|FILE|DIR|-...\n       copydesk COMMAND ...\n\n")
        formatter.write(EXAMPLES)
        with formatter.section("Options"):
            formatter.write_dl(list(self._options(ctx)))
        self.format_commands(ctx, formatter)
        formatter.write("\n`copydesk COMMAND --help` tells more. Exit status: 0 all is accounted for,\n")
        formatter.write("1 something asked for by name failed or was refused, 2 wrong usage.\n")

    def _options(self, ctx: click.Context) -> Iterator[tuple[str, str]]:
        default = self.get_command(ctx, DEFAULT)
        for parameter in [*(default.params if default else ()), *self.get_params(ctx)]:
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx)):
                yield record

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list["click.shell_completion.CompletionItem"]:
        from click.shell_completion import CompletionItem

        return [*super().shell_complete(ctx, incomplete), CompletionItem(incomplete, type="file")]


@click.group(
    cls=Commands,
    help="Turn news pages into clean, explained text.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(__version__, message="copydesk %(version)s")
def app() -> None:
    pass
