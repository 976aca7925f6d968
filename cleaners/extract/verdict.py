"""Article, or index, consent wall, bot wall, soft 404, ...: with the evidence.

An article is refused almost never: walls and error pages are told by their few words and their own marks together,
the other kinds by what the page calls itself or by its shape, and any sign of an article outweighs a shape.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cleaners.extract.walls import wall
from cleaners.model import Block, Document, Page, PageKind, Verdict
from cleaners.signals import count_words

FEW_WORDS = 12
"""A page whose story has no more is empty."""
PROSE_WORDS = 25
LIST_HEADINGS = 4
"""From so many headings on that are links, and hardly any prose between them, a page is a list of others."""
ARTICLE_TYPES = frozenset(
    """article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle
    reviewnewsarticle asknewsarticle blogposting liveblogposting report scholarlyarticle techarticle
    advertisercontentarticle satiricalarticle socialmediaposting og:article""".split()
)
OTHER_TYPES: dict[str, PageKind] = {
    "collectionpage": "index", "searchresultspage": "index", "product": "product", "productgroup": "product",
    "og:product": "product", "og:product.item": "product", "individualproduct": "product",
    "discussionforumposting": "forum", "qapage": "forum", "question": "forum", "itemlist": "listing",
    "jobposting": "listing", "faqpage": "service", "contactpage": "service", "aboutpage": "service",
    "apireference": "documentation", "og:profile": "service", "profilepage": "service",
}  # fmt: skip
"""What pages call themselves (schema.org, Open Graph) when they are no articles."""
INDEX_PATH = re.compile(
    r"^/?(?:index\.\w+)?$|/(?:category|categories|tag|tags|topic|topics|section|sections|author|authors|archive|"
    r"archives|search|page/\d+|kategorie|categorie|categoria|rubrik|rubrique|thema)(?:/|$)",
    re.IGNORECASE,
)


def judge(document: Document, page: Page) -> Verdict:
    """What kind of page the document was made of. `kind` is "article" unless enough speaks against it."""
    if page.status >= 400:
        return Verdict("error_page", (f"the server answered with status {page.status}",))
    story = [document.blocks[i] for i in document.story_ids]
    words = sum(count_words(b.text) for b in story)
    types = frozenset(t.lower() for t in document.metadata.page_types)
    # a wall has no date of its own and does not call itself an article; an article may be short and speak of cookies
    if types.isdisjoint(ARTICLE_TYPES) and not _dated(document):
        found = wall(document, page, words)
        if found is not None:
            return found
    if words <= FEW_WORDS:
        return Verdict("empty", (f"{words} words of text",))
    return _by_shape(document, story, words, types)


def _by_shape(document: Document, story: list[Block], words: int, types: frozenset[str]) -> Verdict:
    signs = tuple(_article_signs(document, story, types))
    typed = not types.isdisjoint(ARTICLE_TYPES)
    said = next((OTHER_TYPES[t] for t in sorted(types) if t in OTHER_TYPES), None)
    linked = sum(count_words(b.text) * b.link_share for b in story) / max(1, words)
    paragraphs = sum(1 for b in story if _is_prose(b))
    teasers = sum(1 for b in story if b.kind == "heading" and b.link_share > 0.8)
    path = urlsplit(document.url).path if document.url and "://" in document.url else None
    told = (
        f"{paragraphs} paragraphs of prose",
        f"{teasers} headings that are links",
        f"{linked:.0%} of its words are links",
    )
    if said is not None and not typed and not _dated(document):
        return Verdict(said, (f"calls itself {said}", *told))
    if teasers >= LIST_HEADINGS and teasers > paragraphs / 2 and not (typed and paragraphs > teasers / 2):
        return Verdict("index", told)
    if not typed and path is not None and INDEX_PATH.search(path) and (paragraphs < 4 or linked > 0.3):
        return Verdict("index", (f"the address is an index's: {path}", *told))
    if linked > 0.5 and paragraphs < 3 and len(signs) < 2:
        return Verdict("index", told)
    return Verdict("article", signs or ("nothing speaks against it",))


def _dated(document: Document) -> bool:
    """Whether the page's own data tells a date: a list of articles shows dates, and an address may hold one."""
    source = next((e.source for e in document.metadata.evidence if e.field == "published_at"), "")
    return source.startswith(("JSON-LD", "meta", "microdata", "itemprop"))


def _article_signs(document: Document, story: list[Block], types: frozenset[str]) -> Iterator[str]:
    meta = document.metadata
    if own := types & ARTICLE_TYPES:
        yield f"type {', '.join(sorted(own))}"
    if meta.published_at:
        yield f"published {meta.published_at}"
    if meta.authors:
        yield "has an author"
    if (count := sum(1 for b in story if _is_prose(b))) >= 3:
        yield f"{count} paragraphs of prose"


def _is_prose(block: Block) -> bool:
    return block.kind in ("paragraph", "quote") and block.link_share < 0.4 and count_words(block.text) >= PROSE_WORDS
