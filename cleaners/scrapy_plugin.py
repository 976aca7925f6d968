"""The item pipeline for anybody's Scrapy project: an item with a page comes in, and leaves with the record of it.

    ITEM_PIPELINES = {"cleaners.scrapy_plugin.CopydeskPipeline": 300}

docs/scrapy.md has the settings. Scrapy itself is not imported: where this runs, it is.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any, Protocol, Self

from itemadapter import ItemAdapter

from cleaners.model import Article, Cleaned, Rejected
from cleaners.rules import NO_RULES, Rules, load_rules

RECORD = tuple(f.name for f in fields(Article))


class BadSettings(ValueError):
    """A setting, or an item that does not fit to it: the message names the setting."""


class Settings(Protocol):
    """What is asked of Scrapy's settings."""

    def get(self, name: str, default: Any = None) -> Any: ...
    def getbool(self, name: str, default: bool = False) -> bool: ...
    def getlist(self, name: str, default: Any = None) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Names:
    """Which fields of an item hold what. `article` None: the record's fields become fields of the item."""

    bodies: tuple[str, ...] = ("html", "body")
    text: str = "text"
    url: str = "url"
    article: str | None = "article"
    rejected: str = "rejected"


@dataclass(frozen=True, slots=True)
class Options:
    """How items are treated. `record`: the fields of the record that are wanted."""

    names: Names = Names()
    record: tuple[str, ...] = RECORD
    require_article: bool = True
    drop_rejected: bool = False
    keep_input: bool = True
    rules: Rules = NO_RULES


def read_settings(settings: Settings) -> Options:
    """The options in a project's settings. Raises BadSettings, and BadRules for COPYDESK_RULES."""
    default = Names()
    names = Names(
        bodies=tuple(settings.getlist("COPYDESK_BODY_FIELDS", default.bodies)),
        text=settings.get("COPYDESK_TEXT_FIELD", default.text),
        url=settings.get("COPYDESK_URL_FIELD", default.url),
        article=settings.get("COPYDESK_ARTICLE_FIELD", default.article) or None,
        rejected=settings.get("COPYDESK_REJECTED_FIELD", default.rejected),
    )
    record = tuple(settings.getlist("COPYDESK_RECORD_FIELDS", RECORD))
    if unknown := [name for name in record if name not in RECORD]:
        raise BadSettings(f"COPYDESK_RECORD_FIELDS: {unknown[0]!r} is no field of a record ({', '.join(RECORD)})")
    rules = settings.get("COPYDESK_RULES")
    return Options(
        names,
        record,
        require_article=settings.getbool("COPYDESK_REQUIRE_ARTICLE", True),
        drop_rejected=settings.getbool("COPYDESK_DROP_REJECTED"),
        keep_input=settings.getbool("COPYDESK_KEEP_INPUT", True),
        rules=load_rules(rules, "COPYDESK_RULES") if rules else NO_RULES,
    )


class CopydeskPipeline:
    """Cleans the page in each item, one at a time, in a thread of its own, so that downloads go on meanwhile."""

    def __init__(self, options: Options = Options(), stats: Any = None) -> None:
        self.options = options
        self._stats = stats
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="copydesk")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(read_settings(crawler.settings), crawler.stats)

    def close_spider(self, spider: Any = None) -> None:  # noqa: ARG002  (older Scrapys pass the spider)
        """Let the thread end."""
        self._thread.shutdown()

    async def process_item(self, item: Any, spider: Any = None) -> Any:  # noqa: ARG002
        """The item, with the record of its page, or with why there is none. An item without page or text goes on as
        it came. Raises DropItem where that is asked for, BadSettings where the item lacks a field that is needed."""
        if not ItemAdapter.is_item(item):
            return item
        adapter = ItemAdapter(item)
        source = self._source(adapter)
        if source is None:
            return item
        url = adapter.get(self.options.names.url)
        result = await self._clean(source, adapter[source], url if isinstance(url, str) else None)
        if not self.options.keep_input:
            del adapter[source]
        if isinstance(result, Cleaned):
            self._count("cleaned")
            self._fill(adapter, result.article)
        else:
            self._count(f"rejected/{result.stage}")
            self._reject(adapter, result, url)
        return item

    def _source(self, adapter: ItemAdapter) -> str | None:
        """The field that has the page, or else the text."""
        names = self.options.names
        return next((n for n in (*names.bodies, names.text) if isinstance(adapter.get(n), str | bytes)), None)

    async def _clean(self, source: str, body: str | bytes, url: str | None) -> Cleaned | Rejected:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # another reactor than asyncio's: downloads wait
            return self._cleaned(source, body, url)
        return await loop.run_in_executor(self._thread, self._cleaned, source, body, url)

    def _cleaned(self, source: str, body: str | bytes, url: str | None) -> Cleaned | Rejected:
        from cleaners.pipeline import clean, clean_text

        site = self.options.rules.facts_for(url)
        if source in self.options.names.bodies:
            return clean(body, url, site=site, require_article=self.options.require_article)
        return clean_text(body.decode("utf-8", "replace") if isinstance(body, bytes) else body, url, site=site)

    def _fill(self, adapter: ItemAdapter, article: Article) -> None:
        from cleaners.render import as_dict

        full = as_dict(article)
        record = {name: full[name] for name in self.options.record}
        if self.options.names.article:
            self._put(adapter, self.options.names.article, record, "COPYDESK_ARTICLE_FIELD")
            return
        declared = None if isinstance(adapter.item, dict) else set(adapter.field_names())
        adapter.update({n: value for n, value in record.items() if declared is None or n in declared})

    def _reject(self, adapter: ItemAdapter, result: Rejected, url: object) -> None:
        if self.options.drop_rejected:
            drop: type[Exception] = import_module("scrapy.exceptions").DropItem
            raise drop(f"{url or 'an item'}: {result.reason}")
        kind = result.verdict.kind if result.verdict else None
        why: Mapping[str, str | None] = {"stage": result.stage, "kind": kind, "reason": result.reason}
        self._put(adapter, self.options.names.rejected, why, "COPYDESK_REJECTED_FIELD")

    def _put(self, adapter: ItemAdapter, name: str, value: object, setting: str) -> None:
        try:
            adapter[name] = value
        except KeyError as e:
            kind = type(adapter.item).__name__
            raise BadSettings(f"{kind} has no field {name!r}: declare it, or name another in {setting}") from e

    def _count(self, what: str) -> None:
        if self._stats is not None:
            self._stats.inc_value(f"copydesk/{what}")
