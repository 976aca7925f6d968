"""Articles and sources are forgotten: in the database, in the archive, in the free space of the database's files.

The tombstones come first, with all that the tables hold; from then on nothing brings a page back. What follows goes by
the tombstones, so that a run that was killed is finished by the next, whatever that forgets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.archive import Kept, Place
from crawler.dedupe import url_key
from crawler.store import Store
from crawler.store.forgetting import Forgetting, Found
from crawler.store.retention import is_named, move
from crawler.store.tombstones import Tombstones, key_hash


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many pages were dropped from the archive, and whether the database's files hold not a byte any more of what
    was deleted (of PostgreSQL's that is for its administrator to see to)."""

    pages: int
    is_reclaimed: bool


def forget(store: Store, found: Sequence[Found], source: str | None = None) -> Forgotten:
    """Forget these, and finish what an earlier run has left. `source`: whatever else was fetched for it, too. Raises
    StoreError and ArchiveError; what was done until then stays done, and the same call does the rest."""
    Forgetting(store).forget(found, source)
    dropped = _clear_archive(store, source)
    return Forgotten(dropped, store.reclaim())


def _clear_archive(store: Store, source: str | None) -> int:
    """Drop every page whose address has a tombstone; how many. All files are looked through: of a page that came and
    was replaced, or whose run was killed, no table tells the place."""
    archive, buried = store.archive, Tombstones(store).hashes()
    archive.close()
    archive.sweep(lambda file: is_named(store, file))
    archive.repair()

    def wanted(kept: Kept) -> bool:
        urls = {url for url in (kept.page.url, kept.asked) if url}
        return (source is not None and kept.source == source) or any(key_hash(url_key(u)) in buried for u in urls)

    places: list[Place] = list(archive.find(wanted))
    if places:
        with archive.forget(places) as moved:
            move(store, moved)
    return len(places)
