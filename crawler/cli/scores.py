"""How pages did, for a person: what differs, like a diff, and a table of all of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from cleaners.explanation.plain import columns, one_line, shorten, wrap
from crawler.evaluation import Check, Score

WIDTH = 80
NARROWEST = 20
MARGIN = 4
NUMBERS = 39
"""Columns of the table's numbers, right of the page's name."""
NAMES = {"text": "", "removed": "named to be removed and not removed (-), removed and not named (+)",
         "phrases": "phrases lost (-), phrases left in (+)"}  # fmt: skip
LISTS = frozenset({"removed", "phrases"})
"""Checks whose expected and found values are lists of what differs."""

Styled = tuple[str, str]
"""A line and its style: "head", "-", "+", "note" or ""."""


def difference(name: str, score: Score) -> Iterator[Styled]:
    """What of a page is not as expected; nothing where all is."""
    wrong = [c for c in score.checks if not c.as_expected]
    if not wrong:
        return
    yield "head", one_line(name)
    for check in wrong:
        yield from _check(check, score)
    yield "", ""


def _check(check: Check, score: Score) -> Iterator[Styled]:
    if check.right:
        yield "", f"  {check.name}"
        yield from _piece("note", f"is right, and xfail says that it is not: {check.known}")
        return
    yield "", f"  {check.name}{f': {NAMES[check.name]}' if NAMES.get(check.name) else ''}"
    if check.name == "text":
        for line in score.lines:
            yield from _piece(line.sign, line.text)
            if line.why:
                yield from _piece("note", line.why)
        if not score.lines:
            yield from _piece("note", "the lines are the same; blank lines between them are not")
        return
    for sign, value in (("-", check.expected), ("+", check.found)):
        for one in value if check.name in LISTS else [value]:
            yield from _piece(sign, one if isinstance(one, str) else json.dumps(one, ensure_ascii=False))


def _piece(style: str, text: str) -> Iterator[Styled]:
    lead = f"{style} " if style in ("-", "+") else "  "
    for line in wrap(one_line(text), WIDTH - MARGIN - len(lead)):
        yield style, f"{' ' * MARGIN}{lead}{line}"
        lead = "  "


def table(scores: Mapping[str, Score]) -> Iterator[Styled]:
    """A row for each page, and one for all: words, whether the text is exactly as expected, checks beside the text."""
    width = min(max(NARROWEST, *(columns(one_line(n)) for n in scores)), WIDTH - NUMBERS)
    yield "head", f"{'page':{width}}  precision  recall     F1  text  other"
    for name, score in scores.items():
        yield "", _row(_fit(one_line(name), width), [score])
    if len(scores) > 1:
        yield "head", _row(_fit(f"all {len(scores)}", width), list(scores.values()))


def _row(name: str, scores: Sequence[Score]) -> str:
    told = [s for s in scores if s.f1 is not None]
    numbers = [f"{fmean(getattr(s, n) for s in told):.3f}" if told else "" for n in ("precision", "recall", "f1")]
    exact = [c.right for s in scores for c in s.checks if c.name == "text"]
    other = [c.right for s in scores for c in s.checks if c.name != "text"]
    text = "" if not exact else f"{sum(exact)}/{len(exact)}" if len(scores) > 1 else "yes" if exact[0] else "no"
    rest = f"{sum(other)}/{len(other)}" if other else ""
    return f"{name}  {numbers[0]:>9}  {numbers[1]:>6}  {numbers[2]:>5}  {text:>4}  {rest:>5}".rstrip()


def _fit(name: str, width: int) -> str:
    """The name in exactly so many columns; of a longer one its end, which tells it from others."""
    if columns(name) > width:
        name = "…" + shorten(name[::-1], width)[:-1][::-1]
    return name + " " * (width - columns(name))


def as_data(scores: Mapping[str, Score]) -> dict[str, Any]:
    """All of it, for a program."""
    import msgspec

    pages = [{"page": name, "as_expected": s.as_expected, **msgspec.to_builtins(s)} for name, s in scores.items()]
    told = [s for s in scores.values() if s.f1 is not None]
    mean = {n: fmean(getattr(s, n) for s in told) if told else None for n in ("precision", "recall", "f1")}
    right = sum(s.as_expected for s in scores.values())
    return {"pages": pages, "total": {"pages": len(pages), "as_expected": right, **mean}}
