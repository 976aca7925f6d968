"""How much of a source's lists is read, and what is said of what they name beside its own."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.discover import Entry, Found
from crawler.discover.found import Sort
from crawler.sources import Source
from crawler.spiders.lists import WHOLE, Lists
from crawler.store import StoreError
from crawler.store.frontier import Discovered

SITE = "https://courier.test"
MAP = f"{SITE}/sitemap.xml"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Web:
    """Lists by their addresses; `asked` are those that were read, `entered` what they had for the source. `new` is
    what the frontier says of it."""

    def __init__(self, lists: dict[str, Found], new: int = 1) -> None:
        self.lists, self.new = lists, new
        self.asked: list[str] = []
        self.entered: list[str] = []

    async def get(self, url: str, _: Sort) -> Found:
        self.asked.append(url.removeprefix(SITE))
        return self.lists.get(url, Found(problem="the server has no such page"))

    def enter(self, entries: Iterable[Entry]) -> Discovered:
        urls = [e.url for e in entries]
        self.entered += urls
        return Discovered(new=self.new * len(urls))

    def read(self, source: Source, **more: Any) -> tuple[Lists, Discovered]:
        lists = Lists(source, self.get, self.enter, **more)

        async def all_of_them() -> Discovered:
            found = Discovered()
            async for discovered in lists.guarded(lists.of_source()):
                found += discovered
            return found

        return lists, asyncio.run(all_of_them())


def index(**changed: str | None) -> Web:
    """An index of sitemaps with these, and the instants of their last change."""
    inside = [Entry(f"{SITE}/{name}.xml", modified_at=at) for name, at in changed.items()]
    return Web({MAP: Found(sitemaps=tuple(inside))})


def source(**more: Any) -> Source:
    return Source("courier", SITE, **more)


def test_of_an_index_only_the_sitemaps_are_read_that_may_have_something_new() -> None:
    web = index(today="2026-11-22T11:00:00Z", day="2026-11-21", month="2026-10-31", year="2019-01-01", plain=None)

    web.read(source(sitemaps=(MAP,)), since=NOON)

    assert sorted(web.asked[1:]) == ["/day.xml", "/plain.xml", "/today.xml"]


def test_an_index_that_never_tells_a_change_does_not_keep_its_newest_sitemap_from_us() -> None:
    web = index(one="2019-01-01", two="2020-01-01")

    web.read(source(sitemaps=(MAP,)), since=NOON)

    assert web.asked == ["/sitemap.xml", "/two.xml"]


def test_who_wants_all_there_ever_was_gets_all_sitemaps_and_all_pages() -> None:
    maps = {f"{SITE}/{n}.xml": Found((Entry(f"{SITE}/story-{n}"),)) for n in range(70)}
    first = Found(sitemaps=tuple(Entry(url, modified_at="2001-01-01") for url in maps))
    pages = {
        f"{SITE}/news/{n}": Found((Entry(f"{SITE}/tale-{n}"),), following=f"{SITE}/news/{n + 1}") for n in range(30)
    }
    web = Web({MAP: first, **maps, **pages}, new=0)

    web.read(source(sitemaps=(MAP,), sections=(f"{SITE}/news/0",)), thorough=True, bounds=WHOLE)

    assert len([u for u in web.entered if "story" in u]) == 70
    assert len([u for u in web.entered if "tale" in u]) == 30


def test_items_of_other_sites_are_not_taken_and_are_told() -> None:
    feed = f"{SITE}/feed"
    items = (Entry(f"{SITE}/a"), Entry("https://www.wire.test/b"), Entry("https://wire.test/c"))
    web = Web({feed: Found(items)})

    lists, found = web.read(source(feeds=(feed,)))

    assert web.entered == [f"{SITE}/a"]
    assert list(lists.left_alone(found)) == ["2 items of another site (wire.test)"]


def test_what_include_and_exclude_keep_out_to_the_last_item_is_told() -> None:
    feed = f"{SITE}/feed"
    web = Web({feed: Found((Entry(f"{SITE}/a"),))}, new=0)

    lists, found = web.read(source(feeds=(feed,), include=("/sport/",)))

    assert lists.own
    assert list(lists.left_alone(found)) == ["include and exclude let through nothing that its lists name"]


def test_a_list_that_fails_is_broken_where_the_entry_names_it_or_where_it_may_be_read_another_time() -> None:
    feed, section = f"{SITE}/feed", f"{SITE}/world"
    web = Web({
        MAP: Found(sitemaps=(Entry(f"{SITE}/gone.xml"), Entry(f"{SITE}/slow.xml"))),
        f"{SITE}/slow.xml": Found(problem="no answer in time", passes=True),
        section: Found((Entry(f"{section}/1-story"),), following=f"{section}/page/2"),
        f"{section}/page/2": Found((Entry(f"{section}/2-story"),), following=f"{section}/page/3"),
        f"{section}/page/3": Found(problem="the server failed", passes=True),
    })  # fmt: skip

    lists, _ = web.read(source(feeds=(feed,), sitemaps=(MAP,), sections=(section,)))

    broken = [feed, f"{SITE}/slow.xml", f"{section}/page/3"]
    assert [url for url, _ in lists.broken] == broken
    assert {url for url, _ in lists.problems} == {*broken, f"{SITE}/gone.xml"}, "an index may name what is no more"
    assert web.entered == [f"{section}/1-story", f"{section}/2-story"]


def test_indexes_that_name_each_other_and_themselves_are_read_once_each() -> None:
    other = f"{SITE}/other.xml"
    web = Web({MAP: Found(sitemaps=(Entry(MAP), Entry(other))), other: Found(sitemaps=(Entry(MAP), Entry(other)))})

    web.read(source(sitemaps=(MAP,)))

    assert web.asked == ["/sitemap.xml", "/other.xml"]


@pytest.mark.parametrize("day", ["2026-11-²", "٢٠٢٦-١١-٢٢", "9" * 5000, "-", "soon"])
def test_a_date_that_is_none_in_an_index_keeps_nothing_from_us(day: str) -> None:
    web = index(odd=day, plain="2026-11-22")

    web.read(source(sitemaps=(MAP,)))

    assert sorted(web.asked) == ["/odd.xml", "/plain.xml", "/sitemap.xml"]


class Faulty(Web):
    """One whose second list raises this."""

    error: Exception = ZeroDivisionError("division by zero")

    async def get(self, url: str, sort: Sort) -> Found:
        if self.asked:
            raise self.error
        return await super().get(url, sort)


def test_a_fault_of_ours_in_the_reading_is_a_failure_of_this_source_which_keeps_what_was_found() -> None:
    one, two = f"{SITE}/feed", f"{SITE}/feed/2"
    web = Faulty({one: Found((Entry(f"{SITE}/a"),))})

    lists, found = web.read(source(feeds=(one, two)))

    assert found == Discovered(new=1)
    assert lists.broken == [(SITE, "a fault of ours (ZeroDivisionError: division by zero)")]


def test_a_store_that_cannot_be_used_is_the_end_of_all_sources() -> None:
    one, two = f"{SITE}/feed", f"{SITE}/feed/2"
    web = Faulty({one: Found()})
    web.error = StoreError("the disk is full")

    with pytest.raises(StoreError):
        web.read(source(feeds=(one, two)))
