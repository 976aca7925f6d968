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
    whole = true                                     # the words tell what all of the block is, as a caption's credit
    removes = ["Sign up for our newsletter"]         # text, or {text=, place=, link=, path=, zone=, kind=, site=}
    keeps = ["They sign up for our newsletter in droves, the publisher said."]

Of a short paragraph that begins with a sentence of the story (`STORY_WORDS`) only what follows it goes, unless the rule
is for the `whole` block.

All patterns see folded text (`signals.fold`): lower case, straight quotes, single spaces. RE2 (google-re2) runs
in time linear in the text. A pattern is asked only of the few blocks that have a string which it needs, and compiled
when it is first asked: a page has such strings for some thirty of the twelve hundred patterns.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from operator import is_
from typing import Any

import re2

from cleaners.counting import count_words
from cleaners.model import NOTHING_KNOWN, Block, Document, Link, Metadata, Removal, Site, SiteFacts
from cleaners.phrase_rules import BadRule, PhraseRule, gate, load
from cleaners.prefilter import Candidates, Prefilter
from cleaners.signals import Look, Signal, derived, fold, has_address, look, sentences, trim

PROSE = (
    "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge before winter.",
    "Engineers had warned in March that the eastern pillar was sinking by almost a centimetre a year, records show.",
    "Shopkeepers on both banks said they feared for their trade while the crossing is closed to all vehicles.",
)
"""The story around a rule's examples."""


MAX_MEMORY = 2 << 20
"""Bytes of a pattern and of the states that texts have led it to, which it forgets where they would be more."""

STORY_WORDS = 10
"""Words of a sentence that may be the story's own. What leads up to an appeal is shorter: on some 1100 pages of news
only four appeals begin with a longer statement."""

_STATEMENT = re.compile(r"[.…。।۔།።][\"'”’»)」』\]]*$")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The cleaner `name` with the rules of its file. `prefilter` tells which blocks may have which patterns of its
    `group`: several files share one, so that the page is gone through once for all of them."""

    name: str
    rules: tuple[PhraseRule, ...] = field(repr=False)
    prefilter: Prefilter | None = field(default=None, repr=False, compare=False)
    group: int = field(default=0, repr=False, compare=False)
    _patterns: tuple[tuple[int, str], ...] = field(init=False, repr=False, compare=False)
    _lines: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    _short: int = field(init=False, repr=False, compare=False)
    _long: int = field(init=False, repr=False, compare=False)
    _longest: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lines: dict[str, tuple[int, ...]] = {}
        for n, rule in enumerate(self.rules):
            for line in rule.lines:
                lines[line] = (*lines.get(line, ()), n)
        patterns = tuple((n, pattern) for n, rule in enumerate(self.rules) for pattern in rule.patterns)
        object.__setattr__(self, "prefilter", self.prefilter or prefilter([self.rules]))
        object.__setattr__(self, "_patterns", patterns)
        object.__setattr__(self, "_lines", lines)
        object.__setattr__(self, "_longest", max((rule.max_words for rule in self.rules), default=0))
        object.__setattr__(self, "_short", gate(self.rules))
        object.__setattr__(self, "_long", gate(tuple(rule for rule in self.rules if rule.cut)))

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the blocks of zones story and attached, or sentences of those that tell the story too, that a rule
        fits."""
        for (block, words, found, bits, text, line), asked in self._heard(document, site):
            # most blocks are prose amid the story, which few rules may take: those are not even read
            if bits & (self._short if words <= self._longest else self._long):
                free = partial(_is_free, words=words, found=found)
                for rule in self._fitting(text, line, asked, free):
                    yield from self._proposals(block, words, rule)

    def _heard(self, document: Document, site: SiteFacts) -> list[tuple[Look, Iterable[int]]]:
        """The blocks that may have a rule's words, in order, each with the patterns that may be in it."""
        looks = look(document, site)
        found = derived(document, (self.prefilter, site), lambda: self._asked([seen.text for seen in looks]))
        lines = derived(document, ("lines", site), lambda: _numbers(looks))
        asked = found[self.group]
        same = [n for line in self._lines.keys() & lines.keys() for n in lines[line]]
        return [(looks[n], asked.get(n, ())) for n in sorted({*asked, *same})]

    def _asked(self, texts: Sequence[bytes]) -> Candidates:
        assert self.prefilter is not None
        return self.prefilter.candidates(texts)

    def _fitting(
        self, text: bytes, line: str, asked: Iterable[int], free: Callable[[PhraseRule], bool]
    ) -> list[PhraseRule]:
        """Which of the rules that are free to take it have words in the folded text (UTF-8), in order; `line` is the
        text, trimmed, and `asked` are the patterns that may be in it."""
        found = set(self._lines.get(line, ()))
        for n, pattern in map(self._patterns.__getitem__, asked):
            if n not in found and free(self.rules[n]) and compiled(pattern).search(text):
                found.add(n)
        rules = [self.rules[n] for n in sorted(found)]
        return [rule for rule in rules if free(rule) and not any(compiled(p).search(text) for p in rule.unless)]

    def _proposals(self, block: Block, words: int, rule: PhraseRule) -> Iterator[Removal]:
        if words <= rule.max_words:
            yield Removal(block.id, self.name, rule.id, rule.why, self._behind_story(block, rule), rule.field)
            return
        for span in sentences(block.text):
            if self._says(block.text[slice(*span)], partial(is_, rule)):
                yield Removal(block.id, self.name, rule.id, rule.why, span, rule.field)

    def _says(self, text: str, free: Callable[[PhraseRule], bool]) -> bool:
        """Whether one of the rules that are free has words in a part of a block."""
        text = fold(text)
        row = text.encode()
        return bool(self._fitting(row, trim(text), self._asked([row])[self.group].get(0, ()), free))

    def _behind_story(self, block: Block, rule: PhraseRule) -> tuple[int, int] | None:
        """What goes of a short paragraph that begins as the story does: the rule's words and the questions and calls
        that lead up to them, to the story's next long sentence. None where the story says nothing long before them:
        then the block goes."""
        spans = sentences(block.text)
        # marks that stand by themselves count as sentences: where these are more than words can be, it is no prose
        if rule.whole or not 1 < len(spans) <= rule.max_words or block.kind != "paragraph" or block.zone != "story":
            return None
        starts, ends = zip(*spans, strict=True)
        ours = partial(is_, rule)
        # the words may reach over two sentences, and may be there only in the whole block
        end = next((end for end in ends if self._says(block.text[:end], ours)), ends[-1])
        start = next(
            (start for start in reversed(starts) if start < end and self._says(block.text[start:end], ours)), 0
        )
        told = [span for span in spans if not start <= span[0] < end and self._is_told(block, span)]
        long = [span for span in told if count_words(block.text[slice(*span)]) >= STORY_WORDS]
        if not long or long[0][0] >= start:
            return None
        return max(stop for _, stop in told if stop <= start), min((s for s, _ in long if s >= end), default=ends[-1])

    def _is_told(self, block: Block, span: tuple[int, int]) -> bool:
        """Whether the sentence may be the story's own: a statement without link and address, of which no rule of this
        cleaner has a word."""
        text = block.text[slice(*span)].strip()
        return (
            _STATEMENT.search(text) is not None
            and not any(link.start < span[1] and link.end > span[0] for link in block.links)
            and not has_address(fold(text))
            and not self._says(text, lambda _: True)
        )


