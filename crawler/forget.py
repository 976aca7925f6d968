"""Articles and sources are forgotten: in the database, in the archive, in the free space of the database's files.

The tombstones come first, with all that the tables hold; from then on nothing brings a page back. What follows goes by
the tombstones, so that a run that was killed is finished by the next, whatever that forgets.
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass

from crawler.archive import Kept, Place, Problem
from crawler.archive.model import CUT
from crawler.dedupe import url_key
from crawler.store import Store
from crawler.store.forgetting import Forgetting, Found
from crawler.store.listed import sought
from crawler.store.retention import alone, is_named, move
from crawler.store.tombstones import Tombstones, key_hash

PATIENCE = 10.0
"""Seconds that the end of a crawl waits for who has pages forgotten: as crawls do, that end at the same time."""
MOST_SOUGHT = 20
"""Of so many articles it is looked for on other pages: who forgets more forgets a source, whose pages go with them."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many pages were dropped from the archive, and whether the database's files hold not a byte any more of what
    was deleted (of PostgreSQL's that is for its administrator to see to). `unread` says which parts of the archive
    could not be looked through, and why, a sentence each. `naming` are the addresses of other pages that are kept, and
    on which the headline or the address of what was forgotten stands."""

    pages: int
    is_reclaimed: bool
    unread: tuple[str, ...] = ()
    naming: tuple[str, ...] = ()


def forget(store: Store, found: Sequence[Found], source: str | None = None) -> Forgotten:
    """Forget these, and finish what an earlier run has left. `source`: whatever else was fetched for it, too. Raises
    StoreError and ArchiveError; what was done until then stays done, and the next call does the rest."""
    forgetting = Forgetting(store)
    places = forgetting.places(found)
    forgetting.forget(found, source)
    titles = [one.title for one in found[:MOST_SOUGHT] if one.title]
    named = sought([url for one in found[:MOST_SOUGHT] for url in one.urls], titles)
    with alone(store):
        dropped, unread, naming = _clear_archive(store, places, source, named)
    done = Forgotten(dropped, store.reclaim(), tuple(unread), tuple(naming))
    if not unread:
        forgetting.finish()
    return done


def forget_again(store: Store, file: str) -> None:
    """Drop from a file that has come into the archive whatever has a tombstone by now: who forgot that may not have
    seen the file there. Raises StoreError and ArchiveError; Away where somebody else is forgetting, for that may take
    hours, and a crawl is to end."""
    archive, buried = store.archive, Tombstones(store).hashes()
    with alone(store, PATIENCE):
        if gone := [one.place for one in archive.pages(file) if isinstance(one, Kept) and _is_buried(one, buried)]:
            with archive.forget(gone) as moved:
                move(store, moved)


def _clear_archive(
    store: Store, places: Set[Place], source: str | None, named: Set[bytes]
) -> tuple[int, list[str], list[str]]:
    """Drop the pages at these places, and every page whose address has a tombstone: how many; what could not be looked
    through; and on which other pages stands what is `named`. All files are read: of a page that came and was replaced,
    or whose run was killed, no table tells the place."""
    archive, buried = store.archive, Tombstones(store).hashes()
    archive.close()
    archive.sweep(lambda file: is_named(store, file))
    archive.repair()

    def wanted(kept: Kept) -> bool:
        return (source is not None and kept.source == source) or kept.place in places or _is_buried(kept, buried)

    files, by_file = archive.files(), defaultdict[str, set[Place]](set)
    for place in places:
        by_file[place.file].add(place)
    unread = [f"{file}: is not in {archive.name}" for file in sorted(by_file.keys() - set(files))]
    gone = dict[tuple[str, int], Place]()
    naming = dict[str, None]()
    for file in files:
        for one in archive.pages(file):
            if isinstance(one, Problem):
                if one.reason != CUT:  # as the last record of a file is that a crawl is writing to
                    unread.append(f"{file}: cannot be read at {one.at}: {one.reason}")
            elif wanted(one):
                gone[one.place.file, one.place.offset] = one.place
            elif any(words in one.page.body for words in named):
                naming[one.asked or str(one.page.url)] = None
        for place in sorted(by_file[file]):  # of a damaged page, too, all bytes go
            if (file, place.offset) not in gone and archive.holds(place):
                gone[file, place.offset] = place
    if gone:
        with archive.forget(gone.values()) as moved:
            move(store, moved)
    return len(gone), unread, [*naming]


def _is_buried(kept: Kept, buried: Set[str]) -> bool:
    """Whether a page has a tombstone."""
    return any(key_hash(url_key(url)) in buried for url in (kept.page.url, kept.asked) if url)
