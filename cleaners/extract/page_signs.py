"""What a page says of itself, in numbers; and the signs of each kind of page, each a phrase that a person can check.

No sign decides alone: the page model weighs how many there are of each kind, the verdict shows them.
"""

from collections.abc import Mapping

from cleaners.counting import count_words
from cleaners.extract.address import PATH_WORDS, Address
from cleaners.model import Document, Metadata, PageKind

TYPES: Mapping[str, frozenset[str]] = {
    "article": frozenset(
        """article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle
        reviewnewsarticle asknewsarticle askpublicnewsarticle blogposting liveblogposting report scholarlyarticle
        medicalscholarlyarticle advertisercontentarticle satiricalarticle socialmediaposting recipe howto review
        criticreview claimreview og:blog og:post""".split()
    ),
    "og:article": frozenset({"og:article"}),
    "og:website": frozenset({"og:website"}),
    "forum": frozenset({"discussionforumposting", "qapage"}),
    "product": frozenset("product productgroup individualproduct og:product og:product.item og:product.group".split()),
    "index": frozenset("collectionpage searchresultspage itemlist offercatalog og:product.group".split()),
    "documentation": frozenset({"techarticle", "apireference"}),
    "service": frozenset(
        """service professionalservice localbusiness softwareapplication webapplication course financialproduct
        educationaloccupationalprogram contactpage aboutpage profilepage event jobposting brand corporation
        collegeoruniversity governmentservice""".split()
    ),
}
"""What pages call themselves (schema.org, Open Graph), by kind."""
_ARTICLE = TYPES["article"] | TYPES["og:article"]
_SOURCES = {
    "JSON-LD WebPage": "page", "JSON-LD VideoObject": "page", "JSON-LD Discussion": "page", "JSON-LD": "article",
    "scripts": "page", "meta": "meta", "itemprop": "shown", "time": "shown", "visible": "shown", "URL": "shown",
    "feed": "shown",
}  # fmt: skip
"""How the evidence of a date begins: in the data of an article or a page, in a meta element, shown to readers."""

SIGNS: Mapping[PageKind, tuple[tuple[str, str, float], ...]] = {
    "article": (
        ("calls itself an article", "says article", 0), ("has og:type article", "says og:article", 0),
        ("has a date of its own", "dated", 0), ("has an author", "authors", 0), ("its data have tags", "tags told", 0),
        ("its data have a section", "section told", 0), ("its address is an article's", "address article", 0),
        ("its address has a date", "address dated", 0), ("its address spells its headline", "slug words", 3),
        ("five paragraphs of prose", "prose", 4), ("its prose stands in one place", "one holder", 0.6),
        ("its text stands in an article's template", "in article", 0.5),
        ("its body is an article's", "body article", 0),
    ),
    "forum": (
        ("calls itself a discussion", "says forum", 0), ("its address is a discussion's", "address forum", 0),
        ("its host is a forum", "host forum", 0), ("many links to users", "user links", 7),
        ("its text stands in posts", "in forum", 0.3), ("its data are of comments", "comments marked", 2),
        ("many times in one page", "times marked", 7), ("its body is a discussion's", "body forum", 0),
    ),
    "product": (
        ("calls itself a product", "says product", 0), ("its address is a product's", "address product", 0),
        ("its data tell a price", "price marked", 0), ("it can be put into a cart", "cart marked", 2),
        ("prices stand alone", "price lines", 2), ("its text stands in a product's template", "in product", 0.5),
        ("prices in its markup", "prices marked", 5),
        ("its body is a product's", "body product", 0), ("neither date nor author", "unsigned", 0),
    ),
    "documentation": (
        ("calls itself documentation", "says documentation", 0),
        ("its address is a manual's", "address documentation", 0),
        ("its host has manuals", "host documentation", 0), ("code in the text", "codes of story", 0.05),
        ("its links lead to its own parts", "links anchors", 0.3), ("its links lead beside it", "links beside", 0.4),
        ("its text stands in a manual's template", "in documentation", 0.3), ("neither date nor author", "unsigned", 0),
    ),
    "service": (
        ("calls itself a service", "says service", 0), ("its address is a service's", "address service", 0),
        ("a site's front page", "front", 0), ("its text stands in banners and tabs", "in hero", 0.3),
        ("hardly more words than buttons", "buttons per word", 0.05), ("a label for a headline", "labelled", 0),
        ("neither date nor author", "unsigned", 0),
    ),
    "index": (
        ("calls itself a collection", "says index", 0), ("its address is an index's", "address index", 0),
        ("a site's front page", "front", 0), ("headings that are links", "linked headings", 3),
        ("many links lead below it", "links below it", 15), ("a list of prices", "price lines", 8),
        ("half of its words are links", "link share", 0.5), ("a label for a headline", "labelled", 0),
        ("neither date nor author", "unsigned", 0), ("many articles in one page", "articles marked", 5),
        ("many times in one page", "times marked", 7), ("its address ends where articles begin", "address ends", 0),
    ),
}  # fmt: skip
"""Of each kind: the phrase, and the number that must be greater than the limit."""
Numbers = Mapping[str, float]
ENOUGH_SIGNS = 4
"""Of an article, where there is none of anything else: the page model judges no page of the corpora otherwise then."""


