"""A folder of pages with what is expected of each: which files belong together, and what is wrong with them."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from crawler.cli.inputs import decode, hidden
from crawler.cli.say import Misconfigured
from crawler.evaluation import BadExpectation, Expectation, expectation

PAGES = (".html", ".htm")
EXPECTED = ".expected.txt"
FORM = "x.html with x.json or x.txt beside it"


@dataclass(frozen=True, slots=True)
class Gold:
    """A page (or a text, where `is_text`) and what is expected of it. `name` is its path in the folder."""

    name: str
    path: Path
    is_text: bool
    expected: Expectation


def read_gold(folder: Path) -> tuple[list[Gold], int]:
    """The pages of a folder and of those below it that something is expected of, and how many have nothing beside
    them. Raises Misconfigured for an expectation that is wrong, or that is of no page, and where there is none."""
    families: dict[tuple[Path, str], dict[str, Path]] = defaultdict(dict)
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not hidden(p.relative_to(folder))):
        suffix = next((s for s in (EXPECTED, *PAGES, ".json", ".txt") if path.name.lower().endswith(s)), None)
        if suffix:
            kind = "page" if suffix in PAGES else suffix
            families[path.parent, path.name[: -len(suffix)]].setdefault(kind, path)
    found: list[Gold] = []
    alone = 0
    for (parent, stem), family in families.items():
        gold = _gold((parent / stem).relative_to(folder).as_posix(), family)
        found += [gold] if gold else []
        alone += gold is None and "page" in family
    if not found:
        raise Misconfigured(f"{folder}: no page with what is expected of it ({FORM})")
    return found, alone


def _gold(name: str, family: dict[str, Path]) -> Gold | None:
    page, text = family.get("page"), family.get(".txt")
    if page:
        expected = family.get(".txt")
    elif text and (EXPECTED in family or ".json" in family):
        expected = family.get(EXPECTED)
    else:
        if ".json" in family and _is_expectation(family[".json"]):
            raise Misconfigured(f"{family['.json']}: no page beside it ({FORM})")
        return None
    if not expected and ".json" not in family:
        return None
    return Gold(name, page or text or Path(), page is None, _expectation(family.get(".json"), expected))


def _is_expectation(path: Path) -> bool:
    data = _json(path)
    return isinstance(data, dict) and not {"article", "rejected"}.isdisjoint(data)


def _json(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except ValueError as e:
        raise Misconfigured(f"{path}: no valid JSON: {e}") from e
    except OSError as e:
        raise Misconfigured(f"{path}: cannot be read: {e.strerror}") from e


def _expectation(told: Path | None, text: Path | None) -> Expectation:
    data = _json(told) if told else {}
    try:
        words = decode(text.read_bytes()) if text else None
    except OSError as e:
        raise Misconfigured(f"{text}: cannot be read: {e.strerror}") from e
    if text and words is None:
        raise Misconfigured(f"{text}: the text is not UTF-8")
    try:
        return expectation(data, words)
    except BadExpectation as e:
        raise Misconfigured(f"{told}, {e}") from e
