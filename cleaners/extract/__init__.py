"""Page → Document: decoded, parsed once, segmented into blocks; which of them are the story; what it says of itself."""

from cleaners.extract.document import extract
from cleaners.extract.verdict import judge

__all__ = ["extract", "judge"]
