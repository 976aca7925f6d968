"""What can be told of a block without understanding a word of it: the numbers that the body model looks at."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaners.extract.blocks import RawBlock
from cleaners.extract.called import GROUPS, TAGS, read_step
from cleaners.extract.form import KINDS, MOST, form
from cleaners.extract.votes import is_prose

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MARGIN = 25
"""So many blocks before the first and after the last voted one are looked at."""
_ALL_GROUPS = (1 << len(GROUPS)) - 1
_BITS = np.arange(2 * len(GROUPS) + len(TAGS)).reshape(-1, 1)
_HOLDERS = frozenset({"div", "span", "td", "body"})

NAMES: tuple[str, ...] = (
    "voted", "voted_prev", "voted_next", "voted_before_3", "voted_after_3", "voted_before_8", "voted_after_8",
    "after_first", "before_last", "gap_first", "gap_last", "position", "from_prev_vote", "to_next_vote",
    *(f"kind_{k}" for k in KINDS), "level",
    "chars", "words", "link_share", "links", "whole_link", "whole_strong", "whole_em", "inline_class",
    "ends_sentence", "sentences", "colon_end", "question_end", "digit_share", "upper_share", "starts_lower",
    "separators", "address", "url", "copyright", "newline", "chars_prev", "chars_next", "link_prev", "link_next",
    "prose_before_3", "prose_after_3",
    "up", "down", "same_parent_voted", "signature_voted", "signature_chars", "signature_count", "path_voted",
    *(f"in_{g}" for g in GROUPS), *(f"own_{g}" for g in GROUPS), *(f"tag_{t}" for t in TAGS), "hidden", "div_holder",
    "repeated", "is_title", "in_title", "is_description", "in_author",
    "page_blocks", "page_voted", "voted_share", "run_length", "run_links",
)  # fmt: skip
"""The features in the order of a row."""
_LEVEL, _BESIDE, _MARKED, _SAID, _PAGE = map(
    NAMES.index, ("kind_heading", "chars_prev", "up", "repeated", "page_blocks")
)
_FORM = slice(0, _BESIDE - _LEVEL)
_NEAR = slice(_FORM.stop, _MARKED - _LEVEL)
_HOLDER = slice(_NEAR.stop, _NEAR.stop + 2)
_WORDS = slice(_HOLDER.stop, _HOLDER.stop + _PAGE - _SAID)
_RUN = slice(_WORDS.stop, _WORDS.stop + 2)
"""Where in a row of `Table.told` stands what is a block's own form, what is beside it, its element, what it says that
others say, and the run that it stands in."""
_AROUND = np.array([-8, -3, -1, 0, 1, 2, 4, 9]).reshape(-1, 1)
_VOTED = (np.array([4, 3, 5, 3, 6, 3, 7]), np.array([3, 2, 4, 1, 4, 0, 4]))
"""The features from `voted` to `voted_after_8` are each a difference of what has been voted up to two of these."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the page says of itself, as the features use it; letters only."""

    title: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()


def candidates(raws: Sequence[RawBlock], voted: Sequence[bool]) -> list[int]:
    """The blocks that may be the story, in order: all from a little before the first voted one to a little after the
    last; farther off what is still in the element that holds most of the voted, and prose with what stands at it."""
    inside = [i for i, yes in enumerate(voted) if yes]
    if not inside:
        return list(range(len(raws)))
    base = _common([raws[i].path for i in inside])
    near = range(max(0, inside[0] - MARGIN), min(len(raws), inside[-1] + 1 + MARGIN))
    far = range(max(0, inside[0] - 4 * MARGIN), min(len(raws), inside[-1] + 4 * MARGIN))
    found = {*near, *(i for i in far if raws[i].path[: len(base)] == base)}
    for i, raw in enumerate(raws):
        if is_prose(raw):
            found.update(range(max(0, i - 2), min(len(raws), i + 3)))
    return sorted(found)


