"""Which texts may hold which pattern, told by the strings that the patterns need: the rarest of each are looked for in
all texts at once, by an Aho-Corasick automaton, the others where these are found. A pattern itself is then asked of few
texts, and most of none.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import inf
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from cleaners.literals import BREAK, literals

Candidates = list[dict[int, list[int]]]
"""Of each group: number of a line → numbers of the patterns."""

_END = BREAK.encode()
_BREAK = ord(BREAK)
BEGIN = 12
"""Bytes of a string that the automaton looks for: they tell nearly as much as all of it, and it is half as large."""
LONGEST = 4_000
"""A longer line (bytes) is gone through by itself and in pieces of so many: one that is made of such strings alone
gives a match for each letter, and all matches of a piece are in memory. Only the automaton is asked of it."""


Needed = tuple[tuple[str, ...], ...]
"""A line, with a break before and behind it, must have one string of each."""


class _Pattern(NamedTuple):
    group: int
    number: int
    longest: float
    needed: Needed
    """Beside what the automaton finds."""


class _Begin(NamedTuple):
    """What the automaton looks for: it says something of a line where the line has `needed`, what begins so."""

    patterns: frozenset[int]
    longest: float
    needed: Needed


class Prefilter:
    """Of groups of valid RE2 patterns for single lines; `whole` are the lines that a group asks for as they are, and
    `longest` the words of the longest line that each pattern is asked of."""

    def __init__(
        self,
        groups: Sequence[Sequence[str]],
        whole: Sequence[Iterable[str]] = (),
        longest: Sequence[Sequence[float]] = (),
    ) -> None:
        self._groups = len(groups)
        self._patterns: list[_Pattern] = []
        always: list[int] = []
        owners: dict[bytes, set[int]] = {}
        spelled: dict[bytes, set[str]] = {}
        for group, patterns in enumerate(groups):
            limits = longest[group] if longest else [inf] * len(patterns)
            for number, (pattern, limit) in enumerate(zip(patterns, limits, strict=True)):
                rarest, *others = map(tuple, literals(pattern) or ((),))
                if not rarest:
                    always.append(len(self._patterns))
                for text in rarest:
                    begin = text.encode()[:BEGIN]
                    owners.setdefault(begin, set()).add(len(self._patterns))
                    spelled.setdefault(begin, set()).add(text)
                self._patterns.append(_Pattern(group, number, limit, tuple(others)))
        self._always = frozenset(always)
        self._begins = [
            _Begin(
                frozenset(of),
                max(self._patterns[n].longest for n in of),
                () if begin in map(str.encode, spelled[begin]) else (tuple(spelled[begin]),),
            )
            for begin, of in owners.items()
        ]
        self._whole: dict[str, list[int]] = {}
        for group, texts in enumerate(whole):
            for text in texts:
                self._whole.setdefault(text, []).append(group)
        self._reach = max(map(len, owners), default=0)
        self._automaton = BytesAhoCorasick(list(owners), implementation=Implementation.ContiguousNFA)

    def candidates(
        self, lines: Sequence[str], trimmed: Sequence[str] = (), words: Sequence[int] | None = None
    ) -> Candidates:
        """For each group the lines that may hold one of its patterns, and those patterns; no other line does, nor any
        other pattern. The lines have no breaks in them; `trimmed` are they without signs around them: where one is
        what the group asks for as it is, it is told too, if need be without a pattern. `words` are how many each line
        has, where a pattern that is not asked of so many is not to be told."""
        rows = [f"{BREAK}{line}{BREAK}" for line in lines]
        counts = words or [0] * len(lines)
        asked = [set(self._always) for _ in lines]
        for string, line in set(self._strings([line.encode() for line in lines])):
            begin = self._begins[string]
            if counts[line] <= begin.longest and _has(rows[line], begin.needed):
                asked[line] |= begin.patterns
        found: Candidates = [{} for _ in range(self._groups)]
        for line, numbers in enumerate(asked):
            for pattern in map(self._patterns.__getitem__, numbers):
                if counts[line] <= pattern.longest and _has(rows[line], pattern.needed):
                    found[pattern.group].setdefault(line, []).append(pattern.number)
        for line, text in enumerate(trimmed):
            for group in self._whole.get(text, ()):
                found[group].setdefault(line, [])
        return found

    def _strings(self, lines: Sequence[bytes]) -> list[tuple[int, int]]:
        """Each string that is in a line, as often as it may be, and the number of the line."""
        long = [n for n, line in enumerate(lines) if len(line) > LONGEST]
        within = [(string, n) for n in long for string in self._in_pieces(b"".join([_END, lines[n], _END]))]
        short = [b"" if len(line) > LONGEST else line for line in lines] if long else lines
        starts = list(accumulate((len(line) + 1 for line in short), initial=1))
        text = b"".join([_END, _END.join(short), _END])
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        # a string that begins with a break is of the line after it
        return within + [(s, bisect_right(starts, start + (text[start] == _BREAK)) - 1) for s, start, _ in found]

    def _in_pieces(self, text: bytes) -> set[int]:
        found = set[int]()
        for at in range(0, len(text), LONGEST):
            piece = text[at : at + LONGEST + self._reach]
            found.update(s for s, _, _ in self._automaton.find_matches_as_indexes(piece, overlapping=True))
        return found


def _has(row: str, needed: Needed) -> bool:
    """Whether a line, in its breaks, has what is needed, as far as that is cheap to tell."""
    if len(row) > LONGEST:
        return True
    for strings in needed:
        for string in strings:
            if string in row:
                break
        else:
            return False
    return True
