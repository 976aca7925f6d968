"""A cleaner that is only a TOML file. Each rule carries its proof: what it removes, and a look-alike that it keeps.

A file `remove/<name>.toml`:

    why = "asks the reader to leave an address"      # default for its rules
    field = "source"                                 # optional: the record's field that takes the value
    [[rule]]
    id = "sign_up"                                   # unique in the file
    lines = ["subscribe"]                            # the whole block is this, or
    labels = ["read also"]                           # the block begins with this, then : or - or a link, or
    match = ['sign up for (our|the) newsletter']     # RE2, found anywhere in the block
    unless = ['"']                                   # RE2: any of these in the block keeps it
    where = ["tail", "attached"]                     # optional: one of these signals must hold
    signals = ["link", "address"]                    # the second signal: one of these must hold too, or
    certain = true                                   # the phrase alone is enough
    max_words = 40                                   # longer blocks are left alone, or,
    cut = true                                       # in longer blocks, the sentences that match go
    removes = ["Sign up for our newsletter"]         # text, or {text=, place=, link=, path=, zone=, kind=, site=}
    keeps = ["They sign up for our newsletter in droves, the publisher said."]

All patterns see folded text (`signals.fold`): lower case, straight quotes, single spaces. RE2 (google-re2) runs
in time linear in the text and finds all rules of a file in one pass over a block.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import re2

from cleaners.model import NOTHING_KNOWN, Block, Document, Link, Metadata, Removal, Site, SiteFacts
from cleaners.signals import Signal, count_words, derived, fold, folded, sentences, signals

MAX_WORDS = 40
PROSE = (
    "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge before winter.",
    "Engineers had warned in March that the eastern pillar was sinking by almost a centimetre a year, records show.",
    "Shopkeepers on both banks said they feared for their trade while the crossing is closed to all vehicles.",
)
"""The story around a rule's examples."""


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
    where: frozenset[Signal]
    signals: frozenset[Signal]
    certain: bool
    max_words: int
    cut: bool
    removes: tuple[Mapping[str, Any], ...]
    keeps: tuple[Mapping[str, Any], ...]

    def allows(self, found: frozenset[Signal]) -> bool:
        """Whether the block's other signals are enough for this rule."""
        return (not self.where or not self.where.isdisjoint(found)) and (
            self.certain or not self.signals.isdisjoint(found)
        )


KEYS = {"id", "why", "field", "lang", "lines", "labels", "match", "unless", "where", "signals", "certain",
        "max_words", "cut", "removes", "keeps"}  # fmt: skip


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
        lines=frozenset(_trim(fold(line)) for line in raw.get("lines", ())),
        patterns=tuple(patterns),
        unless=tuple(raw.get("unless", ())),
        where=frozenset(raw.get("where", ())),
        signals=frozenset(raw.get("signals", ())),
        certain=bool(raw.get("certain")),
        max_words=raw.get("max_words", MAX_WORDS),
        cut=bool(raw.get("cut")),
        removes=tuple(_example(e) for e in raw["removes"]),
        keeps=tuple(_example(e) for e in raw["keeps"]),
    )


def _example(raw: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"text": raw} if isinstance(raw, str) else raw


