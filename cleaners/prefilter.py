"""Which texts may hold which pattern, told by the strings that the patterns need: all of them are looked for in all
texts at once, by an Aho-Corasick automaton. A pattern itself is then asked of few texts, and most of none.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from ahocorasick_rs import BytesAhoCorasick

from cleaners.literals import BREAK, literals

Candidates = list[defaultdict[int, set[int]]]
"""Of each group: number of a line → numbers of the patterns."""

_END = BREAK.encode()
LONGEST = 4_000
"""A longer line (bytes) is gone through by itself and in pieces of so many: one that is made of such strings alone
gives a match for each letter, and all matches of a piece are in memory."""


class Prefilter:
    """Of groups of valid RE2 patterns for single lines."""

    def __init__(self, groups: Sequence[Iterable[str]]) -> None:
        owners: dict[str, dict[int, list[int]]] = {}
        self._always: list[tuple[int, int]] = []
        self._groups = len(groups)
        for group, patterns in enumerate(groups):
            for number, pattern in enumerate(patterns):
                needed = literals(pattern)
                if needed is None:
                    self._always.append((group, number))
                for text in needed or ():
                    owners.setdefault(text, {}).setdefault(group, []).append(number)
        strings = [text.encode() for text in owners]
        self._owners = [tuple(of_groups.items()) for of_groups in owners.values()]
        self._reach = max(map(len, strings), default=0)
        self._automaton = BytesAhoCorasick(strings)

    def candidates(self, lines: Sequence[bytes]) -> Candidates:
        """For each group the lines that may hold one of its patterns, and those patterns; no other line does, nor any
        other pattern. The lines (UTF-8) have no breaks in them."""
        found: Candidates = [defaultdict(set) for _ in range(self._groups)]
        for group, number in self._always:
            for line in range(len(lines)):
                found[group][line].add(number)
        for string, line in self._strings(lines):
            for group, numbers in self._owners[string]:
                found[group][line].update(numbers)
        return found

    def _strings(self, lines: Sequence[bytes]) -> Iterator[tuple[int, int]]:
        """Each string that is in a line, as often as it may be, and the number of the line."""
        long = [n for n, line in enumerate(lines) if len(line) > LONGEST]
        for n in long:
            for string in self._in_pieces(b"".join([_END, lines[n], _END])):
                yield string, n
        short = [b"" if len(line) > LONGEST else line for line in lines] if long else lines
        starts = list(accumulate((len(line) + 1 for line in short), initial=1))
        text = b"".join([_END, _END.join(short), _END])
        for string, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            # a string that begins with a break is of the line after it
            yield string, bisect_right(starts, start + (text[start] == _END[0])) - 1

    def _in_pieces(self, text: bytes) -> set[int]:
        found = set[int]()
        for at in range(0, len(text), LONGEST):
            piece = text[at : at + LONGEST + self._reach]
            found.update(s for s, _, _ in self._automaton.find_matches_as_indexes(piece, overlapping=True))
        return found
