"""Many RE2 patterns as one automaton: which of them are in a text, in one pass that is linear in the text.

The binding answers an automaton that outgrew its memory as it answers a text without a match. So the first pattern of
each set matches every text: an answer without it is no answer, and the patterns are then asked one by one.
"""

from typing import Any

import re2

MAX_MEMORY = 64 << 20
"""Bytes of an automaton's states: some 20 MB are the most that pages in forty languages were seen to need."""
ALWAYS = "^"


class Automaton:
    """The patterns, compiled. Raises re2.error where one of them is none, or all of them outgrow `memory`."""

    def __init__(self, patterns: tuple[str, ...], memory: int = MAX_MEMORY) -> None:
        self._options = options(memory)
        self._patterns = patterns
        self._set: Any = re2.Set.SearchSet(self._options)
        for pattern in (ALWAYS, *patterns):
            self._set.Add(pattern)
        self._set.Compile()

    def found(self, text: bytes) -> list[int]:
        """The numbers of the patterns that are in `text` (UTF-8), in no order."""
        found = self._set.Match(text)
        if found is None:
            return [n for n, p in enumerate(self._patterns) if re2.search(p, text, self._options)]
        return [n - 1 for n in found if n] if len(found) > 1 else []


def options(memory: int = MAX_MEMORY) -> Any:
    """RE2's options: so much memory, and silence."""
    told = re2.Options()
    told.max_mem = memory
    told.log_errors = False
    return told
