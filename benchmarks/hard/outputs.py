"""Row 28: what is written is data, wherever it is opened; and it is read back as it was."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from random import Random

import feedparser
import msgspec
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from lxml import etree, html
from markdown_it import MarkdownIt

from benchmarks.hard.score import Figure, Lab
from cleaners import clean
from cleaners.model import Article, Cleaned, Page
from cleaners.phrases import PROSE
from cleaners.render import as_markdown
from crawler.export import formats
from crawler.export.html import as_html
from crawler.export.spreadsheet import FORMULA
from crawler.flow import Asked, Run, Visit
from crawler.store import open_store
from tests.crawler.export.records import plain
from tests.hard.bombs import page
from tests.hard.naughty import SCRIPTS, STRINGS

URL = "https://foo.example/2026/11/20/story-{}"
WORDS = " ".join(PROSE * 2).split()
PASSIVE = frozenset(
    """a blockquote br caption code del div em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong sub sup table tbody td th
    thead tr ul body html head img""".split()
)
ATTRIBUTES = frozenset({"href", "src", "alt", "title", "class", "start", "style"})
_SAFE_LINK = re.compile(r"(?:https?:|mailto:|[^:]*$)", re.I)
_XML_CANNOT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def outputs(lab: Lab) -> Figure:
    """Row 28: payloads in stories, through every format; strings, through every format and the store."""
    payloads = [*SCRIPTS, *_dompurify(lab), *_feedparser()]
    active = [f"{name}: {found}" for payload in payloads for name, found in acting(payload)]
    strings = [*STRINGS, *_naughty(lab)]
    records = [plain(n, title=s, text=f"{s}\n") for n, s in enumerate(map(_text, strings)) if s.strip()]
    cells = formulas(records)
    lost = {name: missing for name, missing in returned(records).items() if missing}
    failed = unstored(strings, lab.folder)
    said = f"{len(active)} of {len(payloads):,} payloads act; {len(cells)} formulas; "
    said += (
        f"{len(records) - max(map(len, lost.values()), default=0)} of {len(records)} strings come back from each format"
    )
    wrong = (*active, *cells, *map(str, lost.items()), *failed)
    return Figure(f"{said}, {len(strings) - len(failed)} of {len(strings)} through the store", not wrong, wrong)


def _text(string: str) -> str:
    """As a record has it: the cleaners let through no half surrogates, and no characters that control."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "", string)


def acting(payload: str) -> Iterator[tuple[str, str]]:
    """The formats in which something of a payload in a story would act, and what."""
    for inside in (f"<p>{payload}</p>", f"<p>It says {escape(payload)} here.</p>"):
        outcome = clean(page(inside).replace("<h1>", f"<h1>{payload} "), URL.format(1))
        if not isinstance(outcome, Cleaned):
            continue
        for name, shown in shown_as(outcome.article):
            yield from ((name, f"{found} from {payload[:80]!r}") for found in active(shown))


def shown_as(article: Article) -> Iterator[tuple[str, str]]:
    """The article as HTML that a reader's program would show, of each format that has some."""
    yield "html", as_html(article)
    yield "markdown", MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(article))
    channel = etree.fromstring(_written("rss", [article]))
    for item in channel.iter("item"):
        yield from (("rss", text) for e in item if e.tag != "title" and (text := e.text or ""))
    for line in ("schema.org", "ninjs"):
        for text in _strings(json.loads(_written(line, [article]))):
            if re.match(r"\s*(?:javascript|vbscript|data):", text, re.I):
                yield line, f'<a href="{escape(text)}">x</a>'


def active(shown: str) -> Iterator[str]:
    """What in this HTML is more than text, its forms, and links of the web."""
    if not shown.strip():
        return
    for element in html.document_fromstring(f"<div>{shown}</div>").iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag not in PASSIVE:
            yield f"<{element.tag}>"
        for name, value in element.items():
            if name not in ATTRIBUTES or (name in ("href", "src") and not _SAFE_LINK.match(value.strip())):
                yield f"{name}={value[:40]!r}"


