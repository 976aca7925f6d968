"""What a text must contain so that an RE2 pattern can match it: sets of strings, of each of which each match has one.

As in the prefilter of RE2 itself and of Russ Cox, "Regular Expression Matching with a Trigram Index" (2012), but for
whole strings: what a piece of the pattern may be is spelled out as long as that is few strings; where it becomes many,
what was spelled so far is kept, and spelling begins anew. A pattern of which nothing is known is always to be asked.
"""

import re
from itertools import product
from math import prod
from typing import NamedTuple

MOST = 32
"""So many strings at most are spelled out."""
_HARD = re.compile(r"(?<!\\)\(\?[a-zA-Z]*[isU][a-zA-Z]*[:)]|\[:\^?[a-z]+:\]|\\[QCxA]|\\[pP]\{")
"""What the rules' patterns are not written with: a pattern that has it is always asked."""
BREAK = "\n"
"""What begins and ends a text: the texts are asked about as lines, and a pattern's ^ and $ are of its line."""


class _Rates(dict[str, float]):
    """Character → how many of a text's are this one, very roughly. What is not here is rare on most pages."""

    def __missing__(self, rare: str) -> float:
        return 0.002


_RATES = _Rates(
    dict.fromkeys("abcdefghijklmnopqrstuvwxyz", 0.04)
    | dict.fromkeys("0123456789!\"#%&'()*+,-./:;<=>?\n", 0.01)
    | {" ": 0.5}  # it stands between words: a short one that is whole is hardly rarer than its letters
)
_TELLING = re.compile(r"[^ !-#%-/:-?\n]|\n.|.\n")
"""What no string is without that tells anything: one of common signs alone is in most texts."""
_PLAIN = re.compile(r"(?:[^\\()\[|.^$*+?{](?![*+?{]))+")
"""Characters that mean themselves."""
_WORDS = re.compile(r"[^\\()\[|.^$*+?{]++(?:\|[^\\()\[|.^$*+?{]++)*+(?=\)|\Z)")
"""Nothing but alternatives of such."""
_SPACE = re.compile(r"(?<!\\)\\ ")
_EVERYWHERE = frozenset({"", BREAK})
"""In every text."""
_PLACES = frozenset("bBz")
_CLASSES = frozenset("wWsSDpP")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_DIGITS = frozenset("0123456789")


Strings = frozenset[str]


class Piece(NamedTuple):
    """What is known of a part of a pattern: all strings that it may be, where those are few; else sets of which each
    of its matches has one, of each."""

    exact: Strings | None = None
    needed: tuple[Strings, ...] = ()
    end: Strings | None = None
    """Where it is not spelled out: a set of which each of its matches ends with one."""

    def sets(self) -> tuple[Strings, ...]:
        """All that each of its matches has one of."""
        return (self.exact,) if self.exact else self.needed

    def telling(self) -> Strings | None:
        """The set of which the fewest texts have one."""
        found = self.sets()
        return min(found, key=_frequency) if len(found) > 1 else next(iter(found), None)


_EMPTY = Piece(frozenset({""}))
_UNKNOWN = Piece()


def literals(pattern: str) -> tuple[Strings, ...]:
    """Sets of strings: each text that a valid RE2 pattern matches has one of each set. The first is the set of which
    the fewest texts have one; none where that is not known of any that tells something.

    >>> [sorted(strings) for strings in literals(r"^sign up (?:to|for) our \\pL+ (?:now|today)")]
    [['\\nsign up for our ', '\\nsign up to our '], [' now', ' today']]
    """
    plain = _SPACE.sub(" ", pattern.removeprefix("(?m)"))
    if _HARD.search(plain):
        return ()
    try:
        piece, end = _either(plain, 0)
    except (IndexError, ValueError):  # no pattern at all
        return ()
    found = sorted(dict.fromkeys(map(_least, piece.sets())), key=_frequency)
    if end < len(plain) or not found or not all(map(_TELLING.search, found[0])):
        return ()
    return tuple([strings for strings in found if strings.isdisjoint(_EVERYWHERE)])


def _least(found: Strings) -> Strings:
    """Without the strings that have another of them within: of `share` and `shares` the first."""
    least: list[str] = []
    for text in sorted(found, key=len):
        for part in least:
            if part in text:
                break
        else:
            least.append(text)
    return frozenset(least)


def _frequency(found: Strings) -> float:
    """How often a text has one of the strings. Signs alone are in most texts."""
    return sum([prod(map(_RATES.__getitem__, text)) if _TELLING.search(text) else 1.0 for text in found])


