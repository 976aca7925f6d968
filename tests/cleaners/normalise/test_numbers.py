"""What is a number, and what only looks like one to Python."""

import pytest

from cleaners.normalise.numbers import number


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("007", 7), ("640", 640), ("999999999", 999_999_999)])
def test_a_few_digits_are_a_number(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "²", "①", "٣", "３", "-1", "+1", "1.5", " 1", "1_0", "1e9", "9" * 10, "9" * 5000])
def test_whatever_else_python_takes_for_one_or_raises_for_is_none(text: str) -> None:
    assert number(text) is None
