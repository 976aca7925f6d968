"""Which of several texts tell one story: those that copies link, but for such as tell of other facts in the same words.

Of two events that a desk tells with one template, a short or cut copy of the one may be like both. It belongs to that
which it is most like, and links nobody else to it.
"""

from collections.abc import Mapping
from itertools import combinations

from crawler.dedupe.near import likeness


def groups(signatures: Mapping[str, bytes]) -> list[frozenset[str]]:
    """The stories that texts make, by their names; their order makes no difference. Those most alike are joined first;
    two groups only where more of their texts are copies of each other than tell of other facts."""
    found = {pair: likeness(*map(signatures.__getitem__, pair)) for pair in combinations(sorted(signatures), 2)}
    copies = sorted((how.changed - how.shared, pair) for pair, how in found.items() if how.is_copy)
    says = {pair: 1 if how.is_copy else -1 for pair, how in found.items() if how.is_copy or how.is_rival}
    home = {name: {name} for name in signatures}
    for _, (one, other) in copies:
        a, b = home[one], home[other]
        if a is not b and sum(says.get((min(x, y), max(x, y)), 0) for x in a for y in b) > 0:
            a |= b
            home |= dict.fromkeys(b, a)
    return [frozenset(group) for group in {id(group): group for group in home.values()}.values()]
