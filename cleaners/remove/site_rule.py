"""What a user declares for a source: what to remove, what to keep."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cleaners.model import Block, Document, Removal, SiteFacts, SiteRule
from cleaners.signals import fold, folded

_SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9-]*)?(?P<marks>(?:[.#][^\s.#>+~:\[\]]+)*)", re.I)


class BadSelector(ValueError):
    """A selector is none of `tag`, `.class`, `#id` or these joined."""


class Selector(NamedTuple):
    """An element's name (or none), and its classes and ids, each with its sign."""

    tag: str
    marks: frozenset[str]

    def matches(self, step: str) -> bool:
        """Whether it selects the element of one step of a path (`div#respond.comment-respond`)."""
        name, marks = _split(step)
        return (not self.tag or self.tag == name) and self.marks <= marks


def parse_selector(text: str) -> Selector:
    """The selector that a user wrote. Raises BadSelector, with what is wrong."""
    if not text or not _SELECTOR.fullmatch(text):
        raise BadSelector(f"selector {text!r}: write a tag, a .class, an #id, or these joined, as in div.promo")
    return Selector(*_split(text))


def _split(text: str) -> tuple[str, frozenset[str]]:
    parts = re.split(r"(?=[.#])", text.lower())
    return parts[0], frozenset(parts[1:])


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Takes what the source's [[remove]] rules name. Raises BadSelector."""

    name: str = "site_rule"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the blocks that hold a rule's phrase and lie under its selector."""
        for rule, block in _chosen(document, site, "remove"):
            yield Removal(block.id, self.name, " ".join(filter(None, (rule.selector, rule.phrase))), rule.why)


@dataclass(frozen=True, slots=True)
class SiteKeeper:
    """Holds back what the source's [[keep]] rules name. Raises BadSelector."""

    def keep(self, document: Document, site: SiteFacts) -> frozenset[int]:
        """Ids of the blocks that nobody may remove."""
        return frozenset(block.id for _, block in _chosen(document, site, "keep"))


def _chosen(document: Document, site: SiteFacts, action: Literal["remove", "keep"]) -> Iterator[tuple[SiteRule, Block]]:
    for rule in site.rules:
        if rule.action != action or not (rule.selector or rule.phrase):
            continue
        selector = parse_selector(rule.selector) if rule.selector else None
        phrase = fold(rule.phrase or "")
        for block in document.blocks:
            under = selector is None or any(map(selector.matches, block.path))
            if block.zone != "chrome" and under and phrase in folded(document, block):
                yield rule, block
