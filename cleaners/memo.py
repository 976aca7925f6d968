"""A memory beside a frozen value: what was derived from it and is wanted again."""

from typing import Any


class Remembers:
    """What inherits from this may keep derived values under keys. No field of a dataclass: the memory is neither
    compared nor copied, pickled or listed with the fields, and is empty at first."""

    __slots__ = ("_memo",)
    _memo: dict[object, Any]

    @property
    def memo(self) -> dict[object, Any]:
        """Key → value, to be read and written."""
        try:
            return self._memo
        except AttributeError:
            object.__setattr__(self, "_memo", {})
            return self._memo
