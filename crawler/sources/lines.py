"""On which line of a TOML file each key and each element of an array stands, which TOML's readers do not tell.

It reads TOML that tomllib has accepted, and so need not find faults: only strings, comments and brackets matter to it.
"""

import re
from collections import Counter
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Keys and, within arrays, positions: ("sources", "courier", "include", 1)."""

_TOKEN = re.compile(
    r'"""(?:\\[\s\S]|[^\\])*?"{3,5}(?!")|' + r"'''[\s\S]*?'{3,5}(?!')|"
    r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|"
    r"#[^\n]*|[\[\]{}=.,\n]|[^\s\[\]{}=.,\"'#]+"
)
_BARE_END = frozenset(",]}\n")


def key_lines(text: str) -> dict[Path, int]:
    """The line of every key, table header and array element, counted from 1. A table without a header has that of the
    first key in it."""
    return _Scan(text).lines


def headers(text: str) -> list[tuple[int, Path]]:
    """The headers of tables, each with its line, in the order of the file."""
    return _Scan(text).headers


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of the key, or of the nearest table around it that is written out; 0 where there is none."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


class _Scan:
    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self.headers: list[tuple[int, Path]] = []
        self._tokens = _tokens(text)
        self._kind, self._line = "", 0
        self._tables = Counter[Path]()
        self._next()
        table: Path = ()
        while self._kind:
            if self._kind == "\n":
                self._next()
            elif self._kind == "[":
                table = self._header()
            else:
                self._pair(table)

    def _next(self) -> None:
        self._kind, self._line = next(self._tokens, ("", self._line))

    def _header(self) -> Path:
        line = self._line
        self._next()
        many = self._kind == "["
        if many:
            self._next()
        path = self._in_arrays(self._key())
        for _ in range(1 + many):
            self._next()
        for end in range(1, len(path) + 1):
            self._note(path[:end], line)
        if many:
            self._tables[path] += 1
            path = (*path, self._tables[path] - 1)
        self._note(path, line)
        self.headers.append((line, path))
        return path

    def _in_arrays(self, key: Path) -> Path:
        """The path of a header, each array of tables on the way standing for the last table in it."""
        path: Path = ()
        for n, part in enumerate(key, 1):
            path = (*path, part)
            if n < len(key) and path in self._tables:
                path = (*path, self._tables[path] - 1)
        return path

    def _key(self) -> Path:
        parts: list[str | int] = []
        while self._kind not in ("]", "=", ""):
            if self._kind != ".":
                parts.append(_unquoted(self._kind))
            self._next()
        return tuple(parts)

    def _pair(self, table: Path) -> None:
        line = self._line
        path = (*table, *self._key())
        for end in range(len(table) + 1, len(path) + 1):
            self._note(path[:end], line)
        self._next()
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._kind == "[":
            self._array(path)
        elif self._kind == "{":
            self._inline_table(path)
        else:
            while self._kind and self._kind not in _BARE_END:
                self._next()

    def _array(self, path: Path) -> None:
        self._next()
        n = 0
        while self._kind not in ("]", ""):
            if self._kind in (",", "\n"):
                self._next()
                continue
            self._note((*path, n), self._line)
            self._value((*path, n))
            n += 1
        self._next()

    def _inline_table(self, path: Path) -> None:
        self._next()
        while self._kind not in ("}", ""):
            if self._kind in (",", "\n"):
                self._next()
            else:
                self._pair(path)
        self._next()

    def _note(self, path: Path, line: int) -> None:
        self.lines.setdefault(path, line)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Each token with its line; comments are none."""
    line, seen = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        if not match[0].startswith("#"):
            yield match[0], line


def _unquoted(key: str) -> str:
    if key.startswith('"'):
        import tomllib  # knows the escapes

        return next(iter(tomllib.loads(f"{key} = 0")))
    return key.strip("'")
