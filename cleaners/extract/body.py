"""Which blocks are the story: models over each block's numbers decide, with trafilatura's votes where the page alone
leaves a doubt; and what stands around the story is kept apart from what belongs to the site."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from lxml.html import HtmlElement

from cleaners.extract.blocks import RawBlock
from cleaners.extract.elements import base_address, letters, named, resolve, words_of
from cleaners.extract.features import Known, Table
from cleaners.extract.headline import deck_block, subheading, title_block
from cleaners.extract.images import read_images
from cleaners.extract.marks import Marks
from cleaners.extract.notes import Notes
from cleaners.extract.opinion import LEAST, Opinion, careful, own_opinion, settled, story_letters, voted_opinion
from cleaners.extract.page_signs import calls_itself_article
from cleaners.extract.parsing import Parsed
from cleaners.extract.posts import without_other_posts
from cleaners.extract.restored import densest, restored
from cleaners.extract.verdict import SURELY_NONE, judge
from cleaners.extract.votes import is_prose, vote
from cleaners.model import Block, Document, Link, Metadata, Page, Zone
from cleaners.signals import know_words

PROSE_STORY = 0.35
"""A long paragraph that was voted for needs less: a lost paragraph is worse than noise that stays."""
PROSE_LETTERS = 200
NEXT_TO_NOTHING = 0.2
LINKED = 0.8
BODY_SHARE = 0.75
"""The article's element is the deepest that holds this share of the story's letters."""
CHROME_TAGS = frozenset({"nav", "footer"})
CHROME_WORDS = frozenset(
    """sidebar widget-area secondary site-header site-footer page-footer main-navigation navbar menu off-canvas
    masthead topbar colophon""".split()
)
MAIN_WORDS = frozenset({"content", "main", "primary", "main-content", "content-area", "site-content", "page-content"})


def choose(parsed: Parsed, segmented: Sequence[RawBlock], metadata: Metadata, page: Page) -> Document:
    """Find the story among the blocks, and make the document. Where the page alone leaves a doubt, trafilatura is
    asked; but not about what has a text and is surely no article."""
    table, is_article = Table(segmented, _known(metadata)), calls_itself_article(metadata)
    make = partial(_document, parsed, segmented, metadata, page.url)
    own = own_opinion(table)
    opinion = settled(table, own, is_article=is_article)
    if opinion is not None:
        return make(opinion)
    expected = story_letters(table, own)
    if not is_article and expected >= LEAST:
        document = make(careful(own))
        if judge(document, page, least=SURELY_NONE).kind != "article":
            return document
    ballot = vote(parsed.tree, segmented, expected)
    return make(voted_opinion(table, ballot.voted), ballot.elsewhere)


def _document(
    parsed: Parsed, segmented: Sequence[RawBlock], metadata: Metadata, url: str | None, opinion: Opinion,
    elsewhere: Sequence[str] = (),
) -> Document:  # fmt: skip
    """The document as this opinion has it: every block with its zone, the headline's and the standfirst's told.
    `elsewhere` are the paragraphs of a story that is in none of the page's elements."""
    raws = [*segmented, *(RawBlock("paragraph", text, parsed.tree, ()) for text in elsewhere)]
    title = title_block(segmented, metadata.title)
    if elsewhere:
        wanted: Sequence[int] = range(len(segmented), len(raws))
        story, notes = frozenset(wanted), Notes({})
    else:
        wanted = opinion.wanted
        story, notes = _decide(segmented, opinion)
        story = without_other_posts(segmented, story, title)
    deck = deck_block(raws, story, title, metadata.description)
    story |= {deck} if deck is not None else frozenset()
    article = _article([raws[i] for i in story]) if not elsewhere else None
    region = _region(article) if article is not None else None
    looked_at = frozenset(wanted)
    around = _Around(region, parsed.marks) if region is not None else None
    zones: list[Zone] = [
        "story" if i in story or i == title else _zone(raw, around) if i in looked_at else "chrome"
        for i, raw in enumerate(raws)
    ]
    base = base_address(parsed.marks, url)
    if article is not None and region is not None:
        metadata = replace(metadata, images=read_images(article, region, base, metadata.images))
    blocks = tuple(
        _block(i, raw, zone, subheading(raws, story, i) if i in story else None, base)
        for i, (raw, zone) in enumerate(zip(raws, zones, strict=True))
    )
    document = Document(blocks, metadata, url, title, deck, parsed.degraded, notes=notes)
    know_words(document, {i: raw.words for i, raw in enumerate(raws) if zones[i] != "chrome"})
    return document


def _known(metadata: Metadata) -> Known:
    return Known(
        letters(metadata.title or ""), letters(metadata.description or ""), tuple(map(letters, metadata.authors))
    )


