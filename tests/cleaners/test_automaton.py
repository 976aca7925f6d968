"""One pass finds every pattern; an automaton that gives up is never taken for a text without a match."""

import random

import pytest
import re2

from cleaners.automaton import Automaton
from cleaners.remove import PHRASES
from cleaners.signals import fold

LETTERS = 100_000
SCRIPTS = {
    "Latin": (0x61, 0x7A),
    "Latin with marks": (0xE0, 0x17F),
    "Greek": (0x3B1, 0x3C9),
    "Cyrillic": (0x430, 0x45F),
    "Arabic": (0x621, 0x64A),
    "Devanagari": (0x905, 0x939),
    "Thai": (0xE01, 0xE2E),
    "Han": (0x4E00, 0x9FA5),
    "Kana": (0x3041, 0x30F6),
    "Hangul": (0xAC00, 0xD7A3),
    "signs": (0x20, 0x40),
}


def text(script: str) -> bytes:
    """So many letters of a script in words and sentences, the same in every run."""
    first, last = SCRIPTS[script]
    chance = random.Random(script)
    letters = [chr(chance.randint(first, last)) for _ in range(400)]
    return fold("".join(chance.choices([*letters, *[" "] * 60, *[". "] * 9], k=LETTERS))).encode()


TEXTS = {script: text(script) for script in SCRIPTS}


class GaveUp:
    """What the binding answers for an automaton that outgrew its memory."""

    def Match(self, text: bytes) -> None:  # noqa: N802
        return None


def test_every_pattern_in_the_text_is_found_and_no_other() -> None:
    automaton = Automaton(("bridge", "^the", "river", "tide$", r"\d"))
    assert sorted(automaton.found(b"the bridge and the tide")) == [0, 1, 3]
    assert automaton.found(b"nothing here") == []
    assert automaton.found(b"") == []


def test_of_no_patterns_none_is_found() -> None:
    assert Automaton(()).found(b"the bridge") == []


def test_an_automaton_that_gave_up_is_not_believed_and_the_patterns_are_asked_one_by_one() -> None:
    automaton = Automaton(("bridge", "^the", "river", "ब्रिज"))
    automaton._set = GaveUp()
    assert automaton.found("the bridge, ब्रिज".encode()) == [0, 1, 3]
    assert automaton.found(b"nothing here") == []


def test_an_automaton_that_has_no_memory_to_begin_with_is_an_error() -> None:
    with pytest.raises(re2.error):
        Automaton(tuple(rule for phrases in PHRASES.values() for r in phrases.rules for rule in r.patterns), 1 << 20)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("name", sorted(PHRASES))
def test_no_file_s_automaton_gives_up_on_a_long_text_of_any_script(name: str, script: str) -> None:
    automaton = PHRASES[name]._automaton
    assert automaton._set.Match(TEXTS[script]) is not None
