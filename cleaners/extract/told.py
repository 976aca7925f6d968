"""A value that a page tells, with the evidence for it."""

from typing import NamedTuple


class Told(NamedTuple):
    """A value and where it stood."""

    value: str
    source: str
