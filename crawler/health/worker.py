"""What one worker of a fleet has done, as metrics. How the sources are that all of them look at, `health` says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crawler.health import metrics
from crawler.health.metrics import Family
from crawler.watch.timetable import Looked


@dataclass(slots=True)
class Books:
    """Of one worker, since it began: its looks by how they ended, the articles that came of them, and what it is at."""

    looks: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    sources: int = 0
    crawls: int = 0
    at: int = 0

    def looked(self, how: Looked) -> None:
        """One look more."""
        ending = "failed" if how.failure else "put off" if how.put_off else "cut" if how.cut else "read"
        self.looks[ending] += 1
        self.articles.update(new=how.new, changed=how.changed)

    def write(self, file: Path) -> None:
        """Replace the file. Raises OSError."""
        metrics.write(file, metrics.lines(self._families()))

    def _families(self) -> Iterator[Family]:
        yield Family("copydesk_worker_looks_total", "counter", "Looks at sources, by how they ended.",
                     [({"ending": e}, float(self.looks[e])) for e in ("read", "failed", "put off", "cut")])  # fmt: skip
        yield Family("copydesk_worker_articles_total", "counter", "Articles that were new, or have changed.",
                     [({"kind": kind}, float(self.articles[kind])) for kind in ("new", "changed")])  # fmt: skip
        yield Family("copydesk_worker_crawls", "gauge", "Crawls that run.", [({}, float(self.crawls))])
        yield Family("copydesk_worker_sources", "gauge", "Sources that the worker is at.", [({}, float(self.at))])
        yield Family("copydesk_fleet_sources", "gauge", "Sources of the fleet.", [({}, float(self.sources))])
