"""What the prefilter leaves out has no match: strings that a pattern needs are told right, for whatever pattern."""

import random

import pytest
import re2

from cleaners.literals import literals
from cleaners.prefilter import LONGEST, Prefilter


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("newsletter", {"newsletter"}),
        ("sign up (?:to|for) our", {"sign up to our", "sign up for our"}),
        (
            r"share (?:this|the article) \d",
            {f"share {what} {n}" for what in ("this", "the article") for n in range(10)},
        ),
        ("(?m)^advertisement$", {"\nadvertisement\n"}),
        ("by .* for reuters", {" for reuters"}),
        ("(?:read|see)? ?more", {"more", " more", "readmore", "read more", "seemore", "see more"}),
        ("colou*rs", {"colo"}),
        ("[Tt]ags", {"Tags", "tags"}),
        (r"photo\ by|\(ap\)", {"photo by", "(ap)"}),
        ("(?:very )+rare", {"very rare"}),
        (r"\d{1,2}:\d{2}", {f"{n}:" for n in range(10)}),
        (r"(?:x|follow):? @[a-z]*", {" @", ": @", "x @", "follow @", "x: @", "follow: @"}),
        ("ab{2}c{0,2}d", {"abbd", "a"}),
    ],
)
def test_the_strings_are_those_of_which_each_match_has_one(pattern: str, needed: set[str]) -> None:
    found = literals(pattern)
    assert found
    assert found[0] <= needed


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"sign up .* our [\pL -]+ by e-?mail", [{" by email", " by e-mail"}, {" our "}, {"sign up "}]),
        (r"^\pL+ (?:shares?|likes?)$", [{" share\n", " shares\n", " like\n", " likes\n"}]),
        (r"(?:read|see) (?:the \pL+ )+here", [{"read ", "see "}, {"the "}, {" "}, {"here"}]),
        (r"(?:read .* more|see .* all) of", [{"read ", "see "}, {" of"}]),
        ("a.?b.*c", [{"a"}, {"b"}, {"c"}]),
    ],
)
def test_of_what_else_it_needs_each_match_has_one_too(pattern: str, needed: list[set[str]]) -> None:
    found = literals(pattern)
    assert {frozenset(strings) for strings in found} == set(map(frozenset, needed))


@pytest.mark.parametrize(
    "pattern",
    [r"\pL+", ".*", "a*", "a|", "(?:a|b?)", "[^a]", r"\d?", "(?i)news", "[[:alpha:]]s", "^$", r"\QA\E", "(", ""],
)
def test_a_pattern_that_needs_no_string_is_always_asked(pattern: str) -> None:
    assert literals(pattern) == ()


def pattern(chance: random.Random, depth: int = 3) -> str:
    """A pattern, of few letters so that it often matches."""
    kinds = ["letter", "class", "not", "any", "mark"] + ["either", "many", "joined", "joined"] * bool(depth)
    match chance.choice(kinds):
        case "letter":
            return chance.choice("abc")
        case "class":
            return chance.choice(["[ab]", "[a-c]", "[b-]", r"[\d]", "[]a]"])
        case "not":
            return chance.choice(["[^a]", r"\W", r"\PL", r"[^\pL]"])
        case "any":
            return chance.choice([".", r"\d", r"\pL", r"\s"])
        case "mark":
            return chance.choice(["^", "$", r"\b", r"\.", r"\-"])
        case "either":
            return f"(?:{'|'.join(pattern(chance, depth - 1) for _ in range(chance.randint(1, 3)))})"
        case "many":
            return (
                f"(?:{pattern(chance, depth - 1)}){chance.choice(['*', '+', '?', '*?', '{2}', '{1,}', '{0,2}', '??'])}"
            )
        case _:
            return "".join(pattern(chance, depth - 1) for _ in range(chance.randint(2, 4)))


def test_no_line_that_matches_is_left_out() -> None:
    chance = random.Random("bridge")
    lines = ["".join(chance.choices("abc1.- ", k=chance.randint(0, 7))) for _ in range(150)]
    told = 0
    for _ in range(1_500):
        asked = f"(?m){pattern(chance)}"
        compiled = re2.compile(asked)
        kept = Prefilter([[asked]]).candidates(lines)[0]
        told += len(kept) < len(lines)
        assert {n for n, line in enumerate(lines) if compiled.search(line)} <= set(kept), asked
    assert told > 300


def test_each_group_is_told_its_own_lines_and_which_of_its_patterns_to_ask() -> None:
    lines = ["the bridge", "a river and a bridge", "ブリッジ", ""]
    groups = [["bridge$", "ブリッジ"], [r"^a river \pL+"], ["^the", r"\pL"], []]
    assert Prefilter(groups).candidates(lines) == [
        {0: [0], 1: [0], 2: [1]},
        {1: [0]},
        {0: [0, 1], 1: [1], 2: [1], 3: [1]},
        {},
    ]
    assert Prefilter([]).candidates(lines) == []
    assert Prefilter(groups[:2]).candidates([]) == [{}, {}]


def test_a_line_that_a_group_asks_for_as_it_is_is_told_with_or_without_a_pattern() -> None:
    asked = Prefilter([["bridge"], []], [{"the bridge", "the end"}, {"the end"}])
    told = asked.candidates(["the bridge", "the end!", "to the end"], ["the bridge", "the end", "to the end"])
    assert told == [{0: [0], 1: []}, {1: []}]


def test_what_begins_a_line_is_not_taken_for_the_end_of_the_line_before() -> None:
    asked = Prefilter([["^river"], ["bridge$"]])
    assert asked.candidates(["bridge", "river"]) == [{1: [0]}, {0: [0]}]


@pytest.mark.parametrize("before", [0, 1, LONGEST - 3, LONGEST - 1, LONGEST, 2 * LONGEST - 2, 3 * LONGEST])
def test_what_a_very_long_line_holds_is_found_wherever_it_stands(before: int) -> None:
    long = "x" * before + "bridge" + "y" * (4 * LONGEST)
    found = Prefilter([["bridge"], ["y$"], ["tide"], ["^bridge"]]).candidates(["bridge", long, "river"])
    at_its_begin = {0: [0]} if before else {0: [0], 1: [0]}
    assert found == [{0: [0], 1: [0]}, {1: [0]}, {}, at_its_begin]


def test_a_pattern_is_not_asked_of_more_words_than_it_takes() -> None:
    asked = Prefilter([["bridge", "bridge$", r"\pL"]], longest=[[3, 9, 5]])
    assert asked.candidates(["the bridge"] * 3, words=[3, 7, 10]) == [{0: [0, 1, 2], 1: [1]}]


def test_a_line_that_has_only_the_begin_of_what_is_looked_for_is_left_out() -> None:
    asked = Prefilter([["sign up for our newsletter"], ["paper"]])
    assert asked.candidates(["sign up for our paper"]) == [{}, {0: [0]}]
