"""What belongs to the story by where it stands, whatever its numbers say."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from lxml.html import HtmlElement

from cleaners.extract.blocks import RawBlock
from cleaners.extract.corrections import find_corrections
from cleaners.extract.dateline import read_dateline
from cleaners.extract.elements import words_of
from cleaners.extract.votes import is_prose
from cleaners.model import SENTENCE_END, Block

GAP = 60
"""A list of more blocks between two paragraphs is looked at by its numbers alone."""
BESIDE = 6
"""A correction stands at most so many blocks before or after the story."""
BEFORE = 3
"""A first paragraph stands at most so many blocks before what was found of the story."""
SENTENCE_WORDS = 12
BRIEF_WORDS = 5
ALIKE = 3
"""So many blocks of the story with one path say what its paragraphs look like."""
ENOUGH = 600
"""So many letters of prose in three paragraphs of one element are a story, though nobody else saw one."""
LISTS = frozenset({"ul", "ol", "dl"})
SUBHEADS = frozenset(
    "subhead subheading subheadline crosshead crossheading zwischentitel intertitre intertitulo ladillo".split()
)
_PART = re.compile(r"[-_]+")
_BREAK = re.compile(r"(?:[_*~=#•·⁂–—-] ?){3,40}")
"""`___`, `* * *`: what sets two sections of a story off from each other."""


def restored(raws: Sequence[RawBlock], story: frozenset[int]) -> frozenset[int]:
    """The story, with what stands between two of its paragraphs and is like them, code that it announces, who said a
    quotation, corrections, and the headings of its boxes."""
    kept = sorted(story)
    found = set(story)
    for a, b in pairwise(kept):
        if 1 < b - a <= GAP:
            found.update(_listed(raws, a, b))
            found.update(_wrapped(raws, a, b))
            found.update(_sibling(raws, a, b))
    found.update(_alike(raws, kept))
    found.update(_opening(raws, kept))
    found.update(_announced(raws, story))
    found.update(_sources_of_quotes(raws, story))
    found.update(_corrections(raws, story))
    found.update(_headings(raws, story))
    return frozenset(found)


def _listed(raws: Sequence[RawBlock], a: int, b: int) -> Iterator[int]:
    """The blocks between two kept ones, where all are items of lists without a name, unlinked, beside the two."""
    between = range(a + 1, b)
    posts = [i for i in between if raws[i].kind != "caption"]
    if all(raws[i].kind == "quote" and raws[i].link_share < 0.8 for i in posts):
        yield from posts  # a quotation, or somebody's post, amid the story
        return
    holders = {_list(raws[i].element) for i in between}
    if None in holders or any(raws[i].link_share > 0.3 or raws[i].hidden for i in between):
        return
    beside = {raws[a].element.getparent(), raws[b].element.getparent()}
    if all(h is not None and h.getparent() in beside and not h.get("class") and not h.get("id") for h in holders):
        yield from between


def _headings(raws: Sequence[RawBlock], story: frozenset[int]) -> Iterator[int]:
    """The headings of what is in the story: a box's title stays with its paragraphs."""
    for i in story:
        raw = raws[i - 1] if i else None
        if raw is None or i - 1 in story or raw.kind != "heading" or raw.hidden or raw.link_share > 0.5:
            continue
        above = list(islice(raws[i].element.iterancestors(), 2))  # a list's items are one element further in
        holder = raw.element.getparent()
        if holder is None:
            continue
        # above all of the story it may be the page's; above a box of it, it is the box's
        own = i > min(story) or holder not in raws[max(story)].element.iterancestors()
        if own and holder in above and raws[i].kind != "heading":
            yield i - 1


def densest(raws: Sequence[RawBlock]) -> frozenset[int]:
    """The paragraphs of the element that holds most prose: what there is to go by where nobody else found a story."""
    size: Counter[HtmlElement | None] = Counter()
    prose = [i for i, raw in enumerate(raws) if is_prose(raw) and raw.kind in ("paragraph", "quote", "heading")]
    for i in prose:
        size[raws[i].element.getparent()] += len(raws[i].key)
    best, letters = max(size.items(), key=lambda item: item[1], default=(None, 0))
    inside = frozenset(i for i in prose if raws[i].element.getparent() is best)
    return inside if letters >= ENOUGH and len(inside) >= 3 else frozenset()


