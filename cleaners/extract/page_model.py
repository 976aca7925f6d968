"""The page model: the odds that a page is an article, from numbers alone.

Gradient-boosted trees over NAMES, trained by benchmarks/train_verdict.py on pages of which the kind is known, judged by
cross-validation over domains (docs/verdict.md has the figures).
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from cleaners.extract.address import read_address
from cleaners.extract.page_numbers import page_numbers, story_numbers
from cleaners.extract.page_signs import Numbers, balance, signs, told_numbers
from cleaners.extract.page_source import source_numbers
from cleaners.extract.trees import Trees, shipped
from cleaners.model import Document, Page

FILE = "page_model.npz"


def numbers(document: Document, page: Page, counts: Sequence[int]) -> dict[str, float]:
    """What the model knows of a page, by name; always the same names. `counts` has the words of each block of the
    story."""
    story = [document.blocks[i] for i in document.story_ids]
    words, address = sum(counts), read_address(document.url)
    found = told_numbers(document, address) | story_numbers(story, counts)
    found |= page_numbers(document, story, words, address) | source_numbers(page, words)
    return found | balance(signs(found))


NAMES = tuple(sorted(numbers(Document(()), Page(b""), ())))


@cache
def _trees() -> Trees:
    return shipped(FILE, NAMES)


def odds(found: Numbers) -> float:
    """The probability, 0 to 1, that the page with these numbers is an article."""
    return float(_trees().odds(_row(found))[0])


def reasons(found: Numbers) -> tuple[str, ...]:
    """What spoke most against it: names of numbers with their values."""
    return tuple(f"{name} {found[name]:.3g}" for name in _trees().reasons(_row(found))[0])


def _row(found: Numbers) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([[float(found[name]) for name in NAMES]])
