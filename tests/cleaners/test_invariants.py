"""The seven invariants of the cleaners, over every golden page and text."""

import copy
import dataclasses
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import lxml.html
import pytest

from cleaners.cleaner import apply
from cleaners.extract.credits import read_credits
from cleaners.extract.dates import shown
from cleaners.extract.notices import read_tags
from cleaners.model import NOTHING_KNOWN, Article, Cleaned, Document, Metadata, Page, Rejected, Removal
from cleaners.normalise.layout import kept_blocks
from cleaners.normalise.names import persons
from cleaners.normalise.text import clean_block
from cleaners.pipeline import FLOOR_SHARE, clean, clean_text
from cleaners.remove import AFTER, CLEANERS, KEEPERS
from cleaners.render import as_dict
from cleaners.schema import schema
from cleaners.signals import fold, names_site

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
PAGES = sorted(p for p in FIXTURES.rglob("*.html") if "demo" not in p.parts)
TEXTS = sorted(p for p in FIXTURES.rglob("*.txt") if "expected" not in p.name and not p.with_suffix(".html").exists())
ALL = [*PAGES, *TEXTS]
VALIDATOR = jsonschema.Draft202012Validator(schema())
STORY = (
    "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge before winter."
)
MORE = "Engineers had warned in March that the eastern pillar of the bridge was sinking by almost a centimetre a year."


def is_empty(path: Path) -> bool:
    """Whether a person expects no text of the page at all."""
    told = path.with_suffix(".json")
    expected = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
    return bool(expected.get("rejected", {}).get("kind") == "empty")


def name(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix()


each = pytest.mark.parametrize("path", ALL, ids=name)
each_with_text = pytest.mark.parametrize("path", [p for p in ALL if not is_empty(p)], ids=name)


def run(path: Path) -> Cleaned | Rejected:
    told = path.with_suffix(".json")
    url = json.loads(told.read_text(encoding="utf-8")).get("url") if told.exists() else None
    if path.suffix == ".html":
        return clean(path.read_bytes(), url, require_article=False)
    return clean_text(path.read_text(encoding="utf-8"), url)


@cache
def outcome(path: Path) -> Cleaned | Rejected:
    return run(path)


def cleaned(path: Path) -> Cleaned:
    result = outcome(path)
    assert isinstance(result, Cleaned), result.reason
    return result


def fresh(document: Document) -> Document:
    """The same document with nothing remembered."""
    return Document(
        document.blocks,
        document.metadata,
        document.url,
        document.title_block,
        document.deck_block,
        document.degraded,
        document.from_text,
    )


def letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def test_there_are_pages_and_texts_to_hold_the_invariants_against() -> None:
    assert len(PAGES) >= 15
    assert len(TEXTS) >= 3
    assert sum(isinstance(outcome(p), Cleaned) for p in ALL) >= 15
    assert sum(len(list(visible(p.read_bytes()))) for p in PAGES) > 1000


# ---- 1. nothing vanishes --------------------------------------------------------------------------------------------


@each_with_text
def test_every_block_is_kept_or_removed_and_every_letter_of_the_kept_is_in_the_record(path: Path) -> None:
    result = cleaned(path)
    document, article = result.document, result.article
    whole = {r.block for r in result.removals if r.span is None}
    spans: dict[int, list[tuple[int, int]]] = {}
    for r in result.removals:
        if r.span:
            spans.setdefault(r.block, []).append(r.span)
    shown = [letters(b.text) for b in article.blocks]
    for block in document.blocks:
        if block.zone == "chrome" or block.id in whole:
            continue
        if block.id == document.title_block:
            assert article.title
            continue
        kept = "".join(c for i, c in enumerate(block.text) if not any(a <= i < b for a, b in spans.get(block.id, ())))
        assert not letters(kept) or letters(kept) in shown, f"neither kept nor removed: {kept!r}"


SILENT = frozenset(
    """script style noscript template svg math iframe object embed canvas select option optgroup textarea input button
    label title meta link audio video map progress meter datalist frameset frame applet""".split()
)
"""Elements whose text is no prose that a page shows."""


def visible(html: bytes) -> Iterator[str]:
    """Every piece of text that a page shows, by a reading of its own."""
    tree = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True))
    stack = [(tree, False)]
    while stack:
        element, hidden = stack.pop()
        if not isinstance(element.tag, str) or element.tag in SILENT:
            continue
        style = "".join((element.get("style") or "").split()).lower()
        hidden = hidden or element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
        stack += [(child, hidden) for child in element]
        if not hidden and element.text:
            yield element.text
        yield from (child.tail for child in element if child.tail and not hidden)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(FIXTURES).as_posix())
