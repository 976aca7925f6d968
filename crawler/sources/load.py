"""sources.toml → its sources, checked to the last key. Whatever is wrong is told at once."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from cleaners.rules import NO_RULES, BadRules, Rules, UserRule, read_rules
from crawler.sources.lines import Path, key_lines, line_of
from crawler.sources.model import Config, Source, front
from crawler.sources.problems import BadSources, Problem
from crawler.sources.secrets import variables
from crawler.sources.values import ONLY_OF_ONE, READERS, Wrong

RULES = ("remove", "keep")
NAME = re.compile(r"\w[\w.-]{0,99}")

_TOML_LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)")
_TWICE = re.compile(r"Cannot declare \((.*)\) twice")
_RULE = re.compile(r"^.*?, rule 1(?: \(line \d+\))?(?:, `(?P<key>[^`]+)`)?: (?P<what>.*)$", re.S)


def load_file(path: FilePath, *, environ: Mapping[str, str] | None = None, prove: bool = True) -> Config:
    """The sources in a file. Raises BadSources, and OSError where it cannot be read."""
    return load_sources(decoded(path.read_bytes(), str(path)), str(path), environ=environ, prove=prove)


def decoded(content: bytes, name: str) -> str:
    """The text of the file `name`. Raises BadSources where it is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise BadSources((Problem(name, line, "", f"not UTF-8 (byte {e.start})", "save it as UTF-8"),)) from e


def load_sources(
    text: str, name: str = "sources.toml", *, environ: Mapping[str, str] | None = None, prove: bool = True
) -> Config:
    """The sources in the text of the file `name`. With an environment, the secrets of all sources that are not paused
    must be in it. `prove=False` takes the word of the rules' examples, for who does not clean. Raises BadSources."""
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise BadSources((_no_toml(str(e), text, name),)) from e
    reading = _Reading(name, text, prove)
    config = reading.config(data)
    if environ is not None:
        for source in config.sources:
            reading.check_secrets(source, environ)
    if reading.problems:
        raise BadSources(tuple(sorted(set(reading.problems))))
    return config


