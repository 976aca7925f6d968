"""Row 13: twice the text takes twice the time, whatever the text is made of.

Every pattern that the cleaners and the crawler compile is tried by itself on strings made against it, from its own
parts. Some take the square of a text that they are given alone, for they are only given a line, or text without rows of
spaces. So each string that upsets one, and strings that upset patterns in general, are put into all places of a page
that can hold a text; and into each cleaner. Pages of broken markup take the ways that no other page takes: too deep,
and in an encoding that is guessed. RE2, in which the phrases are, has no such strings.
"""

import importlib
import json
import pkgutil
import re
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from itertools import count
from math import inf
from re import _compiler  # type: ignore[attr-defined]
from typing import Any

from benchmarks.hard.child import in_a_child
from benchmarks.hard.pumps import against
from benchmarks.hard.score import Figure, Lab

ATTACKS = (
    " ", "\n", "\t ", "\u00a0", "a", "a ", "aA", "1", "1 ", "1.", "1,", "-", "a-", "- ", ".", ". ", ":", "a: ", "@",
    "a@b.", "http://", "/", "((", '"', "' ", "|", " | ", "By ", "by A. ", "Source: ", "©", "2026-11-20 ", "Nov 20, ",
    "é", "田", "ا", "\u200b", "read more ", "&", "#", "_", "x" * 60 + " ", "<", "data-a", "and ", ", ",
)  # fmt: skip
OPEN = (
    "{0}<", "<{0}<p>", "</a{0}<p>", "<{0}", "<a b={0}<p>", '<a b="{0}', '<a b="{0}"<p>', "<!--{0}", "<!--{0}--><p>",
    "<script>{0}",
)  # fmt: skip
MARKUP = ("<", "a", "<a ", "</", "<a", "<!", "<b>", " ", "a=", '"', "&", "&#", "-", "é")
"""What markup is made of, in forms that another tag ends, or nothing. None of it is escaped."""
MOST_RATIO, MOST_SECONDS = 2.6, 0.5
SIZES = (1 << 10, 1 << 12, 1 << 14)
"""Letters. A text is doubled at the first size at which its time can be measured: of what cannot be measured at the
last, the square would take seconds."""
OF_PAGES, OF_MARKUP, OF_CLEANERS, MILLION = 1 << 13, 1 << 14, 1 << 16, 1 << 20
MEASURABLE = 0.004
"""Seconds of processor time."""
CAP = 5.0
"""Seconds after which a work is at it for too long: it is ended."""
HEAD = """<html><head><title>A bridge over the river</title><meta name=author content="{0}"><meta property=og:title
content="{0}"><meta property=og:site_name content="{0}"><meta name=description content="{0}"><meta name=keywords
content="{0}"><meta property=article:published_time content="{0}"><meta property=article:section content="{0}"><link
rel=canonical href="https://foo.example/{0}"><script type=application/ld+json>{1}</script><body class="{0}"><article>
<h1>A bridge over the river</h1><time datetime="{0}">Today</time><img src="/a.jpg" alt="{0}"><p>See
<a href="/{0}" title="{0}">this</a>.</p><div class="{0}" id="{0}"><p>By the river.</p></div>{2}</article></html>"""
BODY = """<html><head><title>A bridge over the river</title></head><body><nav class=breadcrumb>{0}</nav><article>
<h1>A bridge: {0} end</h1><p class=byline>By {0} end</p><p>The man {0} end</p><time>{0} end</time><p>About {0}
<a href=/>{0}</a></p><figure><img src=/a.jpg><figcaption>The river {0} end</figcaption></figure><ul><li>One {0} end</ul>
{2}<pre>{0}</pre><p><strong>Note: {0} end</strong></p><p>{0} end</p></article><footer>{0} end</footer></body></html>"""

_turns = count()


class TooLong(BaseException):
    """The work on one text has taken more than its time."""


@dataclass(slots=True)
class Worst:
    """The worst ratio and the longest time so far, and what was beyond the limits."""

    ratio: float = 0.0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def note(self, what: str, ratio: float = 0.0, seconds: float = 0.0) -> None:
        """One more figure."""
        self.ratio, self.seconds = max(self.ratio, ratio), max(self.seconds, seconds)
        if ratio > MOST_RATIO or seconds > MOST_SECONDS:
            self.wrong.append(f"×{ratio:.1f}, {seconds:.2f} s: {what}")


def growth(lab: Lab) -> Figure:
    """Row 13: the worst ratio and the longest time, of pages and of cleaners."""
    done = in_a_child(lambda: _measured(small=lab.small), seconds=1200)
    if done.result is None:
        return Figure("the work did not come to its end", good=False)
    patterns, alone, attacks, ratio, seconds, wrong = done.result
    said = f"×{ratio:.2f} at the most in pages and cleaners, of {attacks} texts made against {patterns} patterns"
    said += f" ({alone} of which take a square by themselves); {seconds:.2f} s for a million letters"
    return Figure(said, not wrong, tuple(wrong))


