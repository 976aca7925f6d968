"""Which addresses a source wants: its include and exclude patterns, applied."""

from typing import Any

from crawler.sources.model import Source


class BadPattern(ValueError):
    """A text is no pattern of RE2."""


class Scope:
    """A source's patterns, compiled once. Each is searched in the whole address; letter case counts."""

    def __init__(self, source: Source) -> None:
        self._include = [compiled(p) for p in source.include]
        self._exclude = [compiled(p) for p in source.exclude]

    def takes(self, url: str) -> bool:
        """Whether one of `include` is found in the address, if there are any, and none of `exclude`."""
        wanted = not self._include or any(p.search(url) for p in self._include)
        return wanted and not any(p.search(url) for p in self._exclude)


def compiled(pattern: str) -> Any:
    """The pattern, which takes time linear in the address, whatever it is. Raises BadPattern with the reason."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as e:
        said = e.args[0] if e.args else ""
        raise BadPattern(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)) from e
