"""What speaks for a block being noise, beside its words: place, links, typography, addresses, the site's own name.

A rule removes on two independent signals: usually a phrase and one of these. All of them hold in any language.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from string import punctuation
from typing import Any, Literal, NamedTuple, TypeVar, get_args

from cleaners.counting import count_words
from cleaners.model import Block, Document, SiteFacts

Signal = Literal[
    "head", "middle", "tail", "attached", "last",
    "link", "linked", "label_link", "address", "contact",
    "emphasis", "caps", "short", "tiny", "box", "site_name", "repeated",
]  # fmt: skip

SHORT_WORDS = 25
TINY_WORDS = 8
T = TypeVar("T")

_PLAIN = {
    **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
    **dict.fromkeys("“”„‟″«»＂", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad\u2060", ""),
}
_PLAIN_OF = str.maketrans(_PLAIN)
_FANCY = re.compile(f"[{''.join(_PLAIN)}]+")
_TOKEN = re.compile(r"[.#]([^.#]+)")
_PART = re.compile(r"[-_:]+|(?<=[a-z])(?=[A-Z])")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,}|\[email\s?protected\]|(?:^|\s)@\w{2,}|\bwww\.\w|https?://")
_PHONE = re.compile(r"\d[\d ().\-/]{5,}\d")
_SPACED = re.compile("[ -]")
_EMPHASIS = frozenset({"strong", "b", "em", "i", "u", "small", "mark", "big", "a"})
_BOXES = frozenset({"aside", "form", "footer", "nav", "details", "dialog"})
_SENTENCE = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[^\sa-zà-ÿа-я])|[。！？।؟۔]+[\"'”’»)」』\]]*\s*|\n+")


def fold(text: str) -> str:
    """The form that phrases are matched on: NFKC, lower case, straight quotes and hyphens, single spaces.

    >>> fold("“Leave\\u00a0a  Reply” —")
    '"leave a reply" -'
    """
    if text.isascii():
        return _single_spaced(text.replace("`", "'")).lower()
    plain = _FANCY.sub(_straightened, unicodedata.normalize("NFKC", text))
    # the capital İ of Turkish folds to an i with a dot above it
    return _single_spaced(plain).casefold().replace("i\u0307", "i")


def _straightened(found: re.Match[str]) -> str:
    signs = found[0]
    return _PLAIN[signs] if len(signs) == 1 else signs.translate(_PLAIN_OF)


def _single_spaced(text: str) -> str:
    # of all spaces only the plain one is printable; most texts have no others, nor two in a row
    plain = text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]
    return text if plain else " ".join(text.split())


def trim(text: str) -> str:
    """The text without what surrounds its letters and digits.

    >>> trim("- sign up now! »")
    'sign up now'
    """
    text = text.strip(punctuation)
    if text and text[0].isalnum() and text[-1].isalnum():
        return text
    start = next((i for i, c in enumerate(text) if c.isalnum()), len(text))
    stop = next((i for i in range(len(text), start, -1) if text[i - 1].isalnum()), start)
    return text[start:stop]


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, the space after it included, so that the spans cover the text.

    Splits too rarely rather than too often: after a terminator only where no lower-case letter follows.
    """
    ends = [m.end() for m in _SENTENCE.finditer(text)]
    if not ends or ends[-1] != len(text):
        ends.append(len(text))
    return list(zip([0, *ends[:-1]], ends, strict=True))


def derived(document: Document, key: object, compute: Callable[[], T]) -> T:
    """The value kept under `key` for this document, computed at its first use."""
    memo = document.memo
    if key not in memo:
        memo[key] = compute()
    value: T = memo[key]
    return value


def folded(document: Document, block: Block) -> str:
    """`fold` of the block's text, computed once."""
    known = _known(document, "folded")
    text: str | None = known.get(block.id)
    if text is None:
        text = known[block.id] = fold(block.text)
    return text


def know_words(document: Document, counts: Mapping[int, int]) -> None:
    """Take over the words of blocks (id to number) that were counted while the document was made."""
    _known(document, "words").update(counts)


def words(document: Document, block: Block) -> int:
    """`count_words` of the block's text, computed once."""
    known = _known(document, "words")
    count: int | None = known.get(block.id)
    if count is None:
        count = known[block.id] = count_words(block.text)
    return count


def _known(document: Document, what: object) -> dict[int, Any]:
    """What was derived from single blocks, by their ids."""
    known: dict[int, Any] | None = document.memo.get(what)
    if known is None:
        known = document.memo[what] = {}
    return known


def shown(document: Document) -> tuple[Block, ...]:
    """The blocks of zones story and attached, in order: those that a cleaner may take."""
    return derived(document, "shown", lambda: tuple(b for b in document.blocks if b.zone != "chrome"))


def tokens(block: Block) -> frozenset[str]:
    """Whole class and id words of the block and all that holds it, in lower case: never parts of words, because
    `share` must not be found in `shareholders`."""
    return frozenset(t.lower() for step in block.path for t in _TOKEN.findall(step))


def parts(token: str) -> tuple[str, ...]:
    """A class word's parts in lower case: `relatedPosts-item` is related, posts, item."""
    # where nothing is a capital, signs alone divide
    split = token.replace("_", "-").replace(":", "-").split("-") if token.islower() else _PART.split(token)
    return tuple([p.lower() for p in split if p])


def tags(block: Block) -> tuple[str, ...]:
    """The element names of the block's path."""
    return tuple(map(_tag, block.path))


@lru_cache(maxsize=4096)
def _tag(step: str) -> str:
    return step.partition("#")[0].partition(".")[0]


