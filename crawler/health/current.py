"""An examination that is kept up to date source by source: after each round of a watch, for as long as it lives."""

from collections.abc import Mapping

from crawler.health.model import Report
from crawler.health.report import examine, with_sinks
from crawler.store import Store


class Current:
    """That of a store. Only what was looked at is examined anew: the past of thousands of sources is not gone through
    for the sake of one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of: dict[str, Report] = {}

    def report(self, sources: Mapping[str, str | None], looked: Mapping[str, str | None]) -> Report:
        """How all of these sources are, with their addresses, of which some were looked at just now; and all sinks."""
        new = looked.items() | {(name, url) for name, url in sources.items() if name not in self._of}
        self._of |= {name: examine(self._store, {name: url}, thorough=False) for name, url in new}
        self._of = {name: self._of[name] for name in sources}
        parts = self._of.values()
        report = Report(
            self._store.now,
            tuple(s for part in parts for s in part.sources),
            tuple(b for part in parts for b in part.books),
            tuple(f for part in parts for f in part.findings),
        )
        return with_sinks(self._store, report)