def told_numbers(document: Document, address: Address) -> dict[str, float]:
    """What the page's data and address say, as numbers."""
    meta = document.metadata
    types = page_types(meta)
    sources = {e.field: e.source for e in reversed(meta.evidence)}
    date = next((kind for start, kind in _SOURCES.items() if sources.get("published_at", "").startswith(start)), "none")
    title = meta.title or ""
    title_words = count_words(title)
    found = {f"says {kind}": float(not types.isdisjoint(names)) for kind, names in TYPES.items()}
    found |= {f"date in {kind}": float(kind == date) for kind in ("article", "meta", "page", "shown", "none")}
    found |= {f"address {kind}": float(kind in address.says) for kind in PATH_WORDS}
    found |= {f"host {kind}": float(kind in address.host) for kind in ("forum", "documentation")}
    return found | {
        "dated": date in ("article", "meta", "shown"), "types": min(15, len(types)),
        "authors": min(4, len(meta.authors)),
        "authors told": sources.get("authors", "").startswith(("JSON-LD", "meta")), "tags": min(10, len(meta.tags)),
        "tags told": sources.get("tags", "meta keywords") != "meta keywords",
        "section told": sources.get("section", "").startswith(("JSON-LD", "meta article")),
        "unsigned": date in ("none", "page") and not meta.authors, "labelled": 0 < title_words < 4,
        "address ends": address.path.rstrip("/").rpartition("/")[2] in PATH_WORDS["article"],
        "description": min(300, len(meta.description or "")),
        "title words": min(30, title_words), "title asks": title.endswith(("?", "？", "؟")),
        "title shown": document.title_block is not None, "address known": address.known,
        "address depth": address.depth if address.known else -1, "address dated": address.dated,
        "slug words": len(address.slug) if address.known else -1,
        "slug letters": sum(map(len, address.slug)) if address.known else -1,
        "slug in title": address.share_in(title) if address.known else -1, "front": address.front,
    }  # fmt: skip


def page_types(metadata: Metadata) -> frozenset[str]:
    """What the page calls itself, in lower case."""
    return frozenset(t.lower() for t in metadata.page_types)


def calls_itself_article(metadata: Metadata) -> bool:
    """Whether the page's data say that it is an article."""
    return not page_types(metadata).isdisjoint(_ARTICLE)


def signs(numbers: Numbers) -> dict[PageKind, tuple[str, ...]]:
    """The signs of each kind that the page shows, as far as its numbers are known."""
    return {kind: tuple(s for s, name, limit in own if numbers.get(name, 0) > limit) for kind, own in SIGNS.items()}


def evidently_article(told: Numbers) -> tuple[str, ...]:
    """The signs of a page that is an article by all that its data and address say; none where they leave it open.

    It calls itself one, in its own data, or has its date there; it has four signs of an article, and not one of
    anything else. `told` are its `told_numbers`."""
    if not told["says article"] and not (told["says og:article"] and (told["date in article"] or told["date in meta"])):
        return ()
    shown = signs(told)
    own = shown.pop("article")
    return own if len(own) >= ENOUGH_SIGNS and not any(shown.values()) else ()


def balance(shown: Mapping[PageKind, tuple[str, ...]]) -> dict[str, float]:
    """How many signs there are of each kind; how many of an article more than of any other."""
    other = max(len(s) for kind, s in shown.items() if kind != "article")
    found = {f"signs of {kind}": float(len(s)) for kind, s in shown.items()}
    return found | {"signs of another kind": float(other), "signs for an article": len(shown["article"]) - float(other)}