def test_all_that_a_page_shows_is_in_some_block(path: Path) -> None:
    document = outcome(path).document
    assert document is not None
    blocks = [letters(b.text) for b in document.blocks]
    pieces = [text for text in visible(path.read_bytes()) if letters(text)]
    lost = [text for text in pieces if not any(letters(text) in block for block in blocks)]
    assert lost == []
    # each as often as it is shown: a text that stands twice on the page is two
    assert not Counter(letters("".join(pieces))) - Counter("".join(blocks))


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.relative_to(FIXTURES).as_posix())
def test_all_that_a_text_holds_is_in_some_block_or_the_title(path: Path) -> None:
    document = outcome(path).document
    assert document is not None
    held = "".join([letters(b.text) for b in document.blocks]) + letters(document.metadata.title or "")
    text = path.read_text(encoding="utf-8")
    assert not Counter(letters(text)) - Counter(held)
    lines = [line for line in text.splitlines() if letters(line)]
    assert [line for line in lines if letters(line) not in held] == []


@each_with_text
def test_only_blocks_of_the_page_are_removed_each_once_and_never_the_title(path: Path) -> None:
    result = cleaned(path)
    whole = [r.block for r in result.removals if r.span is None]
    assert len(whole) == len(set(whole))
    for r in result.removals:
        block = result.document.blocks[r.block]
        assert block.zone != "chrome"
        assert r.block != result.document.title_block
        assert r.cleaner
        assert r.rule
        assert r.why
        assert r.span is None or (0 <= r.span[0] < r.span[1] <= len(block.text) and r.block not in whole)


@each_with_text
def test_a_removal_that_names_a_field_has_its_value_there(path: Path) -> None:
    result = cleaned(path)
    for r in result.removals:
        if r.field:
            text = result.document.blocks[r.block].text
            text = text[slice(*r.span)].strip() if r.span else text.strip()
            assert holds(result.article, r, text), f"{r.field} does not hold {text!r}"


def holds(article: Article, r: Removal, text: str) -> bool:
    """Whether the field has the text's value. Where the page's metadata have a value that goes before the text's, or
    the text cannot be read as one, its words are the evidence."""
    name, _, part = (r.field or "").partition(".")
    value: Any = getattr(article, name)
    as_evidence = fold(text[:150]) in fold(article.evidence.get(name, ""))
    match name:
        case "source":
            return value is not None and letters(text) in letters(value.text)
        case "credits":
            return {(c.role, c.name) for c in read_credits(clean_block(text, ())[0])} <= {
                (c.role, c.name) for c in value
            }
        case "rights":
            return value.notice is not None and fold(text) in fold(value.notice)
        case "agency":
            return value is not None and (letters(value) in letters(text) or as_evidence)
        case "flags":
            return part in value if part else bool(value)
        case "images":
            # a credit that may be any of several images' is nobody's
            said = [letters(f"{i.caption or ''} {i.credit or ''}") for i in value]
            return any(letters(text) in s for s in said) or (as_evidence and len(value) != 1)
        case "republished_from" if value is None:
            return as_evidence and names_site(Document((), Metadata(site=article.site), article.url), fold(text))
        case "title" | "deck" | "section" | "posted_by" | "republished_from":
            return value is not None and (letters(value) in letters(text) or letters(text) in letters(value))
        case "authors":
            named = persons(text)
            known = letters(" ".join(value))
            return all(letters(n) in known for n in named) if named and value else as_evidence
        case "tags":
            is_label = as_evidence and not read_tags(text, ())
            return bool(value) and (is_label or any(letters(v) in letters(text) for v in value))
        case "published_at" | "modified_at":
            day = shown(text, article.language)
            return value is not None and (value[:10] == (day or "")[:10] or as_evidence)
        case _:
            raise AssertionError(f"nobody has said how to compare {name}")


