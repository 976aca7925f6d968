"""An explanation in lines for a terminal: what came of the page, the fields, then the page from top to bottom."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Literal

from cleaners.explanation.account import Explanation, Row
from cleaners.explanation.plain import one_line, shorten, wrap

Style = Literal["title", "label", "kept", "removed", "note", "plain"]
Line = tuple[Style, str]

NAME_WIDTH = 14
"""Columns of a field's name; a longer one (republished_from) pushes its value to the right."""
MARGIN = 15
"""Columns before a row's text: the block's number and its fate."""
NARROWEST = 50
FIELD_LINES = 3
"""A field's value takes so many lines at most: twenty images would hide the page."""
WORDS = {"title": "title", "deck": "deck", "kept": "kept", "removed": "removed", "refused": ""}


def as_table(explanation: Explanation, width: int = 80) -> str:
    """The explanation for a person at a terminal, in lines of at most `width` columns (at least 50);
    only the address is never broken."""
    return "".join(f"{text}\n" for _, text in lines(explanation, width))


def lines(explanation: Explanation, width: int = 80) -> Iterator[Line]:
    """The table's lines, each with what it is, so that who has colours can use them."""
    width = max(NARROWEST, width)
    yield from _head(explanation, width)
    if explanation.fields:
        yield from (("plain", ""), ("label", "FIELDS"))
        for f in explanation.fields:
            yield from _field(f.name, show(f.value), f.evidence, width)
    if explanation.rows:
        yield from (("plain", ""), ("label", "PAGE, FROM TOP TO BOTTOM"))
        for chrome, rows in groupby(explanation.rows, lambda r: r.what == "chrome"):
            if chrome:
                yield "note", f"{'':{MARGIN}}({plural(len(list(rows)), 'block')} of the page's frame)"
            else:
                for _, alike in groupby(rows, _reason):
                    yield from _alike(list(alike), width)


def show(value: Any) -> str:
    """A field's value for a person, on one line."""
    if isinstance(value, dict):
        if set(value) == {"role", "name"}:
            return one_line(f"{value['role']}: {value['name']}")
        return " · ".join(show(v) if k in {"name", "url", "text"} else f"{k} {show(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(show, value))
    return one_line(str(value))


def summary(explanation: Explanation) -> str:
    """What came of the page, in one sentence."""
    if explanation.reason:
        return f"Refused: {one_line(explanation.reason)}"
    kept, cleaners = explanation.count("kept", "deck"), explanation.cleaners()
    removed = sum(cleaners.values())
    by = f" by {plural(len(cleaners), 'cleaner')}" if cleaners else ""
    kind = explanation.verdict.kind.replace("_", " ") if explanation.verdict else "article"
    return f"{kind.capitalize()}: {plural(kept, 'part')} kept, {removed} removed{by}"


def plural(n: int, noun: str) -> str:
    """`1 part`, `2 parts`."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _head(explanation: Explanation, width: int) -> Iterator[Line]:
    for line in wrap(one_line(explanation.title or "(no title)"), width):
        yield "title", line
    if explanation.url:
        yield "note", one_line(explanation.url)
    for line in wrap(summary(explanation), width):
        yield "removed" if explanation.reason else "plain", line
    if explanation.verdict and explanation.verdict.evidence and not explanation.reason:
        for line in wrap("because: " + one_line("; ".join(explanation.verdict.evidence)), width):
            yield "note", line


def _field(name: str, value: str, evidence: str | None, width: int) -> Iterator[Line]:
    room = width - NAME_WIDTH - 3
    for i, line in enumerate(wrap(shorten(value, FIELD_LINES * room), room)):
        yield "plain", f"  {name if i == 0 else '':{NAME_WIDTH - 1}} {line}"
    if evidence:
        for line in wrap(f"← {one_line(evidence)}", room):
            yield "note", f"  {'':{NAME_WIDTH - 1}} {line}"


def _alike(rows: list[Row], width: int) -> Iterator[Line]:
    """Rows that follow each other and have one reason, which is told once, below them."""
    row = rows[0]
    style: Style = "removed" if row.what == "removed" else "title" if row.what == "title" else "kept"
    for r in rows:
        yield style, f"{r.block:5}  {WORDS[r.what]:8}{shorten(one_line(r.text), width - MARGIN)}"
    if row.why:
        these = f"these {len(rows)}: " if len(rows) > 1 else ""
        rule = f"{row.cleaner}/{row.rule}: " if row.cleaner else ""
        # a no-break space: an arrow at the end of a line would point at nothing
        goes = f" →\u00a0{row.field}" if row.field else ""
        for line in wrap(these + one_line(f"{rule}{row.why}") + goes, width - MARGIN - 2):
            yield "note", f"{'':{MARGIN}}  {line}"


def _reason(row: Row) -> tuple[str | None, ...]:
    return row.what, row.cleaner, row.rule, row.why, row.field
