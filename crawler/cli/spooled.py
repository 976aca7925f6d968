"""What `copydesk watch` says of an archive whose files are sent to an object store. Its crawls send them; that they
cannot is told once, and once that they can again."""

import time
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.cli.say import Misconfigured, say

if TYPE_CHECKING:
    from crawler.sources import Source
    from crawler.store import Store
    from crawler.watch import Looked, Watch

LATE = 600.0
"""Seconds for which a file may wait to be sent."""


def watch_over(store: "Store", watching: "Watch") -> None:
    """Look at what waits as often as the watch has something to tell. Raises Misconfigured where the archive's address,
    or who we say we are, is wrong."""
    from crawler.archive import ArchiveError
    from crawler.sending import told

    archive = store.archive
    if not archive.is_sent:
        return
    try:
        archive.begin()
    except ArchiveError as e:
        raise Misconfigured(f"the archive cannot be used: {e} (--archive)") from e
    tell, is_late = watching.tell, False

    def tell_both(source: "Source", how: "Looked", following: datetime) -> None:
        nonlocal is_late
        tell(source, how, following)
        waiting = archive.waiting()
        was_late, is_late = is_late, bool(waiting.files) and time.time() - waiting.since > LATE
        if is_late and not was_late:
            say(f"{archive.name} takes nothing: {told(waiting, archive.root)}")
        elif was_late and not is_late:
            say(f"{archive.name} has got what waited in {archive.root}")

    watching.tell = tell_both
