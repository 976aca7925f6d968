"""Strings made against a pattern, from its own parts."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

_constants: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

PLAIN = (" ", "\n", "\t ", "a", "a ", "aA")


def against(pattern: str, flags: int) -> Iterator[str]:
    """Strings made of the pattern's own parts, over and over: the body of each repetition after what comes before it,
    and the whole of it, so that it nearly matches in very many ways."""
    tree = _parser.parse(pattern, flags)
    made = dict.fromkeys((*_pumps(tree), *PLAIN))
    yield from (text for text in made if text)


def _pumps(tree: Iterable[Any]) -> Iterator[str]:
    parts = list(tree)
    before = ""
    for op, value in parts:
        if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            body = _sample(value[2])
            yield from (body, before[-8:] + body, body + before[-8:])
            yield from _pumps(value[2])
        elif op is _constants.SUBPATTERN:
            yield from _pumps(value[-1])
        elif op is _constants.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch)
        before += _sample([(op, value)])
    yield before


def _sample(tree: Iterable[Any]) -> str:
    """A string that the pattern matches, or nearly does."""
    out = ""
    for op, value in tree:
        if op in (_constants.LITERAL, _constants.NOT_LITERAL):
            out += chr(value) if op is _constants.LITERAL else "a"
        elif op is _constants.IN:
            out += _of_class(value)
        elif op is _constants.ANY:
            out += "a"
        elif op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            out += _sample(value[2]) * max(1, min(value[0], 3))
        elif op is _constants.SUBPATTERN:
            out += _sample(value[-1])
        elif op is _constants.ATOMIC_GROUP:
            out += _sample(value)
        elif op is _constants.BRANCH:
            out += _sample(value[1][0])
    return out


def _of_class(value: list[Any]) -> str:
    categories = {_constants.CATEGORY_SPACE: " ", _constants.CATEGORY_DIGIT: "1", _constants.CATEGORY_WORD: "a"}
    op, first = value[0]
    if op is _constants.NEGATE:
        return "a"
    if op is _constants.RANGE:
        return chr(first[0])
    return chr(first) if op is _constants.LITERAL else categories.get(first, "-")