class Table:
    """A page's blocks in numbers. What does not depend on votes is counted once, however often votes are asked for."""

    def __init__(self, raws: Sequence[RawBlock], known: Known) -> None:
        self.raws, self.n, self.known = raws, len(raws), known
        self.keys = [r.key for r in raws]
        self.sizes = np.array([len(k) for k in self.keys], dtype=np.float64)
        self.links = np.array([r.link_share for r in raws])
        self.repeats = Counter(self.keys)
        paths: dict[tuple[str, ...], int] = {}
        self.path = _numbered([r.path for r in raws], paths)
        self.paths = list(paths)
        self.sign = _numbered([path[-2:] for path in paths], {})[self.path]
        held = [r.element.getparent() for r in raws]  # held here, so that lxml does not forget them meanwhile
        self.parent = _numbered(held, {})
        self.named: dict[tuple[str, ...], dict[int, tuple[int, int, int]]] = {}
        self.told = np.zeros((self.n, _RUN.stop))
        self.untold = set(range(self.n))

    def rows(self, voted: Sequence[bool], wanted: Sequence[int]) -> Floats:
        """One row of features for each wanted block, in the order of NAMES."""
        if not wanted:
            return np.zeros((0, len(NAMES)))
        if new := [i for i in wanted if i in self.untold]:
            self.tell(new)
        at, votes = np.array(wanted), _Votes(self, voted)
        own = self.told[at].T
        columns = (
            votes.place(at), own[: _NEAR.stop], votes.markup(at), own[_HOLDER.start : _WORDS.stop], votes.page(at),
            own[_RUN],
        )  # fmt: skip
        return np.concatenate(columns).T

    def tell(self, new: Sequence[int]) -> None:
        """Count what these blocks are, whoever is voted for; the first time also what is easily told of all."""
        if len(self.untold) == self.n:
            self.told[:, _NEAR] = self.neighbours().T
            self.told[:, _HOLDER] = [(r.hidden, r.element.tag in _HOLDERS) for r in self.raws]
            self.told[:, _RUN] = _runs(self.path, self.links.tolist()).T
        self.told[new, _FORM] = np.minimum(MOST, _rows([form(self.raws[i]) for i in new]))
        self.told[new, _WORDS] = _rows(self.words(new))
        self.untold.difference_update(new)

    def neighbours(self) -> Floats:
        """What stands right before and after each block: letters, share of links, and how many of three are prose."""
        sizes, links = np.zeros(self.n + 2), np.zeros(self.n + 2)
        sizes[1:-1], links[1:-1] = np.minimum(2000, self.sizes), self.links
        prose = np.zeros(self.n + 7)
        np.cumsum((self.sizes > 80) & (self.links < 0.3), out=prose[4:-3])
        prose[-3:] = prose[-4]
        before, after = prose[3:-4] - prose[:-7], prose[7:] - prose[4:-3]
        return np.array((sizes[:-2], sizes[2:], links[:-2], links[2:], before, after))

    def words(self, at: Sequence[int]) -> list[tuple[float, ...]]:
        """Whether each of the blocks says what others say, or the page's own data."""
        title, description, authors = self.known.title, self.known.description, self.known.authors
        beginning = description[:60]
        return [
            (
                min(5, self.repeats[key] - 1) if key else 0,
                bool(title) and key == title, bool(title) and len(key) > 3 and (key in title or title in key),
                len(key) > 20 and bool(description) and (key[:60] == beginning or key in description),
                len(key) < 200 and any(a in key for a in authors),
            )
            for key in map(self.keys.__getitem__, at)
        ]  # fmt: skip

    @cached_property
    def alike(self) -> tuple[Ints, Ints]:
        """How many blocks there are with the end of each path, and with each path."""
        return np.bincount(self.sign), np.bincount(self.path)


