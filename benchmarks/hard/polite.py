"""Rows 22 and 23: what a server asks for is kept, also where it cannot say it well."""

from benchmarks.hard.score import Figure, Lab
from tests.hard.refusals import SITUATIONS, wrongly


def refusals(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 22: a robots.txt that says no, on its way to us."""
    wrong = wrongly(SITUATIONS)
    return Figure(f"{len(SITUATIONS) - len(wrong)} of {len(SITUATIONS)}", not wrong, tuple(wrong))
