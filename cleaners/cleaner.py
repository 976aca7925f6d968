"""A cleaner proposes, `apply` acts: the one-method protocol, and the only code that decides what goes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from cleaners.model import NOTHING_KNOWN, Document, Removal, SiteFacts


class Cleaner(Protocol):
    """Finds one kind of noise. `find` looks at a document and never changes it; the same document gives the same
    proposals. A cleaner knows nothing of the others."""

    @property
    def name(self) -> str: ...

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]: ...


class Keeper(Protocol):
    """Names the blocks that nobody may remove (a user's [[keep]] rules)."""

    def keep(self, document: Document, site: SiteFacts) -> frozenset[int]: ...


def apply(
    document: Document,
    cleaners: Sequence[Cleaner],
    after: Sequence[Cleaner] = (),
    site: SiteFacts = NOTHING_KNOWN,
    keepers: Sequence[Keeper] = (),
) -> tuple[Removal, ...]:
    """Decide which proposals are carried out, in the order of the document's blocks.

    First all proposals of `cleaners`, made independently over the document as extracted; then those of `after`,
    which see in `document.gone` what the first removed whole. Blocks of zone chrome and the title's block are no one's
    to remove. A block that several propose goes once, in the name of the first in the order of `cleaners`;
    overlapping spans become one, and spans that leave nothing of a block take it whole.
    """
    kept = frozenset[int]().union(*(k.keep(document, site) for k in keepers))
    first = _settle(document, _proposals(document, cleaners, site), kept)
    seen = replace(document, gone=frozenset(r.block for r in first if r.span is None))
    second = _settle(seen, _proposals(seen, after, site), kept | seen.gone)
    return tuple(sorted((*first, *second), key=lambda r: (r.block, r.span or (0, 0))))


def _proposals(document: Document, cleaners: Sequence[Cleaner], site: SiteFacts) -> Iterator[Removal]:
    for cleaner in cleaners:
        yield from cleaner.find(document, site)


def _settle(document: Document, proposals: Iterable[Removal], kept: frozenset[int]) -> list[Removal]:
    by_block: dict[int, list[Removal]] = {}
    for r in proposals:
        block = document.blocks[r.block]
        if block.zone != "chrome" and r.block != document.title_block and r.block not in kept:
            by_block.setdefault(r.block, []).append(r)
    settled: list[Removal] = []
    for block_id, found in by_block.items():
        if any(r.span is None for r in found):
            settled.append(_whole(found))
        else:
            settled.extend(_spans(document.blocks[block_id].text, found))
    return settled


def _whole(found: Sequence[Removal]) -> Removal:
    """The proposals for a block as one that takes all of it, named by who wants all of it where nobody's value is lost
    by that."""
    whole = [r for r in found if r.span is None]
    named = _named(whole or found)
    named = named if named.field else _named([named, *found])
    return replace(named, span=None) if named.span else named


def _named(found: Sequence[Removal]) -> Removal:
    """The first in the catalogue's order; but a value must not be lost because a cleaner without a field came first."""
    return next((r for r in found if r.field), found[0])


def _spans(text: str, found: Sequence[Removal]) -> list[Removal]:
    """The proposals for parts of a block, each group that overlaps as one; one for the block if no letter is left."""
    groups: list[list[int]] = []
    spans: list[tuple[int, int]] = []
    by_place = sorted((r.span or (0, 0), n) for n, r in enumerate(found))
    for (start, end), n in by_place:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            groups[-1].append(n)
        else:
            spans.append((start, end))
            groups.append([n])
    left = [text[a:b] for a, b in zip([0, *(e for _, e in spans)], [*(s for s, _ in spans), len(text)], strict=True)]
    if not any(c.isalnum() for c in "".join(left)):
        return [_whole(found)]
    return [
        replace(_named([found[n] for n in sorted(group)]), span=span) for group, span in zip(groups, spans, strict=True)
    ]
