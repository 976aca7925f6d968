"""How a cleaned page compares with what is expected of it: the form of fixtures/, for anybody's pages.

An expectation is JSON (`url`, `article`, `kinds`, `removed`, `kept`, `absent`, or `rejected`; fixtures/README.md says
what each means) and, beside it, the text as a reader would write it. Only what is named is compared.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher, get_close_matches
from typing import Any

import msgspec

from cleaners.model import Article, Block, Cleaned, Rejected
from cleaners.signals import fold

KEYS = ("url", "note", "article", "kinds", "removed", "kept", "absent", "rejected", "xfail")
FIELDS = tuple(f.name for f in fields(Article))
BESIDE = frozenset({"outside_story", "orphan_heading"})
"""Cleaners that say where a block stands, not what it is."""
STEPS = 3
"""So many last steps of a block's path say where on the page it is."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_]+")


class BadExpectation(ValueError):
    """What is expected of a page cannot be: the message names the key and what to mend."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of one page. `text` is the document form (title, blank line, text)."""

    url: str | None = None
    text: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def known_fault(self, check: str, right: bool) -> str | None:
        """Why the check is known to fail, where `xfail` says so: of one check, or of whatever fails on the page."""
        known: str | Mapping[str, str] = self.data.get("xfail", {})
        if isinstance(known, str):
            return None if right else known
        return known.get(check)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text that is there and should not be (`+`), or should and is not (`-`). `why`: where on the page
    it comes from, or who took it."""

    sign: str
    text: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was compared. `known`: it is known to fail, and why; it is as expected only while it does."""

    name: str
    right: bool
    expected: Any = None
    found: Any = None
    known: str | None = None

    @property
    def as_expected(self) -> bool:
        """Whether it came out as the expectation says."""
        return self.right == (self.known is None)


@dataclass(frozen=True, slots=True)
class Score:
    """How one page did. Precision, recall and F1 are over the words of the text, None where no text is given."""

    checks: tuple[Check, ...]
    lines: tuple[Line, ...] = ()
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None

    @property
    def as_expected(self) -> bool:
        """Whether every check came out as the expectation says."""
        return all(c.as_expected for c in self.checks)


def expectation(data: object, text: str | None) -> Expectation:
    """The expectation in decoded JSON. Raises BadExpectation."""
    if not isinstance(data, dict):
        raise BadExpectation("an object is expected, with `url`, `article` and their like")
    for key in data:
        if key not in KEYS:
            hint = "; fields of the record stand under `article`" if key in FIELDS else ""
            raise BadExpectation(f"`{key}`: unknown key; known are {', '.join(KEYS)}{hint}")
    if not isinstance(data.get("url"), str | None):
        raise BadExpectation("`url`: an address is expected")
    for key in ("article", "kinds", "rejected"):
        if not isinstance(data.get(key, {}), dict):
            raise BadExpectation(f"`{key}`: an object is expected")
    for key in data.get("article", ()):
        if key not in FIELDS:
            close = get_close_matches(key, FIELDS, n=1)
            raise BadExpectation(f"`article.{key}`: no field of a record{f'; is it `{close[0]}`?' if close else ''}")
    known = data.get("xfail", "")
    if not isinstance(known, str | dict) or not _texts(list(known.values()) if isinstance(known, dict) else []):
        raise BadExpectation("`xfail`: a reason is expected, or an object of checks, each with its reason")
    for key in ("kept", "absent"):
        if not _texts(data.get(key, [])):
            raise BadExpectation(f"`{key}`: a list of phrases is expected")
    removed = data.get("removed", [])
    if not isinstance(removed, list) or not all(_texts(part) and len(part) == 2 for part in removed):
        raise BadExpectation("`removed`: a list of [cleaner, first words] is expected")
    return Expectation(data.get("url"), text, data)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def compare(expected: Expectation, result: Cleaned | Rejected) -> Score:
    """Compare what came of a page with what is expected of it."""
    if "rejected" in expected.data:
        wanted = expected.data["rejected"]
        found = _rejection(result)
        right = isinstance(result, Rejected) and all(found.get(k) == v for k, v in wanted.items())
        return Score((_check(expected, "rejected", right, wanted, found),))
    checks = tuple(_checks(expected, result))
    if expected.text is None:
        return Score(checks)
    text = result.article.as_text() if isinstance(result, Cleaned) else ""
    lines = tuple(_lines(expected.text, text, result)) if isinstance(result, Cleaned) else ()
    return Score(checks, lines, *_scores(expected.text, text))


def _check(expected: Expectation, name: str, right: bool, wanted: Any = None, found: Any = None) -> Check:
    return Check(name, right, wanted, found, expected.known_fault(name, right))


