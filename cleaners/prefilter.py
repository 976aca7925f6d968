"""Which texts may hold a pattern of which group, told by the strings that the patterns need: all of them are looked for
in all texts at once, by an Aho-Corasick automaton. The patterns themselves are then asked of few texts.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from ahocorasick_rs import BytesAhoCorasick

from cleaners.literals import BREAK, literals

_END = BREAK.encode()
LONGEST = 4_000
"""A longer line (bytes) may hold anything: one made of such strings alone would give a match for each letter."""


class Prefilter:
    """Of groups of valid RE2 patterns, each with `(?m)` or for single lines."""

    def __init__(self, groups: Sequence[Iterable[str]]) -> None:
        owners: dict[str, set[int]] = {}
        self._always = set[int]()
        self._groups = len(groups)
        for group, patterns in enumerate(groups):
            for pattern in patterns:
                needed = literals(pattern)
                if needed is None:
                    self._always.add(group)
                for text in needed or ():
                    owners.setdefault(text, set()).add(group)
        self._owners = [tuple(sorted(found)) for found in owners.values()]
        self._automaton = BytesAhoCorasick([text.encode() for text in owners])

    def candidates(self, lines: Sequence[bytes]) -> dict[int, list[int]]:
        """For each group the numbers of the lines, in order, that may hold one of its patterns; no other line does.
        The lines (UTF-8) have no breaks in them."""
        long = {n for n, line in enumerate(lines) if len(line) > LONGEST}
        found = {group: set(long) for group in range(self._groups)} if long else {}
        found |= {group: set(range(len(lines))) for group in self._always}
        lines = [b"" if n in long else line for n, line in enumerate(lines)] if long else lines
        starts = list(accumulate((len(line) + 1 for line in lines), initial=1))
        text = b"".join([_END, _END.join(lines), _END])
        for number, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            # a string that begins with a break is of the line after it
            line = bisect_right(starts, start + (text[start] == _END[0])) - 1
            for group in self._owners[number]:
                found.setdefault(group, set()).add(line)
        return {group: sorted(numbers) for group, numbers in found.items()}