def _either(pattern: str, at: int) -> tuple[Piece, int]:
    """The alternatives that begin here, and where they end."""
    if words := _WORDS.match(pattern, at):
        return _one_of([Piece(frozenset({word})) for word in words[0].split("|")]), words.end()
    pieces = []
    while True:
        piece, at = _sequence(pattern, at)
        pieces.append(piece)
        if at == len(pattern) or pattern[at] != "|":
            return _one_of(pieces), at
        at += 1


def _one_of(pieces: list[Piece]) -> Piece:
    if len(pieces) == 1:
        return pieces[0]
    exact = [piece.exact for piece in pieces if piece.exact is not None]
    if len(exact) == len(pieces) and (few := _few(frozenset().union(*exact))):
        return Piece(few)
    needed = [found for piece in pieces if (found := piece.telling()) and all(map(_TELLING.search, found))]
    return Piece(None, (frozenset[str]().union(*needed),) if len(needed) == len(pieces) else ())


def _few(found: Strings) -> Strings | None:
    return found if len(found) <= MOST else None


def _sequence(pattern: str, at: int) -> tuple[Piece, int]:
    """What stands one after the other from here, and where that ends."""
    whole, spelled, needed = True, frozenset({""}), list[Strings]()
    while at < len(pattern) and pattern[at] not in "|)":
        if plain := _PLAIN.match(pattern, at):
            spelled, at = frozenset([text + plain[0] for text in spelled]), plain.end()
            continue
        piece, at = _repeated(pattern, *_single(pattern, at))
        longer = _joined(spelled, piece.exact)
        if longer is None:
            whole, needed = False, [*needed, spelled, *piece.needed]
            longer = piece.exact or piece.end or frozenset({""})
        spelled = longer
    return Piece(spelled) if whole else Piece(None, (*needed, spelled)), at


def _joined(before: Strings, after: Strings | None) -> Strings | None:
    if after is None or len(before) * len(after) > MOST:
        return None
    # ^ after ^ is the same place
    return frozenset(a + (b.removeprefix(BREAK) if a.endswith(BREAK) else b) for a, b in product(before, after))


def _single(pattern: str, at: int) -> tuple[Piece, int]:
    """One character, class, place or group, and where it ends."""
    sign = pattern[at]
    if sign == "(":
        begin = at + 1
        if pattern.startswith("?", begin):
            begin = pattern.index(">" if pattern.startswith("?P", begin) else ":", begin) + 1
        piece, end = _either(pattern, begin)
        return piece, end + 1
    if sign == "[":
        return _class(pattern, at + 1)
    if sign in "^$":
        return Piece(frozenset({BREAK})), at + 1
    if sign == ".":
        return _UNKNOWN, at + 1
    if sign != "\\":
        return Piece(frozenset({sign})), at + 1
    return _escaped(pattern, at + 1)


def _escaped(pattern: str, at: int) -> tuple[Piece, int]:
    sign = pattern[at]
    if sign in _PLACES:
        return _EMPTY, at + 1
    if sign == "d":
        return Piece(_DIGITS), at + 1
    if sign in _CLASSES:
        return _UNKNOWN, at + (2 if sign in "pP" else 1)
    return Piece(frozenset({_CONTROLS.get(sign, sign)})), at + 1


def _class(pattern: str, at: int) -> tuple[Piece, int]:
    """A class in brackets: its characters, where they are few and none of them is a range or a class of its own."""
    negated = pattern[at] == "^"
    found, known = set[str](), not negated
    at = first = at + negated
    while pattern[at] != "]" or at == first:
        if pattern[at] == "\\":
            piece, at = _escaped(pattern, at + 1)
            known = known and piece.exact is not None
            found |= piece.exact or frozenset()
        else:
            found.add(pattern[at])
            at += 1
        if pattern[at] == "-" and pattern[at + 1] != "]":
            known = False
    return Piece(_few(frozenset(found)) if known else None), at + 1


def _repeated(pattern: str, piece: Piece, at: int) -> tuple[Piece, int]:
    """The piece, as often as the sign after it says, and where that sign ends."""
    sign = pattern[at] if at < len(pattern) else ""
    if sign not in ("*", "+", "?", "{"):
        return piece, at
    (least, most), end = {"*": (0, 2), "+": (1, 2), "?": (0, 1)}.get(sign, (0, 0)), at + 1
    if sign == "{":
        end = pattern.index("}", at) + 1
        low, _, high = pattern[at + 1 : end - 1].partition(",")
        least, most = int(low), int(high or 2) if "," in pattern[at:end] else int(low)
    if pattern.startswith("?", end):
        end += 1
    return _times(piece, least, most), end


def _times(piece: Piece, least: int, most: int) -> Piece:
    if least == most == 1:
        return piece
    if (least, most) == (0, 1) and piece.exact is not None:
        return Piece(_few(piece.exact | {""}))
    return Piece(None, piece.sets(), piece.exact) if least else _UNKNOWN
