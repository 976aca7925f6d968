"""Public suffixes: what registries, and the hosts of other people's sites, give out names under (publicsuffix.org).

They are read from the list that comes with tldextract. The package itself has a client of HTTP with it, and takes a
tenth of a second to load, for nothing that is wanted here.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_LIST = ".tld_set_snapshot"
_DOTS = ".\u3002\uff0e\uff61"
"""What parts two labels: the full stop, and those of East Asian scripts."""
_DOT = re.compile(f"[{_DOTS}]")
_PUNYCODE = "xn--"


def registered_labels(host: str) -> list[str]:
    """The labels of a host that are its public suffix, and the one before them. None where the host is a suffix
    itself, or under none of the list's.

    >>> registered_labels("www.example.co.uk"), registered_labels("co.uk"), registered_labels("www.nowhere")
    (['example', 'co', 'uk'], [], [])
    """
    labels = _DOT.split(host.rstrip(_DOTS))[-_longest() :]
    size = _suffix_size([_shown(label) for label in labels])
    return labels[-size - 1 :] if 0 < size < len(labels) and labels[-size - 1] else []


def _suffix_size(labels: list[str]) -> int:
    """How many labels the longest suffix has. `*` in a rule is any label; what `!` stands before is none."""
    rules = _rules()
    for start in range(len(labels)):
        name, above = (".".join(labels[n:]).encode("utf-8", "replace") for n in (start, start + 1))
        if b"!" + name in rules:
            return len(labels) - start - 1
        if name in rules or b"*." + above in rules:
            return len(labels) - start
    return 0


def _shown(label: str) -> str:
    """A label in the letters that the list writes, where it comes in those that name servers know."""
    if not label.startswith(_PUNYCODE):
        return label
    try:
        return label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@cache
def _longest() -> int:
    """So many labels of a host, its last, are enough: those of the longest rule, and the one before them."""
    return max(rule.count(b".") for rule in _rules() if b" " not in rule) + 2


@cache
def _rules() -> frozenset[bytes]:
    """The list's lines; what is remarked between them has blanks and slashes, and no host is called so."""
    package = find_spec("tldextract")  # where it is, without loading it
    if package is None or package.origin is None:
        raise RuntimeError("tldextract is not installed, from which the list of public suffixes is read")
    return frozenset((Path(package.origin).parent / _LIST).read_bytes().split(b"\n")) - {b""}