def _decide(raws: Sequence[RawBlock], opinion: Opinion) -> tuple[frozenset[int], Notes]:
    """The story's blocks, and why others that look like it are not."""
    voted, wanted, odds, least = opinion.voted, opinion.wanted, opinion.odds.tolist(), opinion.story
    story = frozenset(
        i
        for i, p in zip(wanted, odds, strict=True)
        if p >= (min(PROSE_STORY, least) if voted[i] and len(raws[i].text) >= PROSE_LETTERS else least)
    )
    story = restored(raws, _unhidden(raws, _trusted(raws, story, voted)))
    # who would look for a block here asks why; the rest of the page is nobody's question
    asked = [n for n, i in enumerate(wanted) if i not in story and (voted[i] or is_prose(raws[i]))]
    return story, Notes({wanted[n]: odds[n] for n in asked}, opinion.rows[asked], opinion.model)


def _trusted(raws: Sequence[RawBlock], story: frozenset[int], voted: Sequence[bool]) -> frozenset[int]:
    """The model's story, unless it leaves next to nothing of the prose that was voted for: then the page is of
    a kind that the model has never seen, and the vote holds."""
    vote = frozenset(i for i, yes in enumerate(voted) if yes)
    ours, theirs = (sum(len(raws[i].key) for i in ids if is_prose(raws[i])) for ids in (story, vote))
    if not ours and not theirs:
        return story | densest(raws)
    return _unlinked(raws, vote) if ours < NEXT_TO_NOTHING * theirs else story


def _unlinked(raws: Sequence[RawBlock], vote: frozenset[int]) -> frozenset[int]:
    """The vote; where most of its blocks are links, a menu was voted with the story: then its prose, and what stands
    unlinked between that."""
    plain = frozenset(i for i in vote if raws[i].link_share < LINKED)
    prose = [i for i in plain if is_prose(raws[i])]
    if not prose or len(plain) > len(vote) / 2:
        return vote
    return frozenset(i for i in plain if min(prose) <= i <= max(prose))


def _unhidden(raws: Sequence[RawBlock], story: frozenset[int]) -> frozenset[int]:
    """What readers do not see is not the story (honeypots, words for search engines), unless a script shows it all."""
    shown = frozenset(i for i in story if not raws[i].hidden)
    return shown if sum(len(raws[i].key) for i in shown) >= sum(len(raws[i].key) for i in story - shown) else story


def _zone(raw: RawBlock, around: "_Around | None") -> Zone:
    return "attached" if around is not None and not raw.hidden and around.holds(raw.element) else "chrome"


def _block(i: int, raw: RawBlock, zone: Zone, heading: int | None, base: str | None) -> Block:
    kind, level = ("heading", heading) if heading else (raw.kind, raw.level)
    links, share = raw.links, 0.0
    if links:
        share = round(raw.link_share, 3)
        if kind == "table":
            links = ()
        elif zone != "chrome":
            links = tuple([Link(link.start, link.end, resolve(base, link.href)) for link in links])
    return Block(i, kind, zone, raw.text, level, raw.ordered, raw.rows, links, raw.path, share)


def _region(article: HtmlElement) -> HtmlElement:
    """What stands around the story and belongs to its page, not to the site: the outermost main or content element."""
    region = article
    for element in article.iterancestors():
        if element.tag in ("body", "html"):
            break
        main = element.tag in ("article", "main") or element.get("role") == "main"
        if main or not MAIN_WORDS.isdisjoint(words_of(element)):
            region = element
    parent = article.getparent()
    return parent if region is article and parent is not None and parent.tag != "html" else region


def _article(story: Sequence[RawBlock]) -> HtmlElement | None:
    """The deepest element that holds most of the story's letters."""
    weight: Counter[HtmlElement] = Counter()
    for raw in story:
        weight[raw.element] += len(raw.text)
    total = weight.total()
    inside: Counter[HtmlElement] = Counter()  # most of a story's paragraphs stand in one element
    for element, size in weight.items():
        if (parent := element.getparent()) is not None:
            inside[parent] += size
    for element, size in inside.items():
        for around in (element, *element.iterancestors()):
            weight[around] += size
    holding = [e for e, size in weight.items() if size >= BODY_SHARE * total]
    return max(holding, key=lambda e: sum(1 for _ in e.iterancestors()), default=None)


class _Around:
    """What stands in a region of the page and in none of the site's own bars there; an article's own foot is none."""

    def __init__(self, region: HtmlElement, marks: Marks) -> None:
        self.marks = marks
        self.foot = region.tag == "article"
        self.held: dict[HtmlElement | None, bool | None] = {None: False, region: None}
        """Whether what is in an element is there; None: it is, if no foot of the page is in the way."""

    def holds(self, element: HtmlElement) -> bool:
        """Whether the element is there; told once of all around it, for blocks share most of that."""
        way: list[HtmlElement] = []
        node: HtmlElement | None = element
        while node is not None and node not in self.held:
            way.append(node)
            node = node.getparent()
        found = self.held[node]
        for node in reversed(way):
            if found is not False:
                found = self.inside(node, found)
            self.held[node] = found
        return found is not False

    def inside(self, node: HtmlElement, around: bool | None) -> bool | None:
        """The same of what is in an element, by what holds of the one around it."""
        if node.tag == "article":
            return True
        if node.tag not in CHROME_TAGS and CHROME_WORDS.isdisjoint(named(self.marks[node])):
            return around
        if node.tag != "footer":
            return False
        return self.foot if around is None else around
