"""`copydesk forget`: articles and sources out of everything that is kept."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

import click

from crawler.cli import options
from crawler.cli.kept import number, opened, show
from crawler.cli.say import Misconfigured, is_terminal, say

if TYPE_CHECKING:
    from crawler.store import Store
    from crawler.store.forgetting import Found

MOST_SHOWN = 20
YOURS = "what you have written with -o or export, and backups, are yours to look through"
POSTGRESQL = "PostgreSQL keeps the bytes until VACUUM FULL has rewritten its tables, and in its WAL files and backups"


@click.command()
@click.argument("urls", metavar="[URL]...", nargs=-1)
@click.option("--source", metavar="NAME|URL", help="All that this source has brought.")
@click.option("--below", is_flag=True, help="Also what is at addresses below these: comments, further pages.")
@click.option("--allow", is_flag=True, help="Take back that these were forgotten: they may be fetched again.")
@click.option("-y", "--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", "dry", is_flag=True, help="Show what would be forgotten, and write nothing.")
@options.store
def forget(
    urls: tuple[str, ...], source: str | None, below: bool, allow: bool, yes: bool, dry: bool, db: str,
    archive: str | None,
) -> int:  # fmt: skip
    """Forget articles, or all of a source.

    Takes an article out of everything that is kept: its record, its versions, what was removed from it, its pages in
    the archive, the lists that name it, the log of requests. What stays is a hash of its addresses, so that it is not
    fetched again, and its id, so that those whom it was delivered to can be told. It cannot be brought back.

    \b
    Examples:
      copydesk forget https://example.org/news/story
      copydesk forget --source courier --dry-run
      copydesk forget --allow https://example.org/news/story
    """
    if bool(urls) == (source is not None):
        raise click.UsageError("what is to be forgotten? Give addresses, or --source NAME")
    if allow and (source is not None or dry or below):
        raise click.UsageError("--allow is for addresses, and is done at once")
    with opened(db, archive) as store:
        if allow:
            return _allow(store, urls)
        source = source and _meant(store, source)
        found, unknown = _found(store, urls, source, below=below)
        if not found:
            return int(_finish(store, source, dry=dry) or unknown)
        _check_archive(store, found)
        _show(found)
        _say_what_stays(store, found)
        if dry:
            say(f"would be forgotten: {_told(found)} (a dry run: nothing is written)")
            return int(unknown)
        if not (yes or _agrees()):
            say("nothing is forgotten")
            return int(unknown)
        return int(_forget(store, found, source) or unknown)


def _meant(store: "Store", source: str) -> str:
    """The name of the source that is meant by a name or an address; what is not known may be left of an earlier run."""
    from crawler.cli import chosen

    with suppress(click.UsageError):
        return chosen.source(store, source)
    return source


def _found(store: "Store", urls: Sequence[str], source: str | None, *, below: bool) -> tuple["list[Found]", bool]:
    """What is to be forgotten, and whether something that was asked for by name is not there."""
    from crawler.store.forgetting import Forgetting
    from crawler.store.tombstones import Tombstones

    forgetting = Forgetting(store)
    if source is not None:
        found = list(forgetting.of_source(source))
        if not found:
            say(f"{source}: nothing that this source has brought is in the store")
        return found, not found
    by_key, unknown = {}, False
    for url in urls:
        one = forgetting.find(url)
        if one is not None:
            by_key[one.key] = one
        elif Tombstones(store).id_of([url]) is not None:
            say(f"{url}: was forgotten before")
        else:
            is_source = store.sources.get(url) is not None
            hint = "; as a source it is: --source forgets all that it has brought" if is_source else ""
            say(f"{url}: is not in the store{hint}")
            unknown = True
    while below and (under := [one for url in forgetting.below([*by_key.values()]) if (one := forgetting.find(url))]):
        by_key |= {one.key: one for one in under}
    return list(by_key.values()), unknown


def _check_archive(store: "Store", found: "Sequence[Found]") -> None:
    """Raises Misconfigured where the archive is not where it is looked for: its pages would be left."""
    from crawler.archive import ArchiveError
    from crawler.store.forgetting import Forgetting

    if places := Forgetting(store).places(found):
        try:
            store.archive.check()
        except ArchiveError as e:
            lie = f"{number(len(places), 'page')} of this {'lies' if len(places) == 1 else 'lie'} in it"
            instead = "--archive names the right one; where it is gone for good, make an empty one"
            raise Misconfigured(f"{e}, and {lie}; {instead}") from e


def _finish(store: "Store", source: str | None, *, dry: bool) -> bool:
    """Do what an earlier run has left undone; whether that failed again."""
    from crawler.store.forgetting import Forgetting

    if dry or not Forgetting(store).is_unfinished():
        return False
    say("what an earlier run has left undone is done now")
    return _forget(store, (), source)


def _allow(store: "Store", urls: Sequence[str]) -> int:
    """Let these be fetched again; 1 where one of them was never forgotten."""
    from crawler.store.tombstones import Tombstones

    allowed = [Tombstones(store).allow(url) for url in urls]
    for url, was_forgotten in zip(urls, allowed, strict=True):
        what = "may be fetched again; what was forgotten is gone" if was_forgotten else "was not forgotten"
        say(f"{url}: {what}")
    return int(not all(allowed))


def _forget(store: "Store", found: "Sequence[Found]", source: str | None) -> bool:
    """Do it, and say what was done; whether it could not be finished."""
    from crawler.archive import ArchiveError
    from crawler.forget import forget
    from crawler.store import StoreError

    try:
        done = forget(store, found, source)
    except (ArchiveError, StoreError) as e:
        say(f"not finished: {e}; run the same command again")
        return True
    told = f"{_told(found)}; " if found else ""
    say(f"forgotten: {told}{number(done.pages, 'page')} dropped from the archive")
    if done.naming:
        stand = "its headline or address stands" if len(found) == 1 else "their headlines or addresses stand"
        others = (
            "another page that is kept" if len(done.naming) == 1 else f"{len(done.naming):,} other pages that are kept"
        )
        say(f"{stand} on {others}, which can be forgotten by name: {_first(done.naming)}")
    for what in done.unread:
        say(f"pages of it may still be there: {what}")
    if done.unread:
        sent = ", or wait until the machines that fetched them have sent them" if store.archive.is_sent else ""
        say(
            f"not finished: mend or delete these files, or name the archive with --archive{sent}; "
            "then run the command again"
        )
        return True
    say(YOURS if done.is_reclaimed else f"{POSTGRESQL}; {YOURS}")
    return False


def _say_what_stays(store: "Store", found: "Sequence[Found]") -> None:
    """Which other records tell the same, and what is below: who wants these gone as well names them, too."""
    from crawler.store.forgetting import Forgetting

    same, below = Forgetting(store).same_story(found), Forgetting(store).below(found)
    if same:
        tell = "tells the same, and stays" if len(same) == 1 else "tell the same, and stay"
        say(f"{number(len(same), 'other record')} {tell}: {_first(same)}")
    if below:
        stay = "stays" if len(below) == 1 else "stay"
        say(f"{number(len(below), 'page')} below {stay}, unless --below is said: {_first(below)}")


def _first(urls: Sequence[str]) -> str:
    return " ".join(urls[:3]) + (" …" if len(urls) > 3 else "")


def _agrees() -> bool:
    """Whether the person wants it; who is none says so beforehand."""
    if not is_terminal(sys.stdin):
        raise Misconfigured("it cannot be brought back; say --yes")
    return click.confirm("Forget this for good?", default=False, err=True)


def _show(found: "Sequence[Found]") -> None:
    for one in islice(found, MOST_SHOWN):
        show(f"{one.urls[0]}  {one.title or ('a page that gave no article' if not one.id else 'without a title')}")
    if len(found) > MOST_SHOWN:
        show(f"… and {len(found) - MOST_SHOWN:,} more")


def _told(found: "Sequence[Found]") -> str:
    records = [one for one in found if one.id]
    older = sum(one.versions for one in records)
    told = f"{number(len(records), 'article')} in {number(older, 'version')}"
    return f"{told}, {number(len(found) - len(records), 'page')} without one"