@each_with_text
def test_offsets_and_links_point_at_what_they_say(path: Path) -> None:
    article = cleaned(path).article
    for block in article.blocks:
        assert (block.start is None) == (block.kind == "caption")
        if block.start is not None:
            assert article.text[block.start : block.end] == block.text
        for link in block.links:
            assert block.text[link.start : link.end].strip()
            assert 0 <= link.start < link.end <= len(block.text)
    placed = [b.start for b in article.blocks if b.start is not None]
    assert placed == sorted(placed)
    assert article.text.endswith("\n")
    assert not article.text.endswith("\n\n")


@each_with_text
def test_every_record_validates_against_the_schema(path: Path) -> None:
    VALIDATOR.validate(as_dict(cleaned(path).article))


# ---- 2. cleaners propose, apply acts --------------------------------------------------------------------------------


@each
def test_asking_a_cleaner_twice_gives_the_same_answer_and_leaves_the_document(path: Path) -> None:
    document = outcome(path).document
    if document is None:
        pytest.skip("no document")
    before = copy.deepcopy(dataclasses.asdict(document))
    for cleaner in (*CLEANERS, *AFTER):
        first = list(cleaner.find(document, NOTHING_KNOWN))
        assert list(cleaner.find(document, NOTHING_KNOWN)) == first
        assert list(cleaner.find(fresh(document), NOTHING_KNOWN)) == first
    assert dataclasses.asdict(document) == before


# ---- 3. any order, and again ----------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_of_the_cleaners_removes_the_same(path: Path, seed: int) -> None:
    result = outcome(path)
    if result.document is None:
        pytest.skip("no document")
    shuffled, after = list(CLEANERS), list(AFTER)
    random.Random(seed).shuffle(shuffled)
    random.Random(seed).shuffle(after)
    document = fresh(result.document)
    one = apply(document, CLEANERS, AFTER, NOTHING_KNOWN, KEEPERS)
    other = apply(fresh(document), shuffled, after, NOTHING_KNOWN, KEEPERS)
    assert [(r.block, r.span) for r in one] == [(r.block, r.span) for r in other]


@each_with_text
def test_cleaning_the_cleaned_text_again_removes_nothing(path: Path) -> None:
    article = cleaned(path).article
    again = clean_text(article.as_text(), article.url)
    assert isinstance(again, Cleaned), again.reason
    texts = [(r.cleaner, r.rule, again.document.blocks[r.block].text) for r in again.removals]
    assert texts == []
    assert letters(again.article.text) == letters(article.text)
    assert letters(again.article.title or "") == letters(article.title or "")


# ---- 4. a floor -----------------------------------------------------------------------------------------------------


def test_a_removal_that_leaves_too_little_is_a_rejection_with_the_removals() -> None:
    noise = "\n\n".join(
        ["Leave a Reply", "Your email address will not be published. Required fields are marked *"] * 40
    )
    result = clean_text(f"Bridge to be repaired\n\n{STORY}\n\n{noise}")
    assert isinstance(result, Rejected)
    assert result.stage == "remove"
    assert result.removals
    assert result.title == "Bridge to be repaired"
    assert "Leave a Reply" in {result.document.blocks[r.block].text for r in result.removals if result.document}


@each_with_text
def test_no_article_is_empty_or_under_the_floor(path: Path) -> None:
    result = cleaned(path)
    story = sum(len(letters(result.document.blocks[i].text)) for i in result.document.story_ids)
    left = sum(len(letters(b.text)) for b in kept_blocks(result.document, result.removals))
    assert left
    assert left >= 0.5 * FLOOR_SHARE * story


# ---- 5. no dead rule (tests/test_phrases.py holds each rule's own examples) ------------------------------------------


@pytest.mark.parametrize("name", sorted({c.name for c in (*CLEANERS, *AFTER)} - {"site_rule", "repeated_line"}))
def test_every_cleaner_fires_in_some_golden_page(name: str) -> None:
    assert any(r.cleaner == name for p in ALL for r in outcome(p).removals)


# ---- 6. same input, same output -------------------------------------------------------------------------------------


def test_a_page_gives_the_same_record_whatever_was_cleaned_before_it() -> None:
    backwards = {path: run(path) for path in reversed(ALL)}
    for path in ALL:
        assert outcome(path) == backwards[path]
        assert run(path) == backwards[path]


