"""One line of JSON in, one line out: what `copydesk clean --jsonl` reads and answers.

A line asks with `html` or `text`, and may tell `url`, `title`, `date` (or `published_at`) and `authors`. All else that
it holds goes through to the answer byte for byte, so that who asked finds back what it belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import msgspec

from cleaners.model import Article, Cleaned, Document, Hints, Page, Rejected
from crawler.cli.work import Reading
from crawler.discover import Found, Look
from crawler.jobs import Job
from crawler.workers import Fault

MOST_BYTES = 50_000_000
"""Of one line: the longest page that the cleaners are asked to read, and what bounds our memory."""
READ = frozenset({"url", "html", "text", "title", "date", "published_at", "authors"})
OURS = frozenset(f.name for f in fields(Article)) | {"error", "line", "rejected", "input"}
"""The answer's own keys. What the asker calls so stands under `input` instead."""


class _Question(msgspec.Struct):
    url: str | None = None
    html: str | None = None
    text: str | None = None
    title: str | None = None
    date: str | None = None
    published_at: str | None = None
    authors: tuple[str, ...] | str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A line that was read: the work that it asks for, or the problem that it has; and what goes through."""

    number: int
    job: Job | None = None
    problem: str = ""
    passed: Mapping[str, Any] = field(default_factory=dict)


def ask(number: int, line: bytes | None, reading: Reading) -> Asked:
    """Read a line. None stands for one that was too long to be kept. Never raises for what a line holds."""
    if line is None:
        return Asked(number, problem=f"the line is longer than {MOST_BYTES // 1_000_000} MB")
    try:
        line.decode()
        keys = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except UnicodeDecodeError as e:
        return Asked(number, problem=f"not UTF-8 (byte {e.start})")
    except msgspec.DecodeError as e:
        return Asked(number, problem=f"no JSON object: {e}")
    passed = _passed(keys)
    try:
        question = msgspec.json.decode(line, type=_Question)
    except msgspec.DecodeError as e:
        return Asked(number, problem=str(e), passed=passed)
    passed = {"url": question.url, **passed} if question.url else passed
    job = _job(question, reading)
    return Asked(number, job, "" if job else "neither html nor text", passed)


def reply(asked: Asked, result: Cleaned | Rejected | Fault) -> bytes:
    """The answer's line: the record and what goes through; or `rejected` or `error`, and that."""
    if isinstance(result, Cleaned):
        through = {key: value for key, value in asked.passed.items() if key != "url"}  # the record has its own
        record = msgspec.json.encode(result.article)
        return record[:-1] + b"," + msgspec.json.encode(through)[1:] + b"\n" if through else record + b"\n"
    if isinstance(result, Fault):
        return failure(replace(asked, problem=result.reason))
    why = {
        "stage": result.stage,
        "reason": result.reason,
        "kind": result.verdict.kind if result.verdict else None,
        "title": result.title,
        "published_at": result.published_at,
    }
    return msgspec.json.encode({"rejected": why, **asked.passed}) + b"\n"


def failure(asked: Asked) -> bytes:
    """The line that stands in the place of one that could not be worked on."""
    return msgspec.json.encode({"error": asked.problem, "line": asked.number, **asked.passed}) + b"\n"


def lean(question: Job | Look) -> Cleaned | Rejected | Found:
    """What a worker answers here: the record alone. The document is most of an outcome, and nobody looks at it."""
    from crawler.nursery import answer

    result = answer(question)
    if isinstance(result, Cleaned):
        return replace(result, document=Document(()), removals=())
    return replace(result, document=None, removals=()) if isinstance(result, Rejected) else result


def _passed(keys: Mapping[str, msgspec.Raw]) -> dict[str, Any]:
    unread = {key: value for key, value in keys.items() if key not in READ}
    through: dict[str, Any] = {key: value for key, value in unread.items() if key not in OURS}
    clashing = {key: value for key, value in unread.items() if key in OURS}
    return {**through, "input": clashing} if clashing else through


def _job(question: _Question, reading: Reading) -> Job | None:
    authors = (question.authors,) if isinstance(question.authors, str) else question.authors or ()
    hints = Hints(question.title, question.date or question.published_at, authors)
    site = reading.rules.facts_for(question.url)
    if (question.html or "").strip():
        page = Page(question.html or "", question.url, hints=hints)
        return Job(page, site=site, require_article=reading.require_article)
    if (question.text or "").strip():
        return Job(text=question.text, url=question.url, site=site, hints=hints)
    return None
