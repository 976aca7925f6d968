"""What the markup calls a part of the page: blocks that lie in an element whose class or id has a telling name.

A name is compared with whole words of class and id (`respond`), and with the first or last parts of them: `author-box`
is found in `author-box`, `mh-author-box` and `authorBox__text`, never in `coauthor-boxing`. Names lie: an element
called `comments` may hold the story. So a name alone takes only what is not the story anyway; in the story it takes
what is short or linked, or what stands at the very end.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from cleaners.cleaner import Cleaner
from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.signals import SHORT_WORDS, derived, parts, shown, words

STORY_SHARE = 1 / 3
"""An element with more of the story's words than this is the story's own, whatever it is called."""
TAIL_SHARE = 0.12
"""An element stands at the end where no more of the story's words than this follow it."""
MOST_PARTS = 30
"""Parts of one class word that are looked at: more are nobody's name, and each beginning of them costs as many."""
_BEM = re.compile(r"__|--")
_HEADING_ID = re.compile(r"^h[1-6]#[^.]*")


@dataclass(frozen=True, slots=True)
class Containers:
    """The cleaner `name`: takes what lies in an element called one of `words`, and what `phrases` of that name finds.

    `words` are names in lower case, their parts joined by hyphens. `prose`: at the end of the story the element may
    hold full paragraphs that are not the story (a biography, comments); a share bar never does."""

    name: str
    words: frozenset[str]
    why: str
    phrases: Cleaner | None = None
    prose: bool = False

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the blocks in such elements, then what the phrases find."""
        for block, word in inside(document, self.words, prose=self.prose):
            yield Removal(block.id, self.name, "container", f"{self.why}: it lies in an element called {word}")
        if self.phrases:
            yield from self.phrases.find(document, site)


@dataclass(frozen=True, slots=True)
class Container:
    """The elements at one path of the page, taken together: the blocks in them, and what they are of the story."""

    blocks: tuple[Block, ...]
    share: float
    """Of the story's words."""
    real: bool
    """It holds a real paragraph: one of the story's, longer than a line or two, and not of links."""
    trailing: bool
    """Next to nothing of the story follows it."""

    def takes(self, block: Block, *, prose: bool) -> bool:
        """Whether a telling name of this element is enough for the block to go."""
        if self.share > STORY_SHARE:
            return False
        return block.zone == "attached" or not self.real or (prose and self.trailing)


def inside(document: Document, called: frozenset[str], *, prose: bool = False) -> Iterator[tuple[Block, str]]:
    """The blocks that go because of the name of an element that holds them, each once, with that name."""
    index = derived(document, "containers", lambda: _index(document))
    found: dict[int, tuple[Block, str]] = {}
    for word in sorted(called & index.keys()):
        for container in _weighed(document, word, index[word]):
            for block in container.blocks:
                if container.takes(block, prose=prose):
                    found.setdefault(block.id, (block, word))
    yield from (found[i] for i in sorted(found))


@lru_cache(maxsize=4096)
def names(step: str) -> frozenset[str]:
    """What one step of a path answers to: each class and id word (or part of one that `__` and `--` set off), and its
    first and its last parts, two or more. A heading's id is made of its text, so it names nothing.

    >>> sorted(names("div#respond.td_related_posts__title"))
    ['related-posts', 'respond', 'td-related', 'td-related-posts', 'title']
    """
    found: set[str] = set()
    words = (_HEADING_ID.sub("", step) if step.startswith("h") else step).replace("#", ".").split(".")[1:]
    for word in words:
        for segment in _BEM.split(word) if "__" in word or "--" in word else (word,):
            if segment.isalpha() and segment.islower():
                found.add(segment)
                continue
            row = parts(segment)[:MOST_PARTS]
            found.add("-".join(row))
            if len(row) > 2:
                found.update(["-".join(row[:i]) for i in range(2, len(row))])
                found.update(["-".join(row[i:]) for i in range(1, len(row) - 1)])
    return frozenset(found)


def _index(document: Document) -> Mapping[str, list[list[Block]]]:
    """Name → the elements of the page that answer to it, each as the blocks in it."""
    index: dict[str, list[list[Block]]] = {}
    places: dict[tuple[int, str], int] = {}
    held: list[list[Block]] = []
    for block in shown(document):
        place = -1
        for step in block.path:
            inner = places.get((place, step))
            if inner is None:
                inner = places[place, step] = len(held)
                held.append([])
                if "." in step or "#" in step:
                    for name in names(step):
                        index.setdefault(name, []).append(held[inner])
            place = inner
            held[place].append(block)
    return index


def _weighed(document: Document, word: str, elements: list[list[Block]]) -> list[Container]:
    return derived(document, ("containers", word), lambda: [_container(document, blocks) for blocks in elements])


def _container(document: Document, blocks: list[Block]) -> Container:
    weights, until = derived(document, "weights", lambda: _weights(document))
    total = until[-1] or 1.0
    own = sum(weights[b.id] for b in blocks)
    before = until[blocks[0].id] - weights[blocks[0].id]
    trailing = until[-1] - before - own <= TAIL_SHARE * total
    return Container(tuple(blocks), own / total, any(_real(document, b) for b in blocks), trailing)


def _weights(document: Document) -> tuple[list[float], list[float]]:
    """The words of each block that are the story's and in no link, and their sums up to and with each block."""
    story = frozenset(document.story_ids)
    weights = [words(document, b) * (1 - b.link_share) if b.id in story else 0.0 for b in document.blocks]
    return weights, list(accumulate(weights))


def _real(document: Document, block: Block) -> bool:
    return block.zone == "story" and block.link_share < 0.5 and words(document, block) > SHORT_WORDS
