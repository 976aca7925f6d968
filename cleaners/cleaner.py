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
        whole = next((r for r in found if r.span is None), None)
        if whole is not None:
            # a value must not be lost because a cleaner without a field came first
            named = whole if whole.field else next((r for r in found if r.span is None and r.field), whole)
            settled.append(named)
        else:
            settled.extend(_spans(document.blocks[block_id].text, found))
    return settled


def _spans(text: str, found: Sequence[Removal]) -> list[Removal]:
    merged: list[Removal] = []
    for r in sorted(found, key=lambda r: r.span or (0, 0)):
        start, end = r.span or (0, 0)
        last = merged[-1].span if merged else None
        if last is not None and start < last[1]:
            merged[-1] = replace(merged[-1], span=(last[0], max(end, last[1])))
        else:
            merged.append(r)
    left = [
        text[a:b]
        for a, b in zip(
            [0, *(r.span[1] for r in merged if r.span)],
            [*(r.span[0] for r in merged if r.span), len(text)],
            strict=True,
        )
    ]
    if not any(c.isalnum() for c in "".join(left)):
        return [replace(merged[0], span=None)]
    return merged