def _corrections(raws: Sequence[RawBlock], story: frozenset[int]) -> Iterator[int]:
    """The corrections and editor's notes at the story's head and foot: themes box them like their own notices."""
    if not story:
        return
    near = (*range(max(0, min(story) - BESIDE), min(story)), *range(max(story) + 1, max(story) + 1 + BESIDE))
    for i in near:
        raw = raws[i] if i < len(raws) else None
        if raw is None or raw.hidden or raw.kind not in ("paragraph", "quote") or raw.link_share > 0.4:
            continue
        if find_corrections((Block(0, raw.kind, "story", raw.text),)):
            yield i


def _list(element: HtmlElement) -> HtmlElement | None:
    """The outermost list that the element is in, without leaving the running text."""
    found = None
    for node in (element, *element.iterancestors()):
        if node.tag in LISTS:
            found = node
        elif node.tag not in ("li", "p", "dt", "dd", "span"):
            break
    return found


def _opening(raws: Sequence[RawBlock], kept: Sequence[int]) -> Iterator[int]:
    """The first paragraph, which says where the story was filed, where the story was found without it."""
    first = next((i for i in kept if raws[i].kind == "paragraph"), 0)
    for i in range(max(0, first - BEFORE), first):
        raw = raws[i]
        if raw.kind != "paragraph" or raw.hidden or raw.link_share > 0.3 or not is_prose(raw):
            continue
        if read_dateline(raw.text) is not None:
            yield i


def _announced(raws: Sequence[RawBlock], story: frozenset[int]) -> Iterator[int]:
    """The example of code that a line of the story leads to: `Then run this:`, and nothing is left of it."""
    for i in story:
        code = raws[i + 1] if i + 1 < len(raws) else None
        if code is None or i + 1 in story or code.kind != "code" or code.hidden:
            continue
        if raws[i].text.rstrip().endswith((":", "：")) and code.element.getparent() is raws[i].element.getparent():
            yield i + 1


def _alike(raws: Sequence[RawBlock], kept: Sequence[int]) -> Iterator[int]:
    """The full sentences between the story's first and last block that are marked up as its paragraphs are."""
    like = Counter(raws[i].path for i in kept)
    story = frozenset(kept)
    for i in range(kept[0], kept[-1]) if kept else ():
        raw = raws[i]
        if i in story or raw.hidden or raw.link_share > 0.3 or raw.kind not in ("paragraph", "quote"):
            continue
        if like[raw.path] >= ALIKE and _sentence(raw) and not raw.text.startswith("©"):
            yield i


def _sentence(raw: RawBlock) -> bool:
    return raw.words >= BRIEF_WORDS and raw.text.rstrip().endswith(SENTENCE_END)


def _sibling(raws: Sequence[RawBlock], a: int, b: int) -> Iterator[int]:
    """What stands alone between two paragraphs of the story, in their own element: a full sentence, the sign that sets
    a new section off, or that section's title, where a class says so."""
    raw = raws[a + 1]
    if b - a != 2 or raw.kind != "paragraph" or raw.hidden or raw.link_share > 0.3:
        return
    holder = raw.element.getparent()
    if holder is None or not (holder is raws[a].element.getparent() is raws[b].element.getparent()):
        return
    titled = not SUBHEADS.isdisjoint(part for word in words_of(raw.element) for part in _PART.split(word))
    if _sentence(raw) or titled or _BREAK.fullmatch(raw.text.strip()):
        yield a + 1


def _wrapped(raws: Sequence[RawBlock], a: int, b: int) -> Iterator[int]:
    """A full sentence alone in a wrapper between two of the story, whatever the wrapper is called: cleaners may still
    know it for noise by its words."""
    if b - a != 2 or not (raws[a].kind == raws[b].kind == "paragraph"):
        return
    raw = raws[a + 1]
    alone = raw.kind == "paragraph" and not raw.hidden and raw.link_share < 0.1 and raw.words >= SENTENCE_WORDS
    if not alone or not raw.text.rstrip().endswith(SENTENCE_END):
        return
    beside = {raws[a].element.getparent(), raws[b].element.getparent()}
    wrapper = next((e for e in (raw.element, *raw.element.iterancestors()) if e.getparent() in beside), None)
    if wrapper is not None and next(wrapper.iter("form", "input", "button", "img", "iframe"), None) is None:
        yield a + 1


def _sources_of_quotes(raws: Sequence[RawBlock], story: frozenset[int]) -> Iterator[int]:
    for i in story:
        if raws[i].kind == "quote" and i + 1 < len(raws) and i + 1 not in story:
            quote = next(
                (e for e in (raws[i].element, *raws[i].element.iterancestors()) if e.tag == "blockquote"), None
            )
            follower = raws[i + 1]
            if quote is not None and quote in follower.element.iterancestors() and len(follower.text) < 120:
                yield i + 1
