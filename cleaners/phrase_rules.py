"""The rules of a file of phrases, read and checked (`cleaners/phrases.py` says what the keys mean)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

import re2

from cleaners.signals import ANY, bits, fold, trim

MAX_WORDS = 40
KEYS = {"id", "why", "field", "lang", "lines", "labels", "match", "unless", "where", "signals", "certain",
        "max_words", "cut", "whole", "removes", "keeps"}  # fmt: skip


class BadRule(ValueError):
    """A rule file is wrong: the message says file, rule and what to mend."""


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One `[[rule]]` of a file, checked."""

    id: str
    why: str
    field: str | None
    lines: frozenset[str]
    patterns: tuple[str, ...]
    unless: tuple[str, ...]
    where: int
    """Signals of which the block must have one, as bits (`signals.bits`): `ANY` where the rule asks for none."""
    signals: int
    """The second signals, of which it must have one too."""
    max_words: int
    cut: bool
    whole: bool
    removes: tuple[Mapping[str, Any], ...]
    keeps: tuple[Mapping[str, Any], ...]

    @property
    def longest(self) -> float:
        """The words of the longest block that it may take, or cut."""
        return inf if self.cut else self.max_words

    def allows(self, words: int, found: int) -> bool:
        """Whether the rule may take a block of so many words and with these signals (as bits), if it has the rule's
        own words."""
        return bool((words <= self.max_words or self.cut) and found & self.where and found & self.signals)


def load(name: str, text: str) -> tuple[PhraseRule, ...]:
    """The rules in a file's text. Raises BadRule."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise BadRule(f"{name}.toml: not valid TOML: {e}") from e
    rules = tuple(_rule(name, raw, data) for raw in data.get("rule", ()))
    ids = [r.id for r in rules]
    for i in ids:
        if ids.count(i) > 1:
            raise BadRule(f"{name}.toml, rule {i}: the id is used twice")
    return rules


def _rule(name: str, raw: Mapping[str, Any], file: Mapping[str, Any]) -> PhraseRule:
    at = f"{name}.toml, rule {raw.get('id', '(without id)')}"
    if unknown := set(raw) - KEYS:
        raise BadRule(f"{at}: unknown key {', '.join(sorted(unknown))}; known are {', '.join(sorted(KEYS))}")
    for key in ("id", "removes", "keeps"):
        if not raw.get(key):
            raise BadRule(f"{at}: `{key}` is missing")
    if not (raw.get("lines") or raw.get("labels") or raw.get("match")):
        raise BadRule(f"{at}: one of `lines`, `labels`, `match` is needed")
    if bool(raw.get("certain")) == bool(raw.get("signals")):
        raise BadRule(f"{at}: give either `signals` (the second signal) or `certain = true`")
    why = raw.get("why") or file.get("why")
    if not why:
        raise BadRule(f"{at}: `why` is missing, here and in the file's head")
    patterns = list(raw.get("match", ()))
    if raw.get("labels"):
        alternatives = "|".join(re2.escape(fold(label)) for label in raw["labels"])
        patterns.append(rf'^[^\pL\pN]*(?:{alternatives})(?:\pZ*[:：\-|>]|\pZ*$|\pZ*"|\pZ*\[)')
    return PhraseRule(
        id=raw["id"],
        why=why,
        field=raw.get("field", file.get("field")),
        lines=frozenset(trim(fold(line)) for line in raw.get("lines", ())),
        patterns=tuple(patterns),
        unless=tuple(raw.get("unless", ())),
        where=bits(frozenset(raw["where"])) if raw.get("where") else ANY,
        signals=ANY if raw.get("certain") else bits(frozenset(raw["signals"])),
        max_words=raw.get("max_words", MAX_WORDS),
        cut=bool(raw.get("cut")),
        whole=bool(raw.get("whole")),
        removes=tuple(_example(e) for e in raw["removes"]),
        keeps=tuple(_example(e) for e in raw["keeps"]),
    )


def _example(raw: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"text": raw} if isinstance(raw, str) else raw
