"""Many RE2 patterns as one automaton: which of them are in a text, in one pass that is linear in the text.

A bounded gap (`[^.]{0,40}`) makes an automaton large: it must remember all places where one may have begun, and is
then built anew for nearly each text. So the automaton lets a gap be of any length, and of the few patterns that it
finds so each is asked by itself.

The binding answers an automaton that outgrew its memory as it answers a text without a match. So the first pattern of
each set matches every text: an answer without it is no answer, and the patterns are then asked one by one.
"""

import re
from functools import cache
from typing import Any

import re2

MAX_MEMORY = 16 << 20
"""Bytes of an automaton, and of the states that texts have led it to. One that comes to its end forgets them and goes
on; after 500 pages of the web the largest held 8 MB, all of them 49. The largest set of phrases needs 5 to begin."""
ALWAYS = "^"
_BOUNDS = re.compile(r"\{\d+,\d\d+\}")


class Automaton:
    """The patterns, compiled. Raises re2.error where one of them is none, or all of them outgrow `memory`."""

    def __init__(self, patterns: tuple[str, ...], memory: int = MAX_MEMORY) -> None:
        self._options = options(memory)
        self._patterns = patterns
        self._wide = tuple(_BOUNDS.sub("*", pattern) for pattern in patterns)
        self._set: Any = re2.Set.SearchSet(self._options)
        for pattern in (ALWAYS, *self._wide):
            self._set.Add(pattern)
        self._set.Compile()

    def found(self, text: bytes) -> list[int]:
        """The numbers of the patterns that are in `text` (UTF-8), in no order."""
        found = self._set.Match(text)
        if found is None:
            return [n for n, pattern in enumerate(self._patterns) if _alone(pattern).search(text)]
        if len(found) == 1:
            return []
        return [n - 1 for n in found if n and self._holds(n - 1, text)]

    def _holds(self, n: int, text: bytes) -> bool:
        """Whether a pattern that is found with gaps of any length is in the text with its own."""
        pattern = self._patterns[n]
        return pattern == self._wide[n] or _alone(pattern).search(text) is not None


@cache
def _alone(pattern: str) -> Any:
    return re2.compile(pattern, options())


def options(memory: int = MAX_MEMORY) -> Any:
    """RE2's options: so much memory, and silence."""
    told = re2.Options()
    told.max_mem = memory
    told.log_errors = False
    return told