def _trim(text: str) -> str:
    """Folded text without what surrounds its letters and digits."""
    start = next((i for i, c in enumerate(text) if c.isalnum()), len(text))
    stop = next((i for i in range(len(text), start, -1) if text[i - 1].isalnum()), start)
    return text[start:stop]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The cleaner `name` with the rules of its file, in one automaton: one pass over a block finds every rule that
    its words fit. Raises BadRule where a pattern is none."""

    name: str
    rules: tuple[PhraseRule, ...] = field(repr=False)
    _set: Any = field(init=False, repr=False, compare=False)
    _owners: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _unless: tuple[Any, ...] = field(init=False, repr=False, compare=False)
    _lines: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        automaton, owners, unless = re2.Set.SearchSet(_options()), list[int](), list[Any]()
        lines: dict[str, tuple[int, ...]] = {}
        for n, rule in enumerate(self.rules):
            try:
                for pattern in rule.patterns:
                    automaton.Add(pattern)
                    owners.append(n)
                unless.append(
                    re2.compile("|".join(f"(?:{p})" for p in rule.unless), _options()) if rule.unless else None
                )
            except re2.error as e:
                raise BadRule(f"{self.name}.toml, rule {rule.id}: not a valid RE2 pattern: {e}") from e
            for line in rule.lines:
                lines[line] = (*lines.get(line, ()), n)
        if owners:
            automaton.Compile()
        object.__setattr__(self, "_set", automaton if owners else None)
        object.__setattr__(self, "_owners", tuple(owners))
        object.__setattr__(self, "_unless", tuple(unless))
        object.__setattr__(self, "_lines", lines)

    def fitting(self, text: str, line: str) -> list[PhraseRule]:
        """The rules whose words are in the folded text, in order; `line` is the text, trimmed."""
        found = {self._owners[i] for i in self._set.Match(text) or ()} if self._set else set[int]()
        found.update(self._lines.get(line, ()))
        return [self.rules[n] for n in sorted(found) if not (self._unless[n] and self._unless[n].search(text))]

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the blocks of zones story and attached, or the sentences of longer blocks, that a rule fits."""
        for block in document.blocks:
            if block.zone == "chrome":
                continue
            for rule in self.fitting(folded(document, block), _line(document, block)):
                if rule.allows(signals(document, block, site)):
                    yield from self._proposals(block, rule)

    def _proposals(self, block: Block, rule: PhraseRule) -> Iterator[Removal]:
        if count_words(block.text) <= rule.max_words:
            yield Removal(block.id, self.name, rule.id, rule.why, field=rule.field)
        elif rule.cut:
            for span in sentences(block.text):
                text = fold(block.text[slice(*span)])
                if rule in self.fitting(text, _trim(text)):
                    yield Removal(block.id, self.name, rule.id, rule.why, span, rule.field)


def _options() -> Any:
    options = re2.Options()
    options.max_mem = 64 << 20
    options.log_errors = False
    return options


def _line(document: Document, block: Block) -> str:
    return derived(document, ("line", block.id), lambda: _trim(folded(document, block)))


def read(*names: str) -> tuple[Phrases, ...]:
    """The cleaners of these files of `cleaners/remove/`. Raises BadRule.

    Each has an automaton of its own: one for all of them outgrows RE2's cache and is ten times slower."""
    folder = files("cleaners") / "remove"
    return tuple(Phrases(n, load(n, (folder / f"{n}.toml").read_text(encoding="utf-8"))) for n in names)


def prove(cleaner: Phrases) -> None:
    """Run each rule's examples, each in a small story of its own. Raises BadRule for the first that fails."""
    for rule in cleaner.rules:
        at = f"{cleaner.name}.toml, rule {rule.id}"
        for example, wanted in (*((e, True) for e in rule.removes), *((e, False) for e in rule.keeps)):
            document, block = probe(example)
            hit = any(r.block == block.id and r.rule == rule.id for r in cleaner.find(document, NOTHING_KNOWN))
            if wanted and not hit:
                raise BadRule(f"{at}: does not remove its example {example['text']!r}")
            if hit and not wanted:
                raise BadRule(f"{at}: does not keep {example['text']!r}")


def probe(example: Mapping[str, Any]) -> tuple[Document, Block]:
    """A story with the example in it: at its tail, or where `place` says; `link` is the linked part of the text
    (true: all of it), `path` its markup, `site` the site's name."""
    text, place = example["text"], example.get("place", "tail")
    linked = text if example.get("link") is True else example.get("link") or ""
    at = text.find(linked)
    links = (Link(at, at + len(linked), example.get("href", "https://example.org/x")),) if linked else ()
    before = {"head": 0, "middle": 6, "tail": 12}[place]
    after = {"head": 12, "middle": 6, "tail": 0}[place]
    path = tuple(example.get("path", "p").split())
    share = len(linked) / max(1, len(text))
    texts = [PROSE[i % 3] for i in range(before)], [PROSE[i % 3] for i in range(after)]
    blocks = [Block(i, "paragraph", "story", t, path=("p",)) for i, t in enumerate(texts[0])]
    own = Block(
        before,
        example.get("kind", "paragraph"),
        example.get("zone", "story"),
        text,
        links=links,
        path=path,
        link_share=share,
    )
    blocks += [own, *(Block(before + 1 + i, "paragraph", "story", t, path=("p",)) for i, t in enumerate(texts[1]))]
    name = example.get("site")
    return Document(tuple(blocks), Metadata(site=Site(name, None))), own
