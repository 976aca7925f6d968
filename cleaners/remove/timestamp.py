"""When the page was made, how long it reads, how often it was read. A date that can be read as one goes to the record.

An element called `dateline` is no timestamp: it says where a story was filed, and stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaners.cleaner import Cleaner
from cleaners.containers import inside
from cleaners.extract.dates import shown
from cleaners.model import Document, Removal, SiteFacts
from cleaners.signals import TINY_WORDS, words

ELEMENTS = frozenset(
    """timestamp time-stamp posted-on post-date entry-date article-date story-date publish-date published-date
    date-published publication-date pub-date meta-date date-time last-updated updated-date updated-label date-updated
    postdate pubdate datestamp reading-time read-time post-views view-count views-count time-ago""".split()
)
FIELDS = {"published": "published_at", "bare_date": "published_at", "element": "published_at", "updated": "modified_at"}

NEED_A_DATE = frozenset({"published"})


@dataclass(frozen=True, slots=True)
class Timestamp:
    """Takes the lines that date, count or time the page, at the ends of the story or beside it."""

    phrases: Cleaner
    name: str = "timestamp"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the lines; where one shows a whole date, with the field that takes it."""
        for removal in (*self.phrases.find(document, site), *self._elements(document)):
            text = document.blocks[removal.block].text
            told = shown(text, document.metadata.language)
            # `Date: late November` is an event's line, not the page's
            if told or removal.rule not in NEED_A_DATE:
                yield replace(removal, field=FIELDS.get(removal.rule) if told else None)

    def _elements(self, document: Document) -> Iterator[Removal]:
        for block, word in inside(document, ELEMENTS):
            if words(document, block) <= 2 * TINY_WORDS and document.place(block.id) != "middle":
                yield Removal(block.id, self.name, "element", f"dates the page: it lies in an element called {word}")
