import pytest

from cleaners.explanation.plain import columns, one_line, shorten, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [("bridge", 6), ("橋", 2), ("교량", 4), ("cafe\u0301", 4), ("नु", 1), ("a\u200bb", 2), ("ｗ", 2)],
    ids=["Latin", "Han", "Hangul", "combining accent", "vowel sign", "zero-width space", "full-width letter"],
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, width: int) -> None:
    assert columns(text) == width


def test_a_control_sequence_cannot_reach_the_terminal() -> None:
    assert one_line("a\x1b]0;owned\x07\x9b2J\u202eb\ud800") == "a]0;owned2Jb"


def test_joiners_that_scripts_need_stay() -> None:
    assert one_line("می\u200cخواهد") == "می\u200cخواهد"


@pytest.mark.parametrize("text", ["The bridge is closed until spring.", "橋は春まで閉鎖される。" * 3, "word" * 30])
def test_a_shortened_text_fits_and_says_that_it_is_short(text: str) -> None:
    short = shorten(text, 20)
    assert columns(short) <= 20
    assert short.endswith("…")
    assert text.startswith(short[:-1])


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert shorten("short enough", 12) == "short enough"


@pytest.mark.parametrize(
    "text",
    ["The council met on Tuesday evening and voted.", "橋は春まで閉鎖される。" * 3, "x" * 50, "a b " + "y" * 30, ""],
)
def test_wrapped_lines_fit_and_lose_nothing(text: str) -> None:
    lines = wrap(text, 10)
    assert max(map(columns, lines)) <= 10
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_are_broken_at_spaces() -> None:
    assert wrap("one two three four", 9) == ["one two", "three", "four"]
    assert wrap("one two three", 7) == ["one two", "three"]
