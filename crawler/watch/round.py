"""A round of looks: one crawl, and the sources that it has yet to be done with."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from crawler.sources import Source
from crawler.watch.process import Child

STORE_GONE = os.EX_TEMPFAIL
"""The exit status of a crawl whose store's server is not there (docs/cli.md)."""


class Round:
    """`began` is the instant at which it did, `before` the number of the last change before it; `left` are the sources
    of which it was not yet told how it went, by name."""

    def __init__(self, due: Sequence[Source], began: str, before: int) -> None:
        self.began, self.before = began, before
        self.left = {source.name: source for source in due}
        self.child: Child | None = None

    def stop(self) -> None:
        """Ask its crawl to stop; asked twice, that leaves what it is at."""
        if self.child is not None:
            self.child.stop()

    def is_read(self, row: Mapping[str, Any] | None) -> bool:
        """Whether the lists of the source of this row were read in this round, or found to be at fault."""
        return row is not None and (row["polled_at"] or "") >= self.began

    def fault(self, status: int, *, in_order: bool) -> str | None:
        """Why the crawl, which has ended, has not come to all of its sources. None where that is no fault of theirs:
        its time was up, or it has ended `in_order`, and has left them for another time."""
        child = self.child
        if child is None:
            return None
        if child.hung:
            return "the crawl hung before it came to it, and was stopped"
        if child.overrun or in_order:
            return None
        words = (child.last_words() or [""])[-1].removeprefix("copydesk: ")
        return f"the crawl ended with status {status} before it came to it: {words}"

    def lost_store(self, status: int) -> str | None:
        """What the crawl, which has ended, said of a store whose server went away: no fault of its sources, which are
        to be looked at once it is back. None where that was not its end."""
        child = self.child
        if child is None or status != STORE_GONE:
            return None
        return (child.last_words() or ["the store went away"])[-1].removeprefix("copydesk: ")

    def put_off(self, name: str) -> str:
        """Why a source that the crawl has not read was left for another time; empty where the crawl's time was up."""
        if self.child is None:
            return ""
        own = f"copydesk: {name}: "
        said = (line.removeprefix(own) for line in self.child.last_words() if line.startswith(own))
        return next(said, "" if self.child.overrun else "the crawl has left it for another time")
