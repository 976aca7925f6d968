"""The formats by name, and the one call that brings records into one of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

import msgspec

from cleaners.model import Article
from crawler.export import documents, targets
from crawler.export.ninjs import as_ninjs
from crawler.export.parquet import write_parquet
from crawler.export.records import ExportError, Records, articles
from crawler.export.rss import write_rss
from crawler.export.schema_org import as_news_article
from crawler.export.selection import EVERYTHING, Selection
from crawler.export.spreadsheet import write_csv
from crawler.masked import masked

Write = Callable[[Iterable[bytes], BinaryIO], int]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of an export. `write` writes records to one file, and says how many; `render` makes a document of one,
    where a folder takes one file an article. The first of `suffixes` is that of its files."""

    name: str
    suffixes: tuple[str, ...]
    write: Write
    render: documents.Render | None = None
    compressible: bool = True


def _write_as_they_are(records: Iterable[bytes], out: BinaryIO) -> int:
    count = 0
    for record in records:
        out.write(record + b"\n")
        count += 1
    return count


def _write_lines(shape: Callable[[Article], dict[str, Any]], records: Iterable[bytes], out: BinaryIO) -> int:
    return _write_as_they_are((msgspec.json.encode(shape(article)) for article in articles(records)), out)


def _documents(name: str, suffixes: tuple[str, ...], render: documents.Render) -> Format:
    return Format(name, suffixes, partial(documents.write_documents, render=render), render)


FORMATS = (
    Format("jsonl", (".jsonl", ".ndjson", ".json"), _write_as_they_are),
    Format("parquet", (".parquet", ".pq"), write_parquet, compressible=False),
    Format("csv", (".csv",), write_csv),
    _documents("markdown", (".md", ".markdown"), documents.markdown),
    _documents("text", (".txt", ".text"), documents.text),
    Format("rss", (".rss", ".xml"), write_rss),
    Format("schema.org", (".jsonld",), partial(_write_lines, as_news_article)),
    Format("ninjs", (".ninjs",), partial(_write_lines, as_ninjs)),
)
NAMES = tuple(f.name for f in FORMATS)


def named(name: str) -> Format:
    """The format of this name. KeyError where there is none."""
    return {f.name: f for f in FORMATS}[name]


def of_suffix(where: str) -> Format | None:
    """The format that a file's name ends like, compressed or not."""
    return next((f for f in FORMATS if _bare(where.lower()).endswith(f.suffixes)), None)


def export(records: Records, form: Format, where: str, stdout: BinaryIO, selection: Selection = EVERYTHING) -> int:
    """Export what is selected to a file, a folder, an object store's address or stdout (`-`); how many records.

    Raises ExportError for what cannot be done, OSError where a file cannot be written; then no file is half there.
    """
    if not form.compressible and _bare(where) != where:
        raise ExportError(f"{masked(where)}: {form.name} is compressed in itself; leave the last suffix off (-o)")
    found = records.records(selection)
    if form.render is None or where == targets.STDOUT or of_suffix(where) is form:
        with targets.one_file(where, stdout) as out:
            return form.write(found, out)
    if other := of_suffix(where):
        raise ExportError(f"{masked(where)}: ends like a file of {other.name}; end a folder's name with / (-o)")
    if _bare(where) != where:
        raise ExportError(
            f"{masked(where)}: a folder cannot be compressed; name a file, as all{form.suffixes[0]}.gz (-o)"
        )
    folder, count = targets.folder(where), 0
    for article in articles(found):
        name = documents.file_name(article, form.suffixes[0])
        folder.put(name, form.render(article).rstrip("\n").encode("utf-8", "replace") + b"\n")
        count += 1
    return count


def _bare(where: str) -> str:
    """The name without what says that it is compressed."""
    return where[: where.rindex(".")] if where.lower().endswith(targets.COMPRESSED) else where
