"""The examination: sources, books, store."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from crawler.health import books as accounts
from crawler.health.judge import findings, health
from crawler.health.model import Books, Finding, Report, SourceHealth
from crawler.health.numbers import numbers, url_of
from crawler.health.sinks import of_sinks
from crawler.schedule import instant
from crawler.store import Store, StoreError
from crawler.store.changes import Changes


def examine(
    store: Store, sources: Mapping[str, str | None], *, thorough: bool = True, expected: Mapping[str, timedelta] = {},
    configured: Collection[str] = (),
) -> Report:  # fmt: skip
    """Look at these sources, by name, with their addresses. `thorough`: at all books, and whether the store is sound,
    which reads all of it once. `expected`: sources that are to be looked at, each after such a pause at the latest;
    `configured`: the names of all that there are, paused or not, where that is known. A store that cannot be read is a
    finding, too."""
    now = store.clock()
    told: list[Finding] = []
    found: list[SourceHealth] = []
    all_books: tuple[Books, ...] = ()
    try:
        for name, url in sources.items():
            own = numbers(store, name)
            found.append(health(own, url, now))
            told += findings(own, now, partial(url_of, store), expected.get(name))
        all_books = accounts.books(store, None if thorough else tuple(sources))
        told += accounts.in_books(all_books)
    except StoreError as e:
        told.append(Finding(None, "store", f"the store cannot be read: {e}"))
    notes = tuple(accounts.of_others(all_books, configured)) if thorough and configured else ()
    if thorough:
        told += accounts.in_store(store)
    return Report(instant(now), tuple(found), all_books, tuple(told), thorough, notes=notes)


def with_sinks(store: Store, report: Report) -> Report:
    """The examination, and how far the sinks are that the store knows of."""
    try:
        standings = tuple(Changes(store).standings())
    except StoreError:  # which the examination has told
        return report
    findings = (*report.findings, *of_sinks(standings, store.clock()))
    return replace(report, sinks=standings, findings=findings)