def names_site(document: Document, text: str) -> bool:
    """Whether folded text has the site's name or domain in it as a word of its own."""
    for part in derived(document, "site_parts", lambda: _site_parts(document)):
        if part in text:
            pattern = _site_pattern(document)
            return pattern is not None and pattern.search(text) is not None
    return False


def _site_parts(document: Document) -> frozenset[str]:
    """Of each of the site's names the longest word, which tells most texts that have none of them."""
    return frozenset(max(_SPACED.split(name), key=len) for name in site_names(document))


def is_site(document: Document, name: str) -> bool:
    """Whether a folded name is the site's own; an address spells a name with hyphens, or in one word."""
    pattern = _site_pattern(document)
    return pattern is not None and pattern.fullmatch(name) is not None


def _site_pattern(document: Document) -> re.Pattern[str] | None:
    def compute() -> re.Pattern[str] | None:
        names = ("[ -]?".join(map(re.escape, _SPACED.split(name))) for name in site_names(document))
        either = "|".join(names)
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if either else None

    return derived(document, "site_pattern", compute)


def site_names(document: Document) -> tuple[str, ...]:
    """The site's own names, folded: as the page gives it, the registered domain, and its first label."""

    def compute() -> tuple[str, ...]:
        site = document.metadata.site
        found = [fold(site.name)] if site.name else []
        if site.domain:
            found += [site.domain.lower(), site.domain.split(".")[0].lower()]
        return tuple(dict.fromkeys(n for n in found if len(n) > 2))

    return derived(document, "site_names", compute)


_BITS: dict[Signal, int] = {signal: 1 << n for n, signal in enumerate(get_args(Signal))}
ANY = (1 << len(_BITS)) - 1
"""The bits of all signals: every block has one of them, its place."""


def bits(found: frozenset[Signal]) -> int:
    """Signals as one number, each a bit of it."""
    return sum([_BITS[signal] for signal in found])


class Look(NamedTuple):
    """A block that a cleaner may take, and what the phrases want to know of it before they ask for its signals."""

    block: Block
    words: int
    text: str
    """Folded."""
    line: str
    """Folded, without what surrounds its letters and digits."""


def look(document: Document) -> tuple[Look, ...]:
    """A look at each block of `shown`."""

    def one(block: Block) -> Look:
        text = folded(document, block)
        return Look(block, words(document, block), text, trim(text))

    return derived(document, "look", lambda: tuple(map(one, shown(document))))


def signals(document: Document, block: Block, site: SiteFacts) -> frozenset[Signal]:
    """Every signal that holds for the block."""
    return _named(signal_bits(document, block, site))


@lru_cache(maxsize=4096)
def _named(found: int) -> frozenset[Signal]:
    return frozenset(signal for signal, bit in _BITS.items() if found & bit)


def signal_bits(document: Document, block: Block, site: SiteFacts) -> int:
    """The same as bits."""
    known = _known(document, "signals")
    found: int | None = known.get(block.id)
    if found is None:
        found = known[block.id] = _found(document, block)
    return found | _BITS["repeated"] if site.repeated and folded(document, block) in site.repeated else found


def _found(document: Document, block: Block) -> int:
    """All but what the site's other pages tell."""
    plain, links, length = folded(document, block), block.links, words(document, block)
    found = _BITS[document.place(block.id)] | _of_markup(block.path)
    if _is_last(document, block):
        found |= _BITS["last"]
    if block.zone == "attached":
        found |= _BITS["attached"]
    if links:
        found |= _BITS["link"]
        if _label_then_link(block):
            found |= _BITS["label_link"]
    if block.link_share >= 0.8:
        found |= _BITS["linked"]
    if has_address(plain) or (links and any(link.href.startswith("mailto:") for link in links)):
        found |= _BITS["address"] | _BITS["contact"]
    elif _PHONE.search(plain):
        found |= _BITS["contact"]
    if block.text.isupper():
        found |= _BITS["caps"]
    if length <= SHORT_WORDS:
        found |= _BITS["short"]
    if length <= TINY_WORDS:
        found |= _BITS["tiny"]
    if names_site(document, plain):
        found |= _BITS["site_name"]
    return found


@lru_cache(maxsize=1024)
def _of_markup(path: tuple[str, ...]) -> int:
    emphasis = bool(path) and _tag(path[-1]) in _EMPHASIS
    return emphasis * _BITS["emphasis"] | (not _BOXES.isdisjoint(map(_tag, path))) * _BITS["box"]


def _is_last(document: Document, block: Block) -> bool:
    """Whether nothing of the story follows; in a plain text, which has no markup to go by, nothing but short lines."""
    if document.story_ids and block.id >= document.story_ids[-1]:
        return True
    return document.from_text and document.place(block.id) == "tail" and block.id > _last_long(document)


def _last_long(document: Document) -> int:
    def compute() -> int:
        long = (i for i in reversed(document.story_ids) if words(document, document.blocks[i]) > SHORT_WORDS)
        return next(long, -1)

    return derived(document, "last_long", compute)


def has_address(text: str) -> bool:
    """Whether folded text has an address in it: of mail, of the web, or of an account (`@name`)."""
    marked = "@" in text or "://" in text or "www." in text or "[email" in text
    return marked and _ADDRESS.search(text) is not None


def _label_then_link(block: Block) -> bool:
    """A few words that are no link, then nothing but links: `Read also: <a>…</a>`."""
    first, last = block.links[0], block.links[-1]
    label, rest = block.text[: first.start].strip(), block.text[last.end :].strip(" .»>|)]\u00a0")
    return bool(label) and count_words(label) <= 5 and not rest and block.link_share >= 0.4
