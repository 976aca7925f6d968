"""An article with the fingerprint of its text. The worker that cleaned it takes it: the parent of many has no time."""

from dataclasses import dataclass

from cleaners.model import Cleaned
from crawler.dedupe.near import Fingerprint, fingerprint


@dataclass(frozen=True, slots=True)
class Fingerprinted(Cleaned):
    """What was cleaned, and the fingerprint of its article's text."""

    fingerprint: Fingerprint


def fingerprinted(cleaned: Cleaned) -> Fingerprinted:
    """The same with its fingerprint, which is taken where it is not there yet."""
    if isinstance(cleaned, Fingerprinted):
        return cleaned
    c = cleaned
    return Fingerprinted(c.article, c.document, c.removals, c.verdict, fingerprint(c.article.text))
