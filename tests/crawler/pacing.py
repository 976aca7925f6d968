"""The pace at which a server was asked, by its own log."""

from collections.abc import Sequence
from statistics import linear_regression

ROOM = 0.7
"""The part of a delay that a pace must reach. A busy machine notes single requests late, so that two may stand nearer
to each other in a log than they were sent; over several, what was sent twice as fast still shows as half the delay."""


def pace(moments: Sequence[float]) -> float:
    """Seconds from one of these requests (three or more, in any order) to the next: the slope of the line that lies
    nearest to all of them, which hardly moves where one of them is late."""
    assert len(moments) >= 3
    return linear_regression(range(len(moments)), sorted(moments)).slope
