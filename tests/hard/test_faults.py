"""Whatever a server answers, its URL ends in one state with a reason, and no part of a story is taken for all of it."""

from pathlib import Path

from benchmarks.hard.faults import FAULTS, ended
from benchmarks.hard.score import Lab


def test_each_fault_ends_as_it_should_and_is_counted_once(tmp_path: Path) -> None:
    assert len(FAULTS) >= 24
    assert ended(Lab(tmp_path, small=True)) == ([], True)
