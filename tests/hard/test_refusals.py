"""A robots.txt that says no is heard in whatever way it comes, and one that is not there forbids nothing."""

from tests.hard.refusals import SITUATIONS, wrongly


def test_no_fault_of_a_robots_txt_turns_no_into_yes() -> None:
    assert len(SITUATIONS) >= 24
    assert wrongly(SITUATIONS, timeout=2) == []