def _rejection(result: Cleaned | Rejected) -> dict[str, Any]:
    if isinstance(result, Cleaned):
        return {"article": result.article.title}
    return {"stage": result.stage, "kind": result.verdict.kind if result.verdict else None, "reason": result.reason}


def _checks(expected: Expectation, result: Cleaned | Rejected) -> Iterator[Check]:
    if isinstance(result, Rejected):
        yield _check(expected, "article", False, "an article", f"refused: {result.reason}")
        return
    data, article = expected.data, result.article
    for name, wanted in data.get("article", {}).items():
        found = msgspec.json.decode(msgspec.json.encode(getattr(article, name)))  # lists, as in the expectation
        yield _check(expected, name, found == wanted, wanted, found)
    if data.get("kinds"):
        kinds = dict(Counter(b.kind for b in article.blocks if b.kind != "caption"))
        yield _check(expected, "kinds", kinds == data["kinds"], data["kinds"], kinds)
    if "removed" in data:
        missed, unasked = _misjudged(data["removed"], result)
        yield _check(expected, "removed", not missed and not unasked, missed, unasked)
    text = article.as_text()
    if "kept" in data or "absent" in data:
        lost = [phrase for phrase in data.get("kept", ()) if phrase not in text]
        left = [phrase for phrase in data.get("absent", ()) if phrase in text]
        yield _check(expected, "phrases", not lost and not left, lost, left)
    if expected.text is not None:
        yield _check(expected, "text", text.rstrip("\n") == expected.text.rstrip("\n"))


def _misjudged(wanted: list[list[str]], result: Cleaned) -> tuple[list[list[str]], list[list[str]]]:
    """What should have gone, and did not, or by another cleaner; what a cleaner took that nobody named."""
    blocks = result.document.blocks
    parts = [(b.id, "", b.text) for b in blocks if b.zone == "chrome"]
    for r in result.removals:
        text = blocks[r.block].text
        parts.append((r.block, "" if r.cleaner in BESIDE else r.cleaner, text[slice(*r.span)] if r.span else text))
    gone = [(cleaner, " ".join(text.split())) for _, cleaner, text in sorted(parts, key=lambda part: part[0])]
    unasked = {i: list(part) for i, part in enumerate(gone) if part[0]}
    missed: list[list[str]] = []
    at = 0
    for cleaner, words in wanted:
        fits = [i for i in range(at, len(gone)) if gone[i][0] in (cleaner, "") and gone[i][1].startswith(words)]
        if fits:
            hit = next((i for i in fits if gone[i][0]), fits[0])
            at = hit + 1
            unasked.pop(hit, None)
        else:
            missed.append([cleaner, words])
    return missed, list(unasked.values())


def _scores(wanted: str, found: str) -> tuple[float, float, float]:
    """Precision, recall and F1 over the words, each as often as it is there."""
    ours, theirs = (Counter(_WORD.findall(fold(text))) for text in (found, wanted))
    both = (ours & theirs).total()
    if not both:
        same = float(not ours and not theirs)
        return same, same, same
    precision, recall = both / ours.total(), both / theirs.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def _lines(wanted: str, found: str, result: Cleaned) -> Iterator[Line]:
    theirs, ours = ([line for line in text.splitlines() if line.strip()] for text in (wanted, found))
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "equal":
            yield from (Line("-", line, _taken(line, result)) for line in theirs[a:b])
            yield from (Line("+", line, _origin(line, result)) for line in ours[c:d])


def _taken(line: str, result: Cleaned) -> str:
    """Who took a line that should be there."""
    blocks = result.document.blocks
    for r in result.removals:
        text = blocks[r.block].text
        if _same(line, text[slice(*r.span)] if r.span else text):
            return f"{r.cleaner}/{r.rule}: {r.why}"
    block = next((b for b in blocks if _same(line, b.text)), None)
    if block is None:
        return "no block of the page has it so"
    return f"in the page's frame ({_path(block)})" if block.zone == "chrome" else f"changed ({_path(block)})"


def _origin(line: str, result: Cleaned) -> str | None:
    """Where on the page a line stands that should not be there."""
    block = next((b for b in result.document.blocks if b.zone != "chrome" and _same(line, b.text)), None)
    return _path(block) or None if block else None


def _path(block: Block) -> str:
    return " > ".join(block.path[-STEPS:])


def _same(line: str, text: str) -> bool:
    """Whether one has all words of the other, in its order."""
    one, other = (" ".join(_WORD.findall(fold(t))) for t in (line, text))
    return bool(one and other) and (one in other or other in one)