def _measured(*, small: bool) -> tuple[int, int, int, float, float, list[str]]:
    compiled = patterns()
    upset = {} if small else {p: found for p in compiled if (found := squares(*p))}
    usual = ATTACKS[::6] if small else ATTACKS
    attacks = list(dict.fromkeys((*usual, *(a for found in upset.values() for a in found))))
    worst = Worst()
    for attack in attacks:
        for name, form in (("attributes", HEAD), ("texts", BODY)):
            worst.note(f"{attack!r} in the {name} of a page", _ratio(partial(read, form), attack, (OF_PAGES,)))
    for attack in MARKUP[:2] if small else MARKUP:
        for form in OPEN:
            worst.note(f"{attack!r} in {form!r} of a page", _ratio(partial(read_markup, form), attack, (OF_MARKUP,)))
    _of_cleaners(usual, worst)
    return len(compiled), len(upset), len(attacks), worst.ratio, worst.seconds, worst.wrong


def patterns() -> list[tuple[str, int]]:
    """Every pattern that the modules of the cleaners and of the crawler compile while they are imported."""
    found: dict[tuple[str, int], None] = {}
    compile_ = _compiler.compile

    def noted(pattern: Any, flags: int = 0) -> Any:
        if isinstance(pattern, str) and _caller().startswith(("cleaners", "crawler")):
            found[pattern, int(flags)] = None
        return compile_(pattern, flags)

    _compiler.compile = noted
    re.purge()
    for name in [m for m in sys.modules if m.partition(".")[0] in ("cleaners", "crawler", "tests")]:
        del sys.modules[name]
    try:
        for package in ("cleaners", "crawler"):
            for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
                if not module.name.endswith("__main__"):
                    importlib.import_module(module.name)
    finally:
        _compiler.compile = compile_
    return list(found)


def _caller() -> str:
    """The module that has a pattern compiled."""
    frame = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "re":
        frame = frame.f_back  # type: ignore[assignment]
    return str(frame.f_globals.get("__name__", "")) if frame else ""


def squares(pattern: str, flags: int) -> list[str]:
    """The strings of which twice as many cost a pattern, by itself, more than twice the time."""
    found = re.compile(pattern, flags).finditer

    def work(text: str) -> None:
        deque(found(text), maxlen=0)

    return [a for a in against(pattern, flags) if _ratio(work, a, SIZES, sure=False) > MOST_RATIO]


def read(form: str, text: str) -> None:
    """Have a page with the text in many places cleaned, and looked through for links."""
    from tests.hard.bombs import STORY

    names = ("headline", "articleSection", "datePublished", "description")
    told = json.dumps({"@type": "NewsArticle", "author": {"name": text}} | dict.fromkeys(names, text))
    _page(form.format(escape(text), told.replace("</", "<\\/"), STORY).encode("utf-8", "replace"))


def read_markup(form: str, text: str) -> None:
    """The same for a page that is nested too deep, in Latin-1 without a word of it, and ends in this markup."""
    from tests.hard.bombs import STORY

    accents = "<p>Le café était déjà fermé.</p>" * 20
    _page(f"<html><body>{'<div>' * 210}{accents}{STORY}{form.format(text)}".encode("latin-1", "replace"))


def _page(page: bytes) -> None:
    from cleaners import clean
    from crawler.discover import Look
    from crawler.discover.look import look

    clean(page, "https://foo.example/2026/11/20/bridge", require_article=False)
    look(Look(page, "https://foo.example/"))


def _of_cleaners(attacks: Sequence[str], worst: Worst) -> None:
    """Each cleaner on a block of each of these; and on a million letters of the two that cost it most."""
    from cleaners.model import NOTHING_KNOWN, Block, Document, Metadata
    from cleaners.remove import AFTER, CLEANERS

    for cleaner in (*CLEANERS, *AFTER):

        def work(text: str, cleaner: Any = cleaner) -> None:
            blocks = (Block(0, "paragraph", "story", text), Block(1, "paragraph", "story", "The bridge."))
            deque(cleaner.find(Document(blocks, Metadata(title="A bridge")), NOTHING_KNOWN), maxlen=0)

        for attack in attacks:
            worst.note(f"{cleaner.name} on {attack!r}", _ratio(work, attack, (OF_CLEANERS,)))
        costs = sorted(attacks, key=lambda a, work=work: _seconds(work, a, OF_CLEANERS))  # type: ignore[misc]
        for attack in costs[-2:]:
            worst.note(f"{cleaner.name} on a million of {attack!r}", seconds=_seconds(work, attack, MILLION))


def _ratio(work: Callable[[str], object], attack: str, sizes: Sequence[int], *, sure: bool = True) -> float:
    """How many times longer twice the text takes, at the first size at which that can be told; 0: at none. To be `sure`
    of what is too much it is measured again."""
    for size in sizes:
        once = _seconds(work, attack, size)
        if once < MEASURABLE:
            continue
        twice = _seconds(work, attack, 2 * size)
        if twice >= CAP:
            return inf  # it was ended: how long it takes is not known
        ratio = twice / once
        if (
            sure and ratio > MOST_RATIO
        ):  # the best of three, for others have the machine as well; twice, for a limit is a step
            once, twice, again = (min(_seconds(work, attack, n * size) for _ in range(3)) for n in (1, 2, 4))
            ratio = min(twice / once, again / twice)
        return ratio
    return 0.0


def _seconds(work: Callable[[str], object], attack: str, size: int) -> float:
    """Processor time for so many letters; where it takes more than CAP, that."""
    text = f"{(attack * (size // len(attack) + 1))[:size]}\x00{next(_turns)}"  # no cache knows it

    def end(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGVTALRM, end)
    began = time.thread_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, CAP)
    try:
        work(text)
    except TooLong:
        return CAP
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - began
