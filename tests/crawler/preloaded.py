"""Imports what a crawl needs, for the process that ready.py forks."""

import pkgutil
import warnings
from contextlib import suppress
from importlib import import_module

PACKAGES = ("crawler.spiders", "crawler.middlewares", "crawler.store", "crawler.archive", "crawler.discover",
            "crawler.dedupe", "crawler.cli.commands", "scrapy.core", "scrapy.extensions",
            "scrapy.downloadermiddlewares", "scrapy.spidermiddlewares")  # fmt: skip
MODULES = ("crawler.start", "crawler.pipelines", "crawler.workers", "crawler.cli.app", "scrapy.crawler",
           "twisted.internet.ssl", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg")  # fmt: skip


def _load(name: str) -> None:
    with suppress(ImportError):  # it needs a package that is not installed here
        import_module(name)


with warnings.catch_warnings():  # of Scrapy's modules some are deprecated, which no crawl of ours asks for
    warnings.simplefilter("ignore")
    for _name in MODULES:
        _load(_name)
    for _name in PACKAGES:
        for _module in pkgutil.walk_packages(import_module(_name).__path__, f"{_name}."):
            _load(_module.name)