CLOCK = """
import datetime, sys, time

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls({year}, 7, 1, 12, tzinfo=tz)
    today = utcnow = now

class Day(datetime.date):
    @classmethod
    def today(cls):
        return cls({year}, 7, 1)

datetime.datetime, datetime.date = Clock, Day
time.time = lambda: Clock.now(datetime.UTC).timestamp()

from cleaners import Page, clean
from cleaners.render import as_json

print(datetime.date.today())
print(as_json(clean({undated!r}, require_article=False).article))
for path in sys.argv[1:]:
    with open(path, "rb") as page:
        result = clean(page.read(), require_article=False)
    print(as_json(result.article) if hasattr(result, "article") else result.reason)
"""
UNDATED = (
    f"<html><body><article><h1>Bridge</h1><p>{STORY * 3}</p><p>{STORY * 2}</p><p>It was so on 12.05.2029 and "
    "12.05.2029, they said of the bridge, and it was again on 12 May 2029 as many remember it.</p></article>"
    "</body></html>"
)
"""A page that speaks of a day that lies ahead of some clocks, and tells none of its own."""


def test_no_clock_is_asked() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", CLOCK.format(year=year, undated=UNDATED), *map(str, PAGES)],
            cwd=FIXTURES.parent, capture_output=True, text=True, check=True,
        ).stdout.splitlines()
        for year in (2001, 2031)
    ]  # fmt: skip
    assert [run[0] for run in runs] == ["2001-07-01", "2031-07-01"]
    assert runs[0][1:] == runs[1][1:]
    assert '"published_at":null' in runs[0][1]
    assert len(runs[0]) == 2 + len(PAGES)


# ---- 7. a bad page is a value ---------------------------------------------------------------------------------------

NO_ADDRESSES = ["", " ", "http://[::1", "http://a]b/x", "https://[abc]/x", "\ud800", "//[", "http://[::1]:x/"]
LINKS = "".join(
    f'<p><a href="{u}">Read also: the mayor and the bridge</a> <img src="{u}" width="600"></p>' for u in NO_ADDRESSES
)
ARTICLE = f"""<html><head><base href="http://[x"><link rel="canonical" href="http://[y"><meta property="og:image"
content="http://[z"></head><body><article><h1>Bridge to be repaired</h1><p class="byline">By Jane Doe</p>
<time datetime="2016-09-05">5 September 2016</time><p>{STORY}</p><p>{MORE}</p><p>{STORY[:90]} again.</p>
{LINKS}<p>Source: <a href="http://[::1">AP</a></p>
</article></body></html>""".encode("utf-8", "surrogatepass")
"""A page whose every address is none."""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 100,
        b"%PDF-1.7 \xff\xfe",
        b"<html>",
        b"<p>" * 5_000,
        b"\xff\xfe<\x00h\x00",
        "\ud800",
        b"<!--" * 1000,
        b"<p>\xed\xa0\x80</p>",
        b"<table>" * 300,
        ARTICLE,
    ],
    ids=[
        "empty",
        "NUL",
        "PDF",
        "a tag",
        "deep",
        "half UTF-16",
        "surrogate",
        "comments",
        "bad UTF-8",
        "tables",
        "article",
    ],
)
@pytest.mark.parametrize("url", [None, "not an address", "https://e.example:99999/", *NO_ADDRESSES])
def test_no_page_and_no_address_raises(body: bytes | str, url: str | None) -> None:
    assert isinstance(clean(Page(body, url)), Cleaned | Rejected)
    assert isinstance(clean(Page(body, url), require_article=False), Cleaned | Rejected)


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_an_address_that_is_none_costs_no_article_and_none_of_its_text(url: str) -> None:
    expected = clean(Page(ARTICLE, "https://e.example/2016/bridge"))
    result = clean(Page(ARTICLE, url), require_article=False)  # an address may speak for a front page
    assert isinstance(expected, Cleaned), expected.reason
    assert isinstance(result, Cleaned), result.reason
    assert result.article.text == expected.article.text
    assert as_dict(result.article)


@pytest.mark.parametrize("text", ["", "\n", "\x00", "\ud800", "Leave a Reply", "|", "a\nb"])
def test_no_text_raises(text: str) -> None:
    assert isinstance(clean_text(text), Cleaned | Rejected)
