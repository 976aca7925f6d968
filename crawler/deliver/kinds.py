"""The kinds of sinks: what may be said of each in sinks.toml, and which class it is."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawler.sources.values import count, filled, line, seconds, wrong

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class SinkKind:
    """`place` is the module and class of a kind; `keys` says how the value of each key is read, `required` those that
    must be there; `batch` how many deliveries are sent at once, unless told otherwise."""

    place: str
    keys: Mapping[str, Reader]
    required: Collection[str]
    batch: int = 100


def web(raw: Any) -> str:
    """An http or https address without a password in it: that belongs into headers."""
    url = line(raw)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong(f"{raw!r} is no address of the web", 'write one like "https://example.org/news"')
    if parts.username is not None:
        raise wrong(
            "user and password stand in the address", 'write headers = { Authorization = "Basic ${CREDENTIALS}" }'
        )
    return url


def address(*schemes: str) -> Reader:
    """The address of a server, of one of these kinds; it may hold secrets, so that no fault tells it."""

    def read(raw: Any) -> str:
        url = line(raw)
        if not url.startswith((*(f"{s}://" for s in schemes), "${")):
            raise wrong("this is not the address of such a server", f'write "{schemes[0]}://user:${{PASSWORD}}@host"')
        return url

    return read


def table(raw: Any) -> str:
    """The name of a table, with that of its schema or without."""
    name = line(raw)
    if not re.fullmatch(r"[A-Za-z_]\w{0,62}(\.[A-Za-z_]\w{0,62})?", name, re.ASCII):
        raise wrong(f"{raw!r} is no name of a table", 'write "news" or "schema.news"')
    return name


def index(raw: Any) -> str:
    """The name of an index or alias, as Elasticsearch takes it."""
    name = line(raw)
    if not re.fullmatch(r"[^A-Z\\/*?\"<>| ,#:\-_+][^A-Z\\/*?\"<>| ,#:]{0,254}", name):
        raise wrong(f"{raw!r} is no name of an index", "write it in small letters, digits, - and _")
    return name


def period(raw: Any) -> str:
    """A day or an hour."""
    if raw not in ("day", "hour"):
        raise wrong(f"{raw!r} is unknown", 'write "day" or "hour"')
    return str(raw)


def packing(raw: Any) -> str:
    """How files are compressed."""
    if raw not in ("gz", "zst"):
        raise wrong(f"{raw!r} is unknown", 'write "gz" or "zst"')
    return str(raw)


def python_class(raw: Any) -> str:
    """A module and a class in it."""
    name = line(raw)
    if not re.fullmatch(r"\w+(\.\w+)*:\w+", name):
        raise wrong(f"{raw!r} names no class", 'write "module:Class"')
    return name


def options(raw: Any) -> Mapping[str, Any]:
    """What a user's own class is made with."""
    if not isinstance(raw, dict):
        raise wrong("these are the class's own arguments", "write options = { name = … }")
    return raw


KINDS: Mapping[str, SinkKind] = {
    "webhook": SinkKind(
        "crawler.deliver.webhook:Webhook",
        {"url": web, "secret": line, "headers": filled, "timeout": seconds},
        ("url", "secret"),
        batch=1,
    ),
    "jsonl": SinkKind(
        "crawler.deliver.jsonl:JsonLines", {"path": line, "every": period, "compress": packing}, ("path",)
    ),
    "postgres": SinkKind(
        "crawler.deliver.postgres:PostgresTable",
        {"url": address("postgresql", "postgres"), "table": table, "timeout": seconds},
        ("url", "table"),
    ),
    "redis": SinkKind(
        "crawler.deliver.redis_stream:RedisStream",
        {"url": address("redis", "rediss", "unix"), "stream": line, "keep": count, "timeout": seconds},
        ("url", "stream"),
    ),
    "elasticsearch": SinkKind(
        "crawler.deliver.elasticsearch:Bulk",
        {"url": web, "index": index, "headers": filled, "timeout": seconds},
        ("url", "index"),
    ),
    "python": SinkKind("crawler.deliver.own:Own", {"class": python_class, "options": options}, ("class",)),
}  # fmt: skip
