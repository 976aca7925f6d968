"""sources.toml, written: one entry comes or goes, and every other byte stays as the user wrote it.

A file is replaced as a whole, so that nobody ever reads half of it; whoever changes it holds a lock on its folder, so
that of two who do it at once the second sees what the first has written.
"""

import fcntl
import io
import os
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.sources.lines import headers
from crawler.sources.load import decoded, load_sources
from crawler.sources.model import Source

KEYS = ("feeds", "sitemaps", "sections")
LONGEST = 100
"""Letters of a line that holds a whole list."""


class Taken(ValueError):
    """The file has a source of this name, or with this front page: `source` is that one."""

    def __init__(self, source: Source) -> None:
        super().__init__(f"{source.name} is there already")
        self.source = source


class NotThere(ValueError):
    """The file has no source of this name, or not as a table of its own."""


def add(path: Path, source: Source) -> str:
    """Write an entry for the source at the end of the file, which is made where there is none: its name, address and
    lists. Gives the entry. Raises Taken, BadSources for a file that is wrong already, and OSError."""
    with _changing(path) as text:
        config = load_sources(text.was, str(path), prove=False)
        if twin := config.get(source.name) or config.get(source.url):
            raise Taken(twin)
        end = "\r\n" if "\r\n" in text.was else "\n"
        entry = written(source)
        before = text.was if not text.was or text.was.endswith("\n") else text.was + end
        text.now = before + (end if before else "") + entry.replace("\n", end)
        load_sources(text.now, str(path), prove=False)
    return entry


def remove(path: Path, name: str) -> str:
    """Take the source's entry out of the file, with the comments in it and those directly above it. Gives what was
    taken. Raises NotThere, BadSources, OSError."""
    with _changing(path) as text:
        load_sources(text.was, str(path), prove=False)
        kept, gone = _parted(text.was, name)
        if not _is_without("".join(kept), text.was, name):
            raise NotThere(f"{path}: {name} is not written as [sources.{name}]; it can be removed by hand only")
        text.now = "".join(kept)
    return "".join(gone)


def written(source: Source) -> str:
    """The entry of a source, as it stands in the file."""
    import tomlkit

    rows = [f"[sources.{tomlkit.key(source.name).as_string()}]", f"url = {tomlkit.string(source.url).as_string()}"]
    for key in KEYS:
        urls = [tomlkit.string(url).as_string() for url in getattr(source, key)]
        row = f"{key} = [{', '.join(urls)}]"
        if urls:
            rows += [row] if len(row) <= LONGEST else [f"{key} = [", *(f"    {url}," for url in urls), "]"]
    return "\n".join(rows) + "\n"


def _is_without(now: str, was: str, name: str) -> bool:
    """Whether a file says now what it said before, but for just this source."""
    try:
        after, before = (tomllib.loads(text.removeprefix("\ufeff")) for text in (now, was))
    except tomllib.TOMLDecodeError:
        return False
    found = before.get("sources", {}).pop(name, None)
    return (
        found is not None
        and before.get("sources", {}) == after.pop("sources", {})
        and {k: v for k, v in before.items() if k != "sources"} == after
    )


def _parted(text: str, name: str) -> tuple[list[str], list[str]]:
    """The lines that stay, and those of the source's tables."""
    rows = io.StringIO(text, newline="").readlines()
    starts = [line - 1 for line, _ in headers(text)] + [len(rows)]
    gone = set[int]()
    for n, (_, path) in enumerate(headers(text)):
        if path[:2] == ("sources", name):
            gone |= set(range(_begin(rows, starts[n]), _end(rows, starts[n + 1])))
    kept = [row for n, row in enumerate(rows) if n not in gone]
    first = min(gone, default=0)
    if "".join(kept[max(first - 1, 0) : first + 1]).strip() == "":  # of the empty lines on both sides one is enough
        at = min(first, len(kept) - 1)
        del kept[at : at + 1]
    return kept, [rows[n] for n in sorted(gone)]


def _begin(rows: list[str], head: int) -> int:
    """Where a table begins: with the comments directly above it, but not with those that open the file."""
    first = head
    while first and rows[first - 1].lstrip().startswith("#"):
        first -= 1
    return first or head


def _end(rows: list[str], following: int) -> int:
    """Where a table ends, the next one following: after its last key, and the comments that hang on to it."""
    last = following
    while not rows[last - 1].strip() or rows[last - 1].lstrip().startswith("#"):
        last -= 1
    end = last
    while end < following and rows[end].strip():
        end += 1
    return last if end == following < len(rows) else end


class _Text:
    """A file's content, before and after."""

    def __init__(self, was: str) -> None:
        self.was = self.now = was


@contextmanager
def _changing(path: Path) -> Iterator[_Text]:
    """The content of the file, to be changed while nobody else does; written where the block ends without an error."""
    path = path.resolve()  # a link stays one
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        text = _Text(decoded(path.read_bytes(), str(path)) if path.exists() else "")
        yield text
        if text.now != text.was:
            _replace(path, text.now)
    finally:
        os.close(folder)


def _replace(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink()
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
