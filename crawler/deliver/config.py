"""sinks.toml → its sinks, checked to the last key. Whatever is wrong is told at once."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path as FilePath
from typing import Any, cast

from crawler.deliver.contract import Sink
from crawler.deliver.kinds import KINDS, Reader
from crawler.export.records import ExportError
from crawler.export.selection import EVERYTHING, Selection
from crawler.sources.lines import Path, key_lines, line_of
from crawler.sources.load import NAME, decoded
from crawler.sources.problems import BadSources, Problem
from crawler.sources.secrets import PLACE, variables
from crawler.sources.values import Wrong, count, line, yes_or_no

COMMON: Mapping[str, Reader] = {
    "kind": line, "source": line, "language": line, "exclude_reserved": yes_or_no, "batch": count,
}  # fmt: skip
"""The keys of every sink."""


class Unusable(Exception):
    """A sink cannot be made as it stands in the file: one sentence that says which, and why."""


@dataclass(frozen=True, slots=True)
class SinkConfig:
    """One entry of sinks.toml. `options` are the keys of its kind, with `${NAME}` for what the environment holds; they
    are in no repr. `folder` is where the file lies: a user's own class is looked for there, too."""

    name: str
    kind: str
    options: Mapping[str, Any] = field(repr=False, hash=False)
    selection: Selection = EVERYTHING
    batch: int = 100
    folder: FilePath = FilePath()
    line: int = field(default=0, compare=False, repr=False)

    def make(self, environ: Mapping[str, str]) -> Sink:
        """The sink, not opened yet, with its secrets out of the environment. Raises Unusable."""
        module, _, name = KINDS[self.kind].place.partition(":")
        try:
            options = dict(_filled(self.options, environ))
            if self.kind == "python":
                options |= {"place": options.pop("class"), "folder": self.folder}
            return cast("Sink", getattr(import_module(module), name)(**options))
        except KeyError as e:
            raise Unusable(f"{self.name}: {e.args[0]} is not in the environment") from e
        except (ImportError, AttributeError, TypeError, ValueError, ExportError) as e:
            raise Unusable(f"{self.name}: {e}") from e


@dataclass(frozen=True, slots=True)
class Sinks:
    """A file of sinks, in its order. `name` is the file's."""

    name: str = "sinks.toml"
    sinks: tuple[SinkConfig, ...] = ()

    def get(self, name: str) -> SinkConfig | None:
        """The sink of this name."""
        return next((s for s in self.sinks if s.name == name), None)

    def missing(self, names: tuple[str, ...], environ: Mapping[str, str]) -> tuple[Problem, ...]:
        """One problem for each variable that these sinks ask for and that is not in the environment."""
        wanted = [(s, v) for s in self.sinks if s.name in names for v in sorted(set(_variables(s.options)))]
        return tuple(
            Problem(self.name, s.line, f"sinks.{s.name}", f"{variable} is not in the environment",
                    f"set it first: export {variable}=…")
            for s, variable in wanted if not environ.get(variable)
        )  # fmt: skip


def load_file(path: FilePath) -> Sinks:
    """The sinks in a file. Raises BadSources, and OSError where it cannot be read."""
    return load_sinks(decoded(path.read_bytes(), str(path)), path)


def load_sinks(text: str, path: FilePath = FilePath("sinks.toml")) -> Sinks:
    """The sinks in the text of the file at `path`. Raises BadSources."""
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise BadSources(
            (Problem(str(path), 0, "", f"no valid TOML: {e}", "mend this line, or the one before"),)
        ) from e
    reading = _Reading(path, text)
    sinks = tuple(reading.sinks(data))
    if reading.problems:
        raise BadSources(tuple(sorted(set(reading.problems))))
    return Sinks(str(path), sinks)


class _Reading:
    """One reading of one file, with the problems that it has met."""

    def __init__(self, path: FilePath, text: str) -> None:
        self.path = path
        self.lines = key_lines(text)
        self.problems: list[Problem] = []

    def sinks(self, data: Mapping[str, Any]) -> Iterator[SinkConfig]:
        for key in data:
            if key != "sinks":
                self._unknown((key,), ("sinks",))
        tables = data.get("sinks", {})
        if not isinstance(tables, dict):
            self._wrong(("sinks",), "a sink is a table", "begin it with [sinks.NAME]")
            return
        for name, raw in tables.items():
            if sink := self._sink(name, raw):
                yield sink

    def _sink(self, name: str, raw: Any) -> SinkConfig | None:
        path: Path = ("sinks", name)
        if not isinstance(raw, dict):
            self._wrong(path, "a sink is a table", f"begin it with [sinks.{name}]")
            return None
        if not NAME.fullmatch(name):
            self._wrong(path, f"{name!r} can be typed by nobody", "name it with letters, digits, - and _")
        kind = KINDS.get(raw.get("kind", ""))
        if kind is None:
            what = f"{raw['kind']!r} is unknown" if "kind" in raw else "missing"
            self._wrong((*path, "kind"), what, f"known are {', '.join(KINDS)}")
            return None
        for key in sorted(set(kind.required) - set(raw)):
            self._wrong((*path, key), "missing", f"a {raw['kind']} sink needs it; docs/deliver.md has an example")
        values = self._values(raw, {**COMMON, **kind.keys}, path)
        chosen = {k: values.pop(k) for k in ("source", "language", "exclude_reserved") if k in values}
        batch, _ = values.pop("batch", kind.batch), values.pop("kind", None)
        at = line_of(self.lines, path)
        return SinkConfig(name, raw["kind"], values, Selection(**chosen), batch, self.path.parent, at)

    def _values(self, raw: Mapping[str, Any], readers: Mapping[str, Reader], path: Path) -> dict[str, Any]:
        found = {}
        for key, value in raw.items():
            if key not in readers:
                self._unknown((*path, key), tuple(readers))
                continue
            try:
                found[key] = readers[key](value)
            except Wrong as e:
                for fault in e.faults:
                    self._wrong((*path, key, *fault.at), fault.what, fault.mend)
        return found

    def _unknown(self, path: Path, known: tuple[str, ...]) -> None:
        close = get_close_matches(str(path[-1]), known, n=1)
        self._wrong(path, "unknown", f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}")

    def _wrong(self, path: Path, what: str, mend: str) -> None:
        key = ".".join(p for p in path if isinstance(p, str))
        self.problems.append(Problem(str(self.path), line_of(self.lines, path), key, what, mend))


def _filled(value: Any, environ: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return PLACE.sub(lambda match: _secret(match[1], environ), value)
    if isinstance(value, Mapping):
        return {key: _filled(held, environ) for key, held in value.items()}
    return [_filled(held, environ) for held in value] if isinstance(value, list) else value


def _secret(name: str, environ: Mapping[str, str]) -> str:
    if not environ[name].isprintable():
        raise ValueError(f"{name} in the environment has a line break or the like in it")
    return environ[name]


def _variables(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from variables(value)
    elif isinstance(value, Mapping | list):
        for held in value.values() if isinstance(value, Mapping) else value:
            yield from _variables(held)
