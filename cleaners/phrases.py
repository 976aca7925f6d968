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
from functools import partial
from importlib.resources import files
from operator import is_
from typing import Any

import re2

from cleaners.counting import count_words
from cleaners.model import NOTHING_KNOWN, Block, Document, Link, Metadata, Removal, Site, SiteFacts
from cleaners.patterns import compiled, encoded, has
from cleaners.phrase_rules import BadRule, PhraseRule, load
from cleaners.prefilter import Candidates, Prefilter
from cleaners.signals import derived, fold, has_address, look, sentences, signal_bits, trim

PROSE = (
    "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge before winter.",
    "Engineers had warned in March that the eastern pillar was sinking by almost a centimetre a year, records show.",
    "Shopkeepers on both banks said they feared for their trade while the crossing is closed to all vehicles.",
)
"""The story around a rule's examples."""


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

    def __post_init__(self) -> None:
        lines: dict[str, tuple[int, ...]] = {}
        for n, rule in enumerate(self.rules):
            for line in rule.lines:
                lines[line] = (*lines.get(line, ()), n)
        patterns = tuple((n, pattern) for n, rule in enumerate(self.rules) for pattern in rule.patterns)
        object.__setattr__(self, "prefilter", self.prefilter or prefilter([self.rules]))
        object.__setattr__(self, "_patterns", patterns)
        object.__setattr__(self, "_lines", lines)

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the blocks of zones story and attached, or sentences of those that tell the story too, that a rule
        fits."""
        looks = look(document)
        heard = derived(
            document,
            self.prefilter,
            lambda: self._candidates(
                [seen.text for seen in looks], [seen.line for seen in looks], [seen.words for seen in looks]
            ),
        )
        for n, asked in sorted(heard[self.group].items()):
            block, words, text, line = looks[n]
            found = signal_bits(document, block, site)
            for rule in self._fitting(text, line, asked, partial(PhraseRule.allows, words=words, found=found)):
                yield from self._proposals(block, words, rule)

    def _candidates(self, texts: Sequence[str], lines: Sequence[str], words: Sequence[int]) -> Candidates:
        assert self.prefilter is not None
        return self.prefilter.candidates(texts, lines, words)

    def _fitting(
        self, text: str, line: str, asked: Iterable[int], free: Callable[[PhraseRule], bool]
    ) -> list[PhraseRule]:
        """Which of the rules that are free to take it have words in the folded text, in order; `line` is the text,
        trimmed, and `asked` are the patterns that may be in it."""
        said = {n for n in self._lines.get(line, ()) if free(self.rules[n])}
        may = [(n, pattern) for n, pattern in map(self._patterns.__getitem__, asked) if free(self.rules[n])]
        if not (said or may):
            return []
        row = encoded(text)
        for n, pattern in may:
            if n not in said and has(row, pattern):
                said.add(n)
        rules = [self.rules[n] for n in sorted(said)]
        return [rule for rule in rules if not any(has(row, p) for p in rule.unless)]

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
        line = trim(text)
        asked = self._candidates([text], [line], [0])[self.group]
        return bool(self._fitting(text, line, asked.get(0, ()), free))

    def _behind_story(self, block: Block, rule: PhraseRule) -> tuple[int, int] | None:
        """What goes of a short paragraph that begins as the story does: the rule's words and the questions and calls
        that lead up to them, to the story's next long sentence. None where the story says nothing long before them:
        then the block goes."""
        if rule.whole or block.kind != "paragraph" or block.zone != "story":
            return None
        spans = sentences(block.text)
        # marks that stand by themselves count as sentences: where these are more than words can be, it is no prose
        if not 1 < len(spans) <= rule.max_words:
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


def prefilter(files: Iterable[tuple[PhraseRule, ...]]) -> Prefilter:
    """One for the patterns and lines of several files, each a group."""
    groups = list(files)
    return Prefilter(
        [[pattern for rule in rules for pattern in rule.patterns] for rules in groups],
        [{line for rule in rules for line in rule.lines} for rules in groups],
        [[rule.longest for rule in rules for _ in rule.patterns] for rules in groups],
    )


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
                for narrow in (True, False):
                    compiled(pattern, narrow)
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