def formulas(records: list[Article]) -> list[str]:
    """Cells of a CSV that a spreadsheet would run."""
    rows = csv.reader(io.StringIO(_written("csv", records).decode(), newline=""))
    return [cell[:40] for row in rows for cell in row if cell.startswith(FORMULA)]


def returned(records: list[Article]) -> dict[str, list[str]]:
    """For each format the titles that do not come back from it as they went."""
    titles = [r.title or "" for r in records]
    lines = [json.loads(line) for line in _written("jsonl", records).splitlines()]
    table = pq.read_table(io.BytesIO(_written("parquet", records)))
    rows = list(csv.DictReader(io.StringIO(_written("csv", records).decode(), newline="")))
    items = [e.findtext("title") for e in etree.fromstring(_written("rss", records)).iter("item")]
    linked = _written("schema.org", records).splitlines()
    found = {
        "jsonl": [r["title"] for r in lines], "parquet": table.column("title").to_pylist(),
        "csv": [r["title"].removeprefix("'") if r["title"][1:].startswith(FORMULA) else r["title"] for r in rows],
        "rss": items, "schema.org": [json.loads(line)["headline"] for line in linked],
    }  # fmt: skip
    missing = {}
    for name, came in found.items():
        sent = [" ".join(_XML_CANNOT.sub("", t).split()) for t in titles] if name == "rss" else titles
        got = [" ".join((c or "").split()) for c in came] if name == "rss" else came
        missing[name] = [a for a, b in zip(sent, got, strict=True) if a != b]
    return missing


def unstored(strings: Iterable[str], folder: Path) -> list[str]:
    """Strings with which, in the title and the story of a page, the cleaners or the store fail."""
    failed = []
    with open_store(str(folder / "naughty.db")) as store:
        run = Run(store)
        run.begin("article")
        for n, string in enumerate(strings):
            words = Random(n).sample(WORDS, len(WORDS))  # another story each time: nothing is to be put together
            story = f"<p>{' '.join(words[:60])}.</p><p>{' '.join(words[60:])}.</p>"
            body = page(f"<p>{escape(string)}</p><p>{string}</p>", story=story)
            body = body.replace("<title>", f"<title>{escape(string)} ")
            try:
                outcome = clean(Page(body, URL.format(n)))
                run.settle(
                    Visit(Asked(URL.format(n)), Page(body.encode("utf-8", "replace"), URL.format(n)), 200), outcome
                )
                if isinstance(outcome, Cleaned):
                    msgspec.json.encode(outcome.article)
            except Exception as e:
                failed.append(f"{string!r}: {e!r}")
        run.end("finished")
    return failed


def _written(name: str, records: list[Article]) -> bytes:
    out = io.BytesIO()
    formats.named(name).write(map(msgspec.json.encode, records), out)
    return out.getvalue()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _strings(inside)


def _naughty(lab: Lab) -> list[str]:
    path = lab.suites / "big-list-of-naughty-strings/blns.json" if lab.suites else None
    return json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else []


def _dompurify(lab: Lab) -> list[str]:
    path = lab.suites / "DOMPurify/test/fixtures/expect.mjs" if lab.suites else None
    if path is None or not path.exists():
        return []
    return [json.loads(m) for m in re.findall(r'"payload": ("(?:[^"\\]|\\.)*")', path.read_text(encoding="utf-8"))]


def _feedparser() -> list[str]:
    """Payloads of feedparser's suite, which is in fixtures."""
    from tests.crawler.discover.test_suites import feeds

    found = []
    for name, body in feeds(Path(__file__).resolve().parents[2] / "fixtures"):
        if "sanitize" in name:
            parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
            found += [str(e.get("description") or e.get("title") or "") for e in parsed.entries]
    return [f for f in found if "<" in f]
