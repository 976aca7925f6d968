"""No input that a fuzzer makes has a reader raise: a few for each, the same ones each time (`make fuzz` makes more)."""

import pytest

from benchmarks.hard.fuzz import READERS, fuzz


@pytest.mark.parametrize("reader", READERS)
def test_no_input_raises(reader: str) -> None:
    assert fuzz(reader, 60) is None