class _Votes:
    """The features of a page's blocks that depend on who is voted for, a row for each feature."""

    def __init__(self, table: Table, voted: Sequence[bool]) -> None:
        self.table, self.n = table, table.n
        self.marks = np.array(voted, dtype=np.float64)
        self.inside = [i for i, yes in enumerate(voted) if yes]
        self.first, self.last = (self.inside[0], self.inside[-1]) if self.inside else (0, self.n - 1)
        self.total = float(table.sizes @ self.marks) or 1.0
        paths = [(table.raws[i].path, len(table.keys[i]) > 80) for i in self.inside]
        self.base = _common([path for path, long in paths if long] or [path for path, _ in paths])

    def place(self, at: Ints) -> Floats:
        """The votes for the blocks and around them, and where they stand among the voted."""
        sums = np.zeros(self.n + 18, dtype=np.int64)  # 8 before the first, 9 behind the last
        np.cumsum(self.marks, out=sums[9:-9], dtype=np.int64)
        sums[-9:] = len(self.inside)
        upto = sums[8 + at + _AROUND]
        higher, lower = _VOTED
        bounds = np.array((-30, *self.inside, self.n + 30))  # the voted, and far away on both sides
        away = np.array((at - self.first, self.last - at, at - bounds[upto[3]], bounds[upto[4] + 1] - at))
        away = np.maximum(-30, np.minimum(30, away))
        return np.concatenate((upto[higher] - upto[lower], away[:2] >= 0, away[:2], [at / self.n], away[2:]))

    def markup(self, at: Ints) -> Floats:
        """What the blocks' elements are called, and how much of what is marked up like them is voted."""
        table = self.table
        path, sign, letters = table.path[at], table.sign[at], table.sizes * self.marks
        (sign_n, path_n), own = table.alike, self.marks[at]
        sign_n, path_n = sign_n[sign], path_n[path]
        sign_v, path_v = np.bincount(table.sign, self.marks)[sign], np.bincount(table.path, self.marks)[path]
        up, down, called = np.array(self.named(path.tolist())).T
        like = (
            up, down, np.bincount(table.parent, letters)[table.parent[at]] / self.total,
            _others(sign_v, sign_n, own), np.bincount(table.sign, letters)[sign] / self.total,
            np.minimum(50, sign_n), _others(path_v, path_n, own),
        )  # fmt: skip
        return np.concatenate((like, called >> _BITS & 1))

    def named(self, paths: Sequence[int]) -> list[tuple[int, int, int]]:
        """How far the paths with these numbers lead up from the article's element, how far down, and what their
        elements below are called, as bits."""
        known = self.table.named.setdefault(self.base, {})
        for number in paths:
            if number not in known:
                known[number] = _called(self.table.paths[number], self.base)
        return [known[number] for number in paths]

    def page(self, at: Ints) -> Floats:
        """The page's own numbers, the same for each block."""
        found = np.empty((3, len(at)))
        share = self.total / max(1.0, float(self.table.sizes.sum()))
        found.T[:] = min(500, self.n), min(300, len(self.inside)), share
        return found


def _called(path: tuple[str, ...], base: tuple[str, ...]) -> tuple[int, int, int]:
    common = 0
    for a, b in zip(path, base, strict=False):
        if a != b:
            break
        common += 1
    called = own = 0
    for step in path[common:]:
        called |= read_step(step)
    for step in path[-2:]:
        own |= read_step(step)
    return len(base) - common, len(path) - common, called | (own & _ALL_GROUPS) << len(GROUPS)


def _rows(tuples: Sequence[tuple[float, ...]]) -> Floats:
    """The tuples as rows of an array."""
    return np.fromiter(chain.from_iterable(tuples), np.float64).reshape(len(tuples), -1)


def _numbered(things: Sequence[Hashable], numbers: dict[Any, int]) -> Ints:
    """For each thing the number of its kind, in the order in which they first come."""
    return np.array([numbers.setdefault(thing, len(numbers)) for thing in things], dtype=np.int64)


def _others(voted: npt.NDArray[Any], count: Ints, own: Floats) -> Floats:
    """The share of the other blocks of a kind that are voted; -1 where there is no other."""
    return np.where(count > 1, (voted - own) / np.maximum(1, count - 1), -1.0)


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The path that most of the paths begin with: the article's element."""
    left = Counter(paths)
    path, count = max(left.items(), key=lambda item: item[1], default=((), 0))
    if count >= 0.6 * len(paths):
        return path
    prefix: list[str] = []
    while left:
        if len(left) == 1:  # what comes now is all of it, or nothing
            path, count = left.popitem()
            return path if count >= 0.6 * len(paths) else tuple(prefix)
        depth = len(prefix)
        tally = Counter[str]()
        for path, count in left.items():
            if len(path) > depth:
                tally[path[depth]] += count
        if not tally:
            break
        step, most = tally.most_common(1)[0]
        if most < 0.6 * len(paths):
            break
        prefix.append(step)
        left = Counter({p: n for p, n in left.items() if len(p) > depth and p[depth] == step})
    return tuple(prefix)


def _runs(path: Ints, links: Sequence[float]) -> Floats:
    """For each block the length of the run of blocks with its path that it stands in, and the run's link share."""
    cuts = np.flatnonzero(np.diff(path, prepend=-1, append=-1))
    sizes = np.diff(cuts)
    sums = [sum(links[a:b]) for a, b in pairwise(cuts.tolist())]
    return np.repeat((np.minimum(30, sizes), sums / sizes), sizes, axis=1)
