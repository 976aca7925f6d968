"""What the API answers. The OpenAPI description is made from these types, the record's part from its own schema."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from pydantic import WithJsonSchema

from cleaners.explanation import explain
from cleaners.model import Cleaned, Rejected

Record = Annotated[Any, WithJsonSchema({"$ref": "#/components/schemas/Article"})]
"""An article record: JSON that is handed on as it is."""
Outcome = Literal["cleaned", "rejected"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: a code that stays, a sentence, the part of the request that is meant, what to do."""

    error: str
    what: str | None
    where: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A block, or a part of one, that was removed: by which cleaner and rule, why, its text, and the record's field
    that holds what it was worth."""

    block: int
    cleaner: str
    rule: str
    why: str
    text: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a page gave no article: at which stage, the reason, what kind of page it is and what spoke for that."""

    stage: str
    reason: str
    kind: str | None
    evidence: tuple[str, ...]
    title: str | None
    published_at: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a page or text: its record, or why it gave none. `removals` is null unless it was asked for."""

    outcome: Outcome
    article: Record | None
    rejected: Refused | None
    removals: tuple[Removed, ...] | None


def result_of(outcome: Cleaned | Rejected, *, removals: bool) -> Result:
    """The answer that tells an outcome."""
    gone = removed(outcome) if removals else None
    if isinstance(outcome, Cleaned):
        return Result("cleaned", outcome.article, None, gone)
    verdict = outcome.verdict
    why = Refused(
        outcome.stage, outcome.reason, verdict.kind if verdict else None, verdict.evidence if verdict else (),
        outcome.title, outcome.published_at,
    )  # fmt: skip
    return Result("rejected", None, why, gone)


def removed(outcome: Cleaned | Rejected) -> tuple[Removed, ...]:
    """What was removed, in the order of the page."""
    return tuple(
        Removed(row.block, row.cleaner or "", row.rule or "", row.why or "", row.text, row.field)
        for row in explain(outcome).rows
        if row.what == "removed"
    )


def encode(answer: Any) -> bytes:
    """The answer as JSON."""
    return msgspec.json.encode(answer)
