"""The nouns: what goes in at the door (Page), what is seen (Document), what is proposed (Removal), what comes out.

All are frozen. The record's JSON Schema is generated from `Article` (cleaners/schema.py), so a field's type and
description are written once, here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from cleaners.memo import Remembers
from cleaners.version import CLEANER_VERSION, SCHEMA_VERSION

Kind = Literal["heading", "paragraph", "list_item", "quote", "table", "code", "caption"]
Zone = Literal["story", "attached", "chrome"]
Place = Literal["head", "middle", "tail"]
PageKind = Literal[
    "article", "index", "product", "forum", "listing", "service", "documentation",
    "consent_wall", "bot_wall", "soft_404", "error_page", "login", "media", "empty", "not_html",
]  # fmt: skip
Stage = Literal["fetch", "extract", "verdict", "remove"]
Flag = Literal[
    "paywalled", "truncated", "opinion", "sponsored", "affiliate", "live", "press_release", "service", "degraded"
]

TAIL_SHARE = 0.12
"""The last share of a document's blocks that counts as its tail; also whatever follows the last full sentence."""
HEAD_BLOCKS = 3
"""So many first blocks count as a document's head."""


# ---- what goes in ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed, a sitemap or the caller said of the page: evidence of the last resort, never text.

    `reservations` are those that the page itself does not show: what the site's robots.txt says."""

    title: str | None = None
    published_at: str | None = None
    authors: tuple[str, ...] = ()
    reservations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page. `body` as bytes is decoded as browsers do; `headers` are those of the response, any case."""

    body: bytes | str
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    fetched_at: str | None = None
    hints: Hints = Hints()


# ---- what is seen ---------------------------------------------------------------------------------------------------


class Link(NamedTuple):
    """A link inside a block's text: text[start:end] leads to href (absolute where the page's address is known)."""

    start: int
    end: int
    href: str


class Block(NamedTuple):
    """One block of a page, with the evidence that its markup gives. A page has hundreds: a named tuple is made in a
    quarter of the time that a frozen dataclass takes.

    `path` runs from the page's body to the block, one step an element, written like a selector
    (`div#respond.comment-respond`); inline elements that hold the whole text of the block (`strong`, `em`, `a`)
    end it. `rows` are a table's cells; `ordered` is None but for list items; `level` is a heading's (1 to 6) or a
    list item's depth (1 is outermost). `link_share` is the share of the text's letters inside links.
    """

    id: int
    kind: Kind
    zone: Zone
    text: str
    level: int | None = None
    ordered: bool | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    links: tuple[Link, ...] = ()
    path: tuple[str, ...] = ()
    link_share: float = 0.0


class Evidence(NamedTuple):
    """Where a field's value came from, in words that a person can look up in the page."""

    field: str
    source: str


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the story. `lead` marks the one that the page shows first or names as its own."""

    url: str
    caption: str | None = None
    credit: str | None = None
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """Who shows the page: its name as the page gives it, its registered domain."""

    name: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """The notice as printed, a licence's address or name, and what machines are asked not to do."""

    notice: str | None = None
    licence: str | None = None
    reservations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of itself, read before anything is cut. Absent is None or empty, never a guess."""

    title: str | None = None
    deck: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    posted_by: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    site: Site = Site()
    canonical_url: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    source_name: str | None = None
    source_url: str | None = None
    rights: Rights = Rights()
    flags: tuple[Flag, ...] = ()
    page_types: tuple[str, ...] = ()
    """What the page calls itself: the @type of its JSON-LD, og:type."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Document(Remembers):
    """A page or text as extracted: every block in reading order, and what the page says of itself.

    `blocks[i].id == i`. `title_block` is the block that holds the headline: it is kept as the record's title and is
    not part of the text. `gone` is filled between the two stages of `apply` with the blocks that the first removed.
    `memo` holds what was derived from it (folded text, signals): `signals.py` alone writes it.
    """

    blocks: tuple[Block, ...]
    metadata: Metadata = Metadata()
    url: str | None = None
    title_block: int | None = None
    deck_block: int | None = None
    degraded: tuple[str, ...] = ()
    """Why the document may lack something of the page (cut, nested too deep, undecodable); empty: it is whole."""
    from_text: bool = False
    """Made of plain text: no markup, so no path, link or typography to go by."""
    gone: frozenset[int] = frozenset()
    notes: Mapping[int, str] = field(default_factory=dict)
    """Why a block was not taken for the story, where that was looked into: block id to a sentence."""
    story_ids: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Ids of the blocks of zone story in order, without the title's."""
    _places: Mapping[int, Place] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ids = tuple(b.id for b in self.blocks if b.zone == "story" and b.id != self.title_block)
        object.__setattr__(self, "story_ids", ids)
        object.__setattr__(self, "_places", _places(self.blocks, ids))

    def __getstate__(self) -> list[object]:
        # notes may be put into words only when asked for: another process gets the words
        return [dict(self.notes) if f.name == "notes" else getattr(self, f.name) for f in fields(self)]

    def place(self, block_id: int) -> Place:
        """Where the block stands, seen from the story: before or among its first blocks, in it, or at and after its
        end. Computed once, on the document as extracted."""
        return self._places[block_id]


SENTENCE_END = tuple('.!?…。！？।؟۔”"»’)」』')


