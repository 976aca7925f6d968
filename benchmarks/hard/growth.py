"""Row 13: twice the text takes twice the time, whatever the text is made of.

Every pattern that the cleaners compile is tried on strings made against it, from its own parts; and every cleaner on
strings that upset patterns in general.
"""

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from benchmarks.hard.child import in_a_child
from benchmarks.hard.score import Figure, Lab

ATTACKS = (
    " ", "\n", "\t ", "a", "a ", "aA", "1", "1 ", "1.", "1,", "-", "- ", ".", ". ", ":", "a: ", "@", "a@", "a@b.", "http://",
    "www.a", "/", "(", "((", '"', "' ", "|", " | ", "By ", "by A. ", "Source: ", "Photo: ", "©", "2026-11-20 ",
    "Nov 20, ", "é", "田", "ا", "\u200b", "read more ", "subscribe to our ", "&", "#", "_", "~", "=", "x" * 60 + " ",
)  # fmt: skip
MOST_RATIO, MOST_SECONDS = 2.6, 0.5
FIRST, MIDDLE, LAST = 16_384, 1 << 18, 1 << 20
NOISE = 0.01
"""Seconds below which a time says nothing."""


def growth(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 13: the worst ratio and the longest time, of the patterns and of the cleaners."""
    done = in_a_child(_measured, seconds=3000)
    patterns, cleaners, ratio, seconds, wrong = done.result
    of = f"of {patterns} patterns and {cleaners} cleaners"
    said = f"×{ratio:.2f} at the most, {of}; {seconds:.2f} s for a million letters"
    return Figure(said, not wrong, tuple(wrong))


def _measured() -> tuple[int, int, float, float, list[str]]:
    compiled = patterns_of_the_cleaners()
    wrong, worst = [], 0.0
    for pattern, flags in compiled:
        search = re.compile(pattern, flags).search
        for attack in against(pattern, flags):
            ratio = _ratio(lambda text, search=search: list(_all(search, text)), attack)  # type: ignore[misc]
            worst = max(worst, ratio)
            if ratio > MOST_RATIO:
                wrong.append(f"×{ratio:.1f}: {pattern[:100]!r} on {attack[:40]!r}")
    number, of_cleaners, seconds, more = _of_cleaners()
    return len(compiled), number, max(worst, of_cleaners), seconds, wrong + more


def _all(search: Callable[[str], Any], text: str) -> Iterator[None]:
    if search(text):
        yield


def patterns_of_the_cleaners() -> list[tuple[str, int]]:
    """Every pattern that modules of the cleaners compile while they are imported and clean a page."""
    found: dict[tuple[str, int], None] = {}
    compile_ = _compiler.compile

    def noted(pattern: Any, flags: int = 0) -> Any:
        if isinstance(pattern, str) and any(
            f.startswith(("cleaners", "crawler.discover", "crawler.dedupe")) for f in _callers()
        ):
            found[pattern, int(flags)] = None
        return compile_(pattern, flags)

    _compiler.compile = noted
    re.purge()
    for name in [m for m in sys.modules if m.partition(".")[0] in ("cleaners", "crawler", "tests")]:
        del sys.modules[name]
    try:
        from cleaners import clean, clean_text
        from crawler.dedupe import url_key
        from crawler.discover import Look
        from crawler.discover.look import look
        from tests.hard.bombs import page

        clean(page(), "https://foo.example/2026/11/20/bridge")
        clean_text(page())
        url_key("https://foo.example/a")
        look(Look(b"", "https://foo.example/"))
    finally:
        _compiler.compile = compile_
    return list(found)


def _callers() -> Iterator[str]:
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if not name.startswith("re"):
            yield name
            return
        frame = frame.f_back  # type: ignore[assignment]


def against(pattern: str, flags: int) -> Iterator[str]:
    """Strings made of the pattern's own parts, over and over: the body of each repetition after what comes before it,
    and the whole of it, so that it nearly matches in very many ways."""
    tree = _parser.parse(pattern, flags)
    made = dict.fromkeys((*_pumps(tree), *(ATTACKS[:6])))
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


def _ratio(work: Callable[[str], object], attack: str) -> float:
    """How many times longer twice the text takes, at the first size at which that can be told; 0: at none."""
    size = FIRST
    once = _seconds(work, attack, size)
    while once < NOISE and size < MIDDLE:
        size *= 4
        once = _seconds(work, attack, size)
    if once < NOISE:
        return 0.0
    ratio = _seconds(work, attack, 2 * size) / once
    if ratio > MOST_RATIO:  # once more, and the best of three, for other processes have the machine as well
        once = min(_seconds(work, attack, size) for _ in range(3))
        ratio = min(_seconds(work, attack, 2 * size) for _ in range(3)) / once
    return ratio


def _seconds(work: Callable[[str], object], attack: str, size: int) -> float:
    text = (attack * (size // len(attack) + 1))[:size] + "\x00"
    began = time.process_time()
    work(text)
    return time.process_time() - began


def _of_cleaners() -> tuple[int, float, float, list[str]]:
    """How many cleaners there are; the worst ratio and the longest time for a million letters, of any."""
    from cleaners.model import NOTHING_KNOWN, Block, Document, Metadata
    from cleaners.remove import AFTER, CLEANERS

    worst, longest, wrong = 0.0, 0.0, []
    for cleaner in (*CLEANERS, *AFTER):
        for attack in ATTACKS[::2]:

            def work(text: str, cleaner: Any = cleaner) -> object:
                blocks = (Block(0, "paragraph", "story", text), Block(1, "paragraph", "story", "The bridge."))
                return list(cleaner.find(Document(blocks, Metadata(title="A bridge")), NOTHING_KNOWN))

            ratio, seconds = _ratio(work, attack), 0.0
            if ratio:
                seconds = _seconds(work, attack, LAST)
            worst, longest = max(worst, ratio), max(longest, seconds)
            if ratio > MOST_RATIO or seconds > MOST_SECONDS:
                wrong.append(f"×{ratio:.1f}, {seconds:.2f} s: {cleaner.name} on {attack!r}")
    return len((*CLEANERS, *AFTER)), worst, longest, wrong
