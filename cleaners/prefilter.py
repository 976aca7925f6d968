"""Which texts may hold which pattern, told by the strings that the patterns need: all of them are looked for in all
texts at once, by an Aho-Corasick automaton. A pattern itself is then asked of few texts, and most of none.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from ahocorasick_rs import BytesAhoCorasick, Implementation

from cleaners.literals import BREAK, literals

Candidates = list[dict[int, frozenset[int]]]
"""Of each group: number of a line → numbers of the patterns."""

_NONE = frozenset[int]()
_END = BREAK.encode()
_BREAK = ord(BREAK)
BEGIN = 12
"""Bytes of a string that are looked for: they tell as much as all of it, and the automaton is half as large."""
LONGEST = 4_000
"""A longer line (bytes) is gone through by itself and in pieces of so many: one that is made of such strings alone
gives a match for each letter, and all matches of a piece are in memory."""


class Prefilter:
    """Of groups of valid RE2 patterns for single lines; `whole` are the lines that a group asks for as they are."""

    def __init__(self, groups: Sequence[Iterable[str]], whole: Sequence[Iterable[str]] = ()) -> None:
        owners: dict[bytes, dict[int, list[int]]] = {}
        always: dict[int, list[int]] = {}
        self._groups = len(groups)
        for group, patterns in enumerate(groups):
            for number, pattern in enumerate(patterns):
                needed = literals(pattern)
                if needed is None:
                    always.setdefault(group, []).append(number)
                for text in needed or ():
                    owners.setdefault(text.encode()[:BEGIN], {}).setdefault(group, []).append(number)
        self._always = [(group, frozenset(numbers)) for group, numbers in always.items()]
        self._whole: dict[str, list[int]] = {}
        for group, texts in enumerate(whole):
            for text in texts:
                self._whole.setdefault(text, []).append(group)
        strings = list(owners)
        self._owners = [[(group, frozenset(of)) for group, of in of_groups.items()] for of_groups in owners.values()]
        self._reach = max(map(len, strings), default=0)
        self._automaton = BytesAhoCorasick(strings, implementation=Implementation.ContiguousNFA)

    def candidates(self, lines: Sequence[bytes], trimmed: Sequence[str] = ()) -> Candidates:
        """For each group the lines that may hold one of its patterns, and those patterns; no other line does, nor any
        other pattern. The lines (UTF-8) have no breaks in them; `trimmed` are they without signs around them: where
        one is what the group asks for as it is, it is told too, if need be without a pattern."""
        found: Candidates = [{} for _ in range(self._groups)]
        for group, numbers in self._always:
            found[group] = dict.fromkeys(range(len(lines)), numbers)
        for string, line in set(self._strings(lines)):
            for group, numbers in self._owners[string]:
                of_group = found[group]
                others = of_group.get(line)
                of_group[line] = others | numbers if others else numbers
        for line, text in enumerate(trimmed):
            for group in self._whole.get(text, ()):
                found[group].setdefault(line, _NONE)
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
