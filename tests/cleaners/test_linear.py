"""A page twice as long takes twice the work, whatever it is made of: counted in calls, which no load changes."""

import sys
from collections.abc import Callable

import pytest

from cleaners.cleaner import apply
from cleaners.model import Block, Document, Kind, Link, Metadata, Site
from cleaners.phrases import PROSE
from cleaners.remove import AFTER, CLEANERS

SMALL = 250
LINES = ("Source: CNN", "Read more", "Author: Ada Obi", "About Foo", "Home > News", "Tags: bridge", "Leave a Reply")
LINK = (Link(0, 5, "https://foo.example/a"),)

Make = Callable[[int], str]
PAGES: dict[str, tuple[Make, Kind, bool]] = {
    "of prose": (lambda i: f"{i}. {PROSE[i % 3]}", "paragraph", False),
    "of short lines": (lambda i: LINES[i % 7], "paragraph", False),
    "of links": (lambda i: LINES[i % 7], "list_item", True),
    "of headings": (lambda i: LINES[i % 7], "heading", False),
    "of titles over links": (lambda _: "Read more", "heading", True),
    "of headings about somebody": (lambda i: f"About Foo {i}", "heading", False),
    "of source lines": (lambda _: "Source: CNN", "paragraph", False),
    "of issuers": (lambda i: f"SOURCE Foo {i} Ltd", "paragraph", False),
    "of biographies": (lambda i: f"Ada Obi is a writer number {i}", "paragraph", False),
    "of authors": (lambda i: f"Author {i}: Ada Obi", "paragraph", False),
}


def document(make: Make, kind: Kind, linked: bool, length: int, *, from_text: bool = False) -> Document:
    links, share = (LINK, 1.0) if linked else ((), 0.0)
    path = () if from_text else ("main", "article.post", "div.related-posts", "p")
    blocks = (Block(i, kind, "story", make(i), links=links, path=path, link_share=share) for i in range(length))
    site = Site("Foo", "foo.example")
    return Document(
        tuple(blocks),
        Metadata(title="Bridge", authors=("Ada Obi",), site=site),
        "https://foo.example/x",
        from_text=from_text,
    )


def calls(page: Document) -> int:
    """How many functions are called while the page is cleaned."""
    count = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        apply(page, CLEANERS, AFTER)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("from_text", [False, True], ids=["in a page", "in a text"])
@pytest.mark.parametrize("made", PAGES)
def test_twice_the_blocks_take_twice_the_work(made: str, from_text: bool) -> None:
    apply(document(*PAGES[made], SMALL, from_text=from_text), CLEANERS, AFTER)
    once = calls(document(*PAGES[made], SMALL, from_text=from_text))
    twice = calls(document(*PAGES[made], 2 * SMALL, from_text=from_text))
    assert once > SMALL
    assert twice < 2.3 * once