class _Reading:
    """One reading of one file, with the problems that it has met."""

    def __init__(self, name: str, text: str, prove: bool) -> None:
        self.name, self.prove = name, prove
        self.lines = key_lines(text)
        self.problems: list[Problem] = []

    def config(self, data: Mapping[str, Any]) -> Config:
        for key in data:
            if key not in ("defaults", "sources"):
                self._unknown((key,), ("defaults", "sources"))
        defaults = self._defaults(data.get("defaults", {}))
        tables = data.get("sources", {})
        if not isinstance(tables, dict):
            self._wrong(("sources",), "a source is a table", "begin it with [sources.NAME]")
            tables = {}
        sources: list[Source] = []
        fronts: dict[tuple[str, str, str], Source] = {}
        for name, raw in tables.items():
            source = self._source(name, raw, defaults)
            twin = fronts.setdefault(front(source.url), source) if source.url else source
            if twin is not source:
                said = f"{source.url!r} is that of {twin.name} already (line {twin.line})"
                self._wrong(("sources", name, "url"), said, "remove one of them, or join them")
            sources.append(source)
        return Config(self.name, defaults, tuple(sources))

    def check_secrets(self, source: Source, environ: Mapping[str, str]) -> None:
        """One problem for each variable that is not there."""
        if source.paused:
            return
        for key in ("headers", "cookies", "proxy"):
            held = getattr(source, key) or {}
            values = {(): held} if isinstance(held, str) else {(name,): v for name, v in held.items()}
            for at, value in values.items():
                for variable in variables(value):
                    if not environ.get(variable):
                        said = f"{variable} is not in the environment"
                        self._wrong(("sources", source.name, key, *at), said, f"set it first: export {variable}=…")

    def _defaults(self, raw: Any) -> Source:
        path: Path = ("defaults",)
        if not isinstance(raw, dict):
            self._wrong(path, "the defaults are a table", "begin it with [defaults]")
            return Source("", "")
        for key in sorted(ONLY_OF_ONE & set(raw)):
            self._wrong((*path, key), "no two sources share it", "write it under [sources.NAME]")
        own = {key: value for key, value in raw.items() if key not in ONLY_OF_ONE}
        return replace(Source("", ""), **self._values(own, path), rules=self._rules(own, path))

    def _source(self, name: str, raw: Any, defaults: Source) -> Source:
        path: Path = ("sources", name)
        if not isinstance(raw, dict):
            self._wrong(path, "a source is a table", f"begin it with [sources.{name}]")
            return Source(name, "")
        if not NAME.fullmatch(name):
            self._wrong(path, f"{name!r} can be typed by nobody", "name it with letters, digits, - and _")
        if "url" not in raw:
            self._wrong((*path, "url"), "missing", "give the site's front page")
        values = self._values(raw, path)
        for key in ("headers", "cookies"):  # a source adds to those of all
            values[key] = {**getattr(defaults, key), **values.get(key, {})}
        rules = _joined(defaults.rules, self._rules(raw, path))
        return replace(defaults, **{"url": "", **values}, name=name, rules=rules, line=line_of(self.lines, path))

    def _values(self, raw: Mapping[str, Any], path: Path) -> dict[str, Any]:
        found = {}
        for key, value in raw.items():
            if key in READERS:
                try:
                    found[key] = READERS[key](value)
                except Wrong as e:
                    for fault in e.faults:
                        self._wrong((*path, key, *fault.at), fault.what, fault.mend)
            elif key not in RULES:
                self._unknown((*path, key), (*READERS, *RULES))
        return found

    def _rules(self, raw: Mapping[str, Any], path: Path) -> Rules:
        """The rules of a table, in the order of the file."""
        found = []
        for action in RULES:
            tables = raw.get(action, [])
            if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
                head = ".".join(str(p) for p in (*path, action))
                self._wrong((*path, action), "a rule begins with two brackets", f"write [[{head}]]")
                continue
            found += [(line_of(self.lines, (*path, action, n)), action, n, t) for n, t in enumerate(tables)]
        found.sort(key=lambda f: f[0])
        rules = [rule for _, action, n, table in found for rule in self._rule(table, (*path, action, n))]
        return Rules(tuple(rules), _version(repr([f[1:] for f in found]))) if rules else NO_RULES

    def _rule(self, raw: Mapping[str, Any], path: Path) -> Iterator[UserRule]:
        """The rule, read and proved; nothing where it is wrong."""
        import tomlkit

        place = f"{self.name}, `{'.'.join(str(p) for p in path[:-1])}` (line {line_of(self.lines, path)})"
        try:
            (rule,) = read_rules(tomlkit.dumps({str(path[-2]): [raw]}), self.name).rules
            if self.prove:
                from cleaners.rules_proof import prove

                prove(rule)
            yield replace(rule, place=place)
        except BadRules as e:
            match = _RULE.match(str(e))
            said, key = (match["what"], match["key"] or "") if match else (str(e), "")
            what, _, mend = said.partition("; ")
            self._wrong(
                (*path, *(k for k in key.split(".") if k)), what, mend or "docs/rules.md says how rules are made"
            )

    def _unknown(self, path: Path, known: tuple[str, ...]) -> None:
        close = get_close_matches(str(path[-1]), known, n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"
        self._wrong(path, "unknown", hint)

    def _wrong(self, path: Path, what: str, mend: str) -> None:
        key = ".".join(p for p in path if isinstance(p, str))
        self.problems.append(Problem(self.name, line_of(self.lines, path), key, what, mend))


def _joined(first: Rules, second: Rules) -> Rules:
    if not (first.rules and second.rules):
        return first if first.rules else second
    return Rules(first.rules + second.rules, _version(f"{first.version} {second.version}"))


def _version(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _no_toml(message: str, text: str, name: str) -> Problem:
    at = _TOML_LINE.search(message)
    line = int(at[1]) if at and at[1] else text.rstrip().count("\n") + 1
    if twice := _TWICE.search(message):
        key = ".".join(re.findall(r"'([^']*)'", twice[1]))
        return Problem(name, line, key, "this table is there twice", "give one of them another name, or join them")
    return Problem(name, line, "", f"no valid TOML: {_TOML_LINE.sub('', message)}", "mend this line, or the one before")