def _is_free(rule: PhraseRule, words: int, found: frozenset[Signal]) -> bool:
    """Whether the rule may take a block of so many words and with these signals, if it has the rule's own."""
    return (words <= rule.max_words or rule.cut) and rule.allows(found)


def _numbers(looks: Sequence[Look]) -> dict[str, list[int]]:
    """Where each line stands among the blocks."""
    numbers: dict[str, list[int]] = {}
    for n, seen in enumerate(looks):
        numbers.setdefault(seen.line, []).append(n)
    return numbers


def prefilter(files: Iterable[tuple[PhraseRule, ...]]) -> Prefilter:
    """One for the patterns of several files, each a group."""
    return Prefilter([[pattern for rule in rules for pattern in rule.patterns] for rules in files])


@cache
def compiled(pattern: str) -> Any:
    """The pattern, to be searched for in folded UTF-8; its groups are told nothing of. Raises re2.error."""
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    options.never_capture = True
    return re2.compile(pattern, options)


def read(*names: str) -> tuple[Phrases, ...]:
    """The cleaners of these files of `cleaners/remove/`. Raises BadRule for one that is wrong in form; whether its
    patterns are any is told by `prove`."""
    folder = files("cleaners") / "remove"
    rules = [load(n, (folder / f"{n}.toml").read_text(encoding="utf-8")) for n in names]
    heard = prefilter(rules)
    return tuple(
        Phrases(name, found, heard, group) for group, (name, found) in enumerate(zip(names, rules, strict=True))
    )


def prove(cleaner: Phrases) -> None:
    """Compile each rule's patterns, and run its examples, each in a small story of its own. Raises BadRule for the
    first that fails."""
    for rule in cleaner.rules:
        at = f"{cleaner.name}.toml, rule {rule.id}"
        for pattern in (*rule.patterns, *rule.unless):
            try:
                compiled(pattern)
            except re2.error as e:
                raise BadRule(f"{at}: not a valid RE2 pattern: {e}") from e
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