def _places(blocks: tuple[Block, ...], story: tuple[int, ...]) -> dict[int, Place]:
    if not story:
        return {b.id: "middle" for b in blocks}
    head_end = story[min(HEAD_BLOCKS, len(story)) - 1]
    tail_start = story[min(len(story) - 1, int(len(story) * (1 - TAIL_SHARE)))]
    # what follows the last full sentence is tail too, however long that list of lines is; a lone sentence among such
    # lines is one of them
    full = [_is_sentence(blocks[i]) for i in story]
    last = next((n for n in range(len(story) - 1, 0, -1) if full[n] and full[n - 1]), None)
    if last is not None:
        tail_start = min(tail_start, story[last] + 1)
    return {b.id: "tail" if b.id >= tail_start else "head" if b.id <= head_end else "middle" for b in blocks}


def _is_sentence(block: Block) -> bool:
    return block.kind in ("paragraph", "quote") and len(block.text) > 80 and block.text.rstrip().endswith(SENTENCE_END)


# ---- what is proposed -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Removal:
    """One proposal: this block (or this span of its text) goes, for this reason.

    `field` names the record's field that holds what the text was worth ("source", "credits", ...)."""

    block: int
    cleaner: str
    rule: str
    why: str
    span: tuple[int, int] | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class SiteRule:
    """A rule that a user declares for a source: remove or keep what holds `phrase` or lies under `selector`.

    `selector` is `tag`, `.class`, `#id` or these joined (`div.promo`); `phrase` is looked for without regard to
    case, spaces and kinds of quotes."""

    action: Literal["remove", "keep"]
    why: str
    selector: str | None = None
    phrase: str | None = None


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of a site beside the page itself; passed in, never fetched. `version` says which knowledge."""

    repeated: frozenset[str] = frozenset()
    rules: tuple[SiteRule, ...] = ()
    version: str | None = None


NOTHING_KNOWN = SiteFacts()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What kind of page it is, and what spoke for that."""

    kind: PageKind
    evidence: tuple[str, ...] = ()


# ---- what comes out -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Whose story it is, where the page says so: `text` as printed, `name` parsed from it."""

    name: str | None = None
    url: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening that says where a story was filed; it also stays in the story. `text` as printed."""

    text: str
    place: str | None = None
    agency: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """One who had a part in the story: role as printed or as the line implies (reporting, editing, translation)."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class ArticleBlock:
    """One block of the story. text[start:end] of the article's text is this block's text; null for captions,
    which the text leaves out."""

    kind: Kind
    text: str
    level: int | None = None
    ordered: bool | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    links: tuple[Link, ...] = ()
    start: int | None = None
    end: int | None = None


Instant = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})?)?$",
        description="ISO 8601; with a zone where the page tells it, a bare day where it tells no more",
    ),
]


@dataclass(frozen=True, slots=True)
class Article:
    """The record. Every key is always present: what is absent is null or empty."""

    id: Annotated[
        str, Meta(description="stable: from the canonical URL where it is the same site's, else the URL, else the text")
    ]
    url: Annotated[str | None, Meta(description="the address that was fetched")]
    canonical_url: Annotated[str | None, Meta(description="the address that the page calls its own")]
    title: str | None
    deck: Annotated[str | None, Meta(description="standfirst; also the first block")]
    description: Annotated[str | None, Meta(description="the metadata's summary; not part of the text")]
    blocks: tuple[ArticleBlock, ...]
    text: Annotated[str, Meta(description="the blocks in order, without title and captions")]
    word_count: int
    language: Annotated[str | None, Meta(description="ISO 639-1, of the text")]
    authors: Annotated[tuple[str, ...], Meta(description="persons")]
    posted_by: Annotated[str | None, Meta(description="the posting account, where it is not an author")]
    published_at: Instant | None
    modified_at: Instant | None
    site: Site
    source: Source | None
    agency: str | None
    dateline: Dateline | None
    credits: tuple[Credit, ...]
    republished_from: str | None
    rights: Rights
    corrections: Annotated[
        tuple[str, ...], Meta(description="corrections and editor's notes; they also stay in the text")
    ]
    section: str | None
    tags: tuple[str, ...]
    images: tuple[Image, ...]
    flags: tuple[Flag, ...]
    evidence: Annotated[Mapping[str, str], Meta(description="field: where its value came from")]
    removal_counts: Annotated[Mapping[str, int], Meta(description="cleaner: how many blocks or spans it removed")]
    content_hash: Annotated[str, Meta(description="SHA-256 of title and text")]
    urls: Annotated[tuple[str, ...], Meta(description="every address known for it")] = ()
    version: Annotated[int | None, Meta(description="1, 2, ... as the article changes; null before it is stored")] = (
        None
    )
    story_id: Annotated[
        str | None, Meta(description="the story that it is one telling of; null before it is stored")
    ] = None
    fetched_at: Instant | None = None
    first_seen_at: Instant | None = None
    schema_version: int = SCHEMA_VERSION
    cleaner_version: str = CLEANER_VERSION

    def as_text(self) -> str:
        """The document form: title, blank line, text."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article, the document that it was made of, and every removal that lies between the two."""

    article: Article
    document: Document
    removals: tuple[Removal, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page that gives no article: at which stage, and why. What it told of itself is kept."""

    url: str | None
    stage: Stage
    reason: str
    verdict: Verdict | None = None
    title: str | None = None
    published_at: str | None = None
    removals: tuple[Removal, ...] = ()
    document: Document | None = None
