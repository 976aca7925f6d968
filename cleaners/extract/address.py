"""What a page's address, and where its links lead, tell of its kind: words that software and editors everywhere use."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

PATH_WORDS: Mapping[str, frozenset[str]] = {
    "article": frozenset(
        """blog blogs news article articles post posts story stories archive archives insights opinion features
        magazine entry press press-releases newsroom""".split()
    ),
    "forum": frozenset(
        """forum forums thread threads topic discussion discussions viewtopic showthread showtopic viewthread boards
        questions t d talk""".split()
    ),
    "product": frozenset("product products dp item items p pd".split()),
    "index": frozenset(
        """collection collections c category categories browse departments catalog tag tags search list lists brand
        brands product-category sub-categories kategorie categorie categoria rubrik rubrique thema section sections
        author authors""".split()
    ),
    "documentation": frozenset(
        """docs doc documentation reference manual api tutorial tutorials handbook wiki stable latest user-guide book
        develop man-pages""".split()
    ),
    "service": frozenset(
        """services service solutions about contact pricing programs program courses plans company use-cases
        industries practice-areas careers jobs support calculator work portfolio reviews""".split()
    ),
}
"""Whole parts of a path."""
HOST_WORDS: Mapping[str, frozenset[str]] = {
    "forum": frozenset("forum forums community discuss discussion discussions boards board bbs".split()),
    "documentation": frozenset("docs doc documentation developer developers wiki readthedocs".split()),
}
LINK_WORDS: Mapping[str, frozenset[str]] = {
    **PATH_WORDS,
    "forum": PATH_WORDS["forum"] | frozenset("topics question community board comments answers groups users u".split()),
    "product": PATH_WORDS["product"] | frozenset("shop buy store sku".split()),
    "users": frozenset("users user u members member profiles profile".split()),
    "documentation": PATH_WORDS["documentation"] | frozenset("guide guides learn help book".split()),
}
_LEADS: dict[str, tuple[str, ...]] = {
    word: tuple(kind for kind, words in LINK_WORDS.items() if word in words)
    for word in frozenset().union(*LINK_WORDS.values())
}
_THREAD = re.compile(r"(?:view|show)?(?:thread|topic)s?(?:\b|[-_\d])")
_DAY = re.compile(r"/(?:19|20)\d\d[/-]?(?:[01]?\d(?:\D|$))")
_FRONT = re.compile(r"(?:[a-z]{2}|[a-z]{2}[-_][a-z]{2}|index\.\w+|home|default\.\w+)?")
_TRACKING = ("utm_", "srsltid", "gclid", "fbclid", "mc_")
_SLUG = re.compile(r"[-_+\s]+")
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Address:
    """A page's address, taken apart: the kinds of page that its path and its host name, whether it is a site's front,
    whether it has a date in it."""

    known: bool = False
    depth: int = 0
    slug: tuple[str, ...] = ()
    says: frozenset[str] = frozenset()
    host: frozenset[str] = frozenset()
    front: bool = False
    dated: bool = False
    path: str = ""

    def share_in(self, title: str) -> float:
        """The share of the title's words that the last part of the path repeats."""
        words = set(_WORD.findall(title.lower()))
        return len(words.intersection(self.slug)) / len(words) if words else 0.0


def read_address(url: str | None) -> Address:
    """Take an address apart; one that is none says nothing. Never raises."""
    parts = _split(url or "")
    if parts is None or not parts.netloc:
        return Address()
    path = parts.path.lower()
    steps = [s for s in path.split("/") if s]
    named = {s.partition(".")[0] for s in steps}
    asked = [k.lower() for k, _ in parse_qsl(parts.query) if not k.lower().startswith(_TRACKING)]
    hosts = frozenset(parts.netloc.lower().split(".")[:-1])
    says = _named(PATH_WORDS, named)
    if any(_THREAD.match(s) for s in (*steps, *asked)):
        says |= {"forum"}
    stem = steps[-1].rsplit(".", 1)[0] if steps else ""
    slug = tuple(w for w in _SLUG.split(stem) if w)
    front = not asked and len(steps) < 3 and all(_FRONT.fullmatch(s) for s in steps)
    return Address(True, len(steps), slug, says, _named(HOST_WORDS, hosts), front, _DAY.search(path) is not None, path)


def leads(hrefs: Collection[str], address: Address) -> dict[str, float]:
    """Of a page's links the share that leads to each kind of page, below the page and beside it, to its own parts and
    to users."""
    own = address.path.rstrip("/") + "/"
    beside = address.path.rstrip("/").rpartition("/")[0] + "/"
    has_below, has_beside = len(own) > 1, len(beside) > 1
    found = Counter[str]()
    for href, n in Counter(hrefs).items():  # menus and teasers lead to the same page twice and more
        path = _path(href)
        if "#" in href and (href[0] == "#" or path == address.path):
            found["anchors"] += n
            continue
        if has_below and path.startswith(own) and len(path) > len(own):
            found["below"] += n
        if has_beside and path.startswith(beside):
            found["beside"] += n
        steps = path.split("/")
        if not _LEADS.keys().isdisjoint(steps):
            for kind in {kind for step in steps for kind in _LEADS.get(step, ())}:
                found[kind] += n
    total = max(1, len(hrefs))
    return {name: found[name] / total for name in (*LINK_WORDS, "below", "beside", "anchors")}


def _named(kinds: Mapping[str, frozenset[str]], words: Iterable[str]) -> frozenset[str]:
    return frozenset(kind for kind, own in kinds.items() if not own.isdisjoint(words))


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # an address with half an IPv6 address in it
        return None


def _path(href: str) -> str:
    """The path of an absolute or relative link, in lower case, by the shortest way: pages have hundreds of links."""
    rest = href.partition("#")[0].partition("?")[0]
    at = rest.find("//")
    if at >= 0:
        slash = rest.find("/", at + 2)
        rest = rest[slash:] if slash >= 0 else "/"
    return rest.lower()
