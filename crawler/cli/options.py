"""The options that several commands share, so that one thing has one name everywhere.

Each parameter has the name that the receiving dataclass has for it (`Reading`, `FetchOptions`, `CrawlOptions`), so
that a command hands them on as they come.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.say import Misconfigured

if TYPE_CHECKING:
    from cleaners.rules import Rules

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _together(*decorators: Decorator) -> Decorator:
    def apply(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return apply


form = _together(
    click.option("--text", "form", flag_value="text", default="text", help="Title, blank line, text (the default)."),
    click.option("--json", "form", flag_value="json", help="One JSON record a line."),
    click.option("--markdown", "form", flag_value="markdown", help="Markdown, with headings, lists and links."),
)

any_page = click.option(
    "--any", "require_article", flag_value=False, default=True, help="Take the text of pages that are no articles, too."
)

content = _together(
    click.option("--as", "kind", type=click.Choice(["html", "text"]), help="What the input is, if not as it seems."),
    click.option("--url", metavar="URL", help="The address that the input came from."),
)


def _networks(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    from crawler.addresses import networks

    try:
        networks(value)
    except ValueError as e:
        raise Misconfigured(f"{e} (--allow-network)") from e
    return value


allow_network = click.option(
    "--allow-network", "allow_networks", metavar="NET", multiple=True, callback=_networks,
    help="A private network that names and pages may lead into (10.0.0.0/8, fd00::/8).",
)  # fmt: skip

network = _together(
    click.option(
        "--timeout", type=click.FloatRange(min=0, min_open=True), default=30, metavar="SECONDS", show_default=True,
        help="Give up on an answer after this long.",
    ),
    click.option("--user-agent", metavar="TEXT", help="What to call ourselves, instead of Copydesk."),
    click.option("--contact", metavar="MAIL|URL", help="Whom a site may write to; sent with each request."),
    click.option(
        "--ignore-robots", "obey_robots", flag_value=False, default=True,
        help="Do not ask robots.txt (for sites of your own).",
    ),
    allow_network,
)  # fmt: skip


def _load(_context: click.Context, _parameter: click.Parameter, value: str | None) -> "Rules":
    from cleaners.rules import NO_RULES, BadRules, load_rules  # with what they need, as long as all else to begin

    if value is None:
        return NO_RULES
    try:
        return load_rules(Path(value).read_text(encoding="utf-8-sig"), value)
    except BadRules as e:
        raise Misconfigured(str(e)) from e
    except UnicodeDecodeError as e:
        raise Misconfigured(f"{value}: not UTF-8 (byte {e.start})") from e
    except OSError as e:
        raise Misconfigured(f"{value}: cannot be read: {e.strerror} (--rules)") from e


rules = click.option("--rules", metavar="FILE", callback=_load, help="Your own rules (TOML): what goes, what stays.")


def path(*names: str, help: str, default: str | None = None) -> Decorator:  # noqa: A002 (click's own word)
    """An option that takes the path of a file, which need not exist; the folder that it is to lie in must."""
    return click.option(
        *names, metavar="FILE", default=default, show_default=bool(default), help=help, callback=_in_a_folder
    )


def _in_a_folder(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value == "-":
        raise Misconfigured(f"-: this goes to a file, and not to stdout; name one ({parameter.opts[-1]})")
    if value and "://" not in value and not Path(value).parent.is_dir():
        raise Misconfigured(f"{value}: the folder {Path(value).parent} does not exist ({parameter.opts[-1]})")
    if value and "://" not in value and Path(value).is_dir():
        raise Misconfigured(f"{value}: is a folder; name a file in it ({parameter.opts[-1]})")
    return value


db = click.option(
    "--db", metavar="FILE|URL", default="copydesk.db", show_default=True, envvar="COPYDESK_DB",
    show_envvar=True, callback=_in_a_folder, help="The store: a file, or postgresql://user@host/database.",
)  # fmt: skip

store = _together(
    db,
    click.option(
        "--archive", metavar="DIR|URL", envvar="COPYDESK_ARCHIVE", show_envvar=True,
        help="The pages as they were fetched: a folder, or s3://bucket/pages; else beside the store.",
    ),
)  # fmt: skip


def _age(context: click.Context, parameter: click.Parameter, value: str) -> timedelta | None:
    from crawler.sources.values import Wrong, duration

    if value == "forever":
        return None
    try:
        return duration(value)
    except Wrong as e:
        raise click.BadParameter(f"'{value}' is no age (90d, 26w) and not 'forever'", context, parameter) from e


keep_pages = click.option(
    "--keep-pages", metavar="AGE|forever", default="90d", show_default=True, envvar="COPYDESK_KEEP_PAGES",
    show_envvar=True, callback=_age, help="Drop older pages from the archive when the crawl ends; records stay.",
)  # fmt: skip
