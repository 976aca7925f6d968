"""Which blocks are the story. Trafilatura votes; what it leaves out inside the article comes back where it is prose,
and is accounted for where it is not."""

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from cleaners.extract.blocks import Parsed, RawBlock, words_of
from cleaners.extract.votes import is_prose, letters, vote
from cleaners.model import Block, Document, Metadata, Zone

BODY_SHARE = 0.75
"""The article's element is the deepest that holds this share of the voted letters."""
CHROME_TAGS = frozenset({"nav", "aside", "footer", "header"})
CHROME_WORDS = frozenset(
    """sidebar widget-area secondary site-header site-footer page-header page-footer main-navigation navbar menu
    off-canvas breadcrumb breadcrumbs masthead topbar colophon""".split()
)
MAIN_WORDS = frozenset({"content", "main", "primary", "main-content", "content-area", "site-content", "page-content"})


def choose(parsed: Parsed, raws: Sequence[RawBlock], metadata: Metadata, url: str | None) -> Document:
    """Give every block its zone, find the headline's block, and make the document."""
    voted = vote(parsed.tree, raws)
    article = _article(raws, voted)
    region = _region(article) if article is not None else None
    title = _title(raws, metadata.title, voted)
    story = _readmit(raws, voted, article, title)
    zones: list[Zone] = []
    for i, raw in enumerate(raws):
        if story[i] or i == title:
            zones.append("story")
        elif region is not None and not raw.hidden and _inside(raw.element, region):
            zones.append("attached")
        else:
            zones.append("chrome")
    blocks = tuple(
        Block(i, r.kind, z, r.text, r.level, r.ordered, r.rows, r.links, r.path, round(r.link_share, 3))
        for i, (r, z) in enumerate(zip(raws, zones, strict=True))
    )
    return Document(blocks, metadata, url, title, degraded=parsed.degraded)


def _article(raws: Sequence[RawBlock], voted: Sequence[bool]) -> HtmlElement | None:
    """The deepest element that holds most of the voted prose."""
    weight: Counter[HtmlElement] = Counter()
    total = 0
    for raw, yes in zip(raws, voted, strict=True):
        if yes:
            size = len(raw.text)
            total += size
            element: HtmlElement | None = raw.element
            while element is not None:
                weight[element] += size
                element = element.getparent()
    best, depth = None, -1
    for element, size in weight.items():
        if size >= BODY_SHARE * total:
            own = sum(1 for _ in element.iterancestors())
            if own > depth:
                best, depth = element, own
    return best


def _region(article: HtmlElement) -> HtmlElement:
    """What stands around the story and belongs to its page, not to the site: the outermost main or content element."""
    region = article
    for element in article.iterancestors():
        if element.tag in ("body", "html"):
            break
        if element.tag in ("article", "main") or element.get("role") == "main" or not MAIN_WORDS.isdisjoint(words_of(element)):
            region = element
    if region is article and (parent := article.getparent()) is not None and parent.tag != "html":
        region = parent
    return region


def _inside(element: HtmlElement, region: HtmlElement) -> bool:
    """Whether the element is in the region and in none of the site's own bars there."""
    node: HtmlElement | None = element
    while node is not None:
        if node is region:
            return True
        if node.tag in CHROME_TAGS or not CHROME_WORDS.isdisjoint(words_of(node)):
            return False
        node = node.getparent()
    return False


def _title(raws: Sequence[RawBlock], title: str | None, voted: Sequence[bool]) -> int | None:
    """The block that holds the headline: an h1 (else another heading) that is the title, or what the title begins with."""
    if not title:
        return None
    key = letters(title)
    best: tuple[int, int] | None = None
    for i, raw in enumerate(raws):
        own = letters(raw.text)
        if raw.hidden or len(own) < 3 or raw.link_share > 0.9 and raw.level != 1:
            continue
        if own == key or (raw.level == 1 and (key.startswith(own) or own.startswith(key))):
            rank = (0 if raw.kind == "heading" and raw.level == 1 else 1 if raw.kind == "heading" else 2, i)
            if best is None or rank < best:
                best = rank
    return best[1] if best else None


def _readmit(
    raws: Sequence[RawBlock], voted: Sequence[bool], article: HtmlElement | None, title: int | None
) -> list[bool]:
    """The voted blocks, and the prose between them that trafilatura left out."""
    story = list(voted)
    if article is None:
        return story
    inside = [i for i, yes in enumerate(voted) if yes]
    first, last = inside[0], inside[-1]
    parents = {raws[i].element.getparent() for i in inside if is_prose(raws[i])}
    for i in range(first, last + 1):
        raw = raws[i]
        if not story[i] and is_prose(raw) and raw.kind in ("paragraph", "quote") and raw.element.getparent() in parents:
            story[i] = True
    return story
