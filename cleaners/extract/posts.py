"""Other posts on the story's page: themes show the next ones under it, each in an element of its own."""

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from cleaners.extract.blocks import RawBlock
from cleaners.extract.elements import words_of

OWN_LETTERS = 600
"""The headline's post is the story only where it holds so many letters of it: elsewhere the headline has an element of
its own, and the story another."""
TEASER_BLOCKS = 2
"""A post that gives more blocks than this to the story is a part of it: a chapter, an entry of a chronicle."""
POSTS = 2
"""So many others make a list of posts."""


def without_other_posts(raws: Sequence[RawBlock], story: frozenset[int], title: int | None) -> frozenset[int]:
    """The story without the teasers of other posts, where its own is known: the one that holds the headline."""
    known: dict[HtmlElement | None, HtmlElement | None] = {None: None}
    own = _post(raws[title].element, known) if title is not None else None
    if own is None:
        return story
    posts = {i: _post(raws[i].element, known) for i in story}
    others = Counter(post for post in posts.values() if post is not None and post is not own)
    inside = sum(len(raws[i].text) for i, post in posts.items() if post is own)
    if len(others) < POSTS or max(others.values()) > TEASER_BLOCKS or inside < OWN_LETTERS:
        return story
    return frozenset(i for i in story if posts[i] not in others)


def _post(element: HtmlElement, known: dict[HtmlElement | None, HtmlElement | None]) -> HtmlElement | None:
    """The post that the element is in: the nearest that WordPress calls an entry, else the outermost `article`, because
    the entries of a live story are articles in an article. `known` are those of other elements, and takes more."""
    way: list[HtmlElement] = []
    node: HtmlElement | None = element
    while node is not None and node not in known:
        way.append(node)
        node = node.getparent()
    found = known[node]
    for node in reversed(way):
        if "hentry" in words_of(node) or (found is None and node.tag == "article"):
            found = node
        known[node] = found
    return found
