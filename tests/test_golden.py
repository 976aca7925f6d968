"""The golden pages: each is cleaned once, and each thing that fixtures/README.md lets it say is a test of its own."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cleaners.model import Article, Cleaned, Rejected
from cleaners.pipeline import clean, clean_text
from cleaners.signals import fold

FIXTURES = Path(__file__).parent.parent / "fixtures"
NOT_LISTED = frozenset({"outside_story", "orphan_heading"})
"""Cleaners that say where a block stands, not what it is."""
OUTSIDE = "outside"
SEED_URL = "https://www.ghanamma.com/no-deal-on-syria-as-obama-and-putin-meet/"
SEED_NOISE = ["source_line", "email_solicitation", "author_box", "comment_form"]
PLACEHOLDER = "[email protected]"


@dataclass(frozen=True, eq=False)
class Golden:
    """One page or text, and what is expected of it."""

    name: str
    source: Path
    text: Path
    expected: Any

    def __repr__(self) -> str:
        return self.name


def read(expectation: Path) -> Golden:
    name = expectation.relative_to(FIXTURES).with_suffix("").as_posix()
    expected = json.loads(expectation.read_text(encoding="utf-8"))
    if expectation.parent.name == "texts":
        return Golden(name, expectation.with_suffix(".txt"), expectation.with_suffix(".expected.txt"), expected)
    return Golden(name, expectation.with_suffix(".html"), expectation.with_suffix(".txt"), expected)


GOLDEN = tuple(read(path) for path in sorted(FIXTURES.glob("*/*.json")) if path.parent.name != "demo")
ARTICLES = tuple(page for page in GOLDEN if "article" in page.expected)
REFUSED = tuple(page for page in GOLDEN if "rejected" in page.expected)


def each(pages: tuple[Golden, ...], *checks: str, fields: bool = False) -> list[Any]:
    """One parameter set for each page and check (and field of the article), marked where the fixture says it fails."""
    found = []
    for page in pages:
        known = page.expected.get("xfail", {})
        for check in (*checks, *(page.expected["article"] if fields else ())):
            reason = known if isinstance(known, str) else known.get(check)
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            values = (page, check) if fields else (page,)
            found.append(pytest.param(*values, id=f"{page.name} @ {check}", marks=marks))
    return found


@cache
def outcome(page: Golden) -> Cleaned | Rejected:
    url = page.expected["url"]
    if page.source.suffix == ".txt":
        return clean_text(page.source.read_text(encoding="utf-8"), url)
    return clean(page.source.read_bytes(), url)


def cleaned(page: Golden) -> Cleaned:
    result = outcome(page)
    assert isinstance(result, Cleaned), f"refused at {result.stage}: {result.reason}"
    return result


def article(page: Golden) -> Article:
    return cleaned(page).article


def kinds(record: Article) -> dict[str, int]:
    return dict(Counter(block.kind for block in record.blocks if block.kind != "caption"))


def gone(result: Cleaned) -> list[tuple[str, str]]:
    """Cleaner (or OUTSIDE) and text of each part of the page that is not the story, in order, spaces folded."""
    blocks = result.document.blocks
    parts = [(block.id, OUTSIDE, block.text) for block in blocks if block.zone == "chrome"]
    for r in result.removals:
        text = blocks[r.block].text
        parts.append(
            (r.block, OUTSIDE if r.cleaner in NOT_LISTED else r.cleaner, text[slice(*r.span)] if r.span else text)
        )
    return [(cleaner, " ".join(text.split())) for _, cleaner, text in sorted(parts, key=lambda part: part[0])]


def removed(result: Cleaned) -> list[tuple[str, str]]:
    """What the cleaners that fixtures name removed."""
    return [(cleaner, text) for cleaner, text in gone(result) if cleaner != OUTSIDE]


def misjudged(page: Golden) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What the fixture names and is not gone in that way, and what a cleaner took that the fixture does not name."""
    found, at, missed = gone(cleaned(page)), 0, []
    unasked = {i: part for i, part in enumerate(found) if part[0] != OUTSIDE}
    for cleaner, words in page.expected["removed"]:
        fits = [i for i in range(at, len(found)) if found[i][0] in (cleaner, OUTSIDE) and found[i][1].startswith(words)]
        if fits:
            hit = next((i for i in fits if found[i][0] == cleaner), fits[0])
            at = hit + 1
            unasked.pop(hit, None)
        else:
            missed.append((cleaner, words))
    return missed, list(unasked.values())


@pytest.mark.parametrize(("page", "field"), each(ARTICLES, fields=True))
def test_the_field_holds_what_the_page_says(page: Golden, field: str) -> None:
    assert json.loads(msgspec.json.encode(getattr(article(page), field))) == page.expected["article"][field]


@pytest.mark.parametrize("page", each(ARTICLES, "text"))
def test_the_text_is_the_story_byte_for_byte(page: Golden) -> None:
    assert article(page).as_text() == page.text.read_bytes().decode("utf-8")


@pytest.mark.parametrize("page", each(tuple(p for p in ARTICLES if p.expected.get("kinds")), "kinds"))
def test_the_blocks_are_of_the_right_kinds(page: Golden) -> None:
    assert kinds(article(page)) == page.expected["kinds"]


@pytest.mark.parametrize("page", each(ARTICLES, "removed"))
def test_the_noise_goes_each_piece_by_the_cleaner_of_its_kind_and_nothing_else_does(page: Golden) -> None:
    missed, unasked = misjudged(page)
    assert missed == []
    assert unasked == []


@pytest.mark.parametrize("page", each(ARTICLES, "phrases"))
def test_phrases_of_the_story_are_there_and_those_of_the_noise_are_not(page: Golden) -> None:
    text = article(page).as_text()
    assert [phrase for phrase in page.expected["kept"] if phrase not in text] == []
    assert [phrase for phrase in page.expected["absent"] if phrase in text] == []


@pytest.mark.parametrize("page", each(ARTICLES, "again"))
def test_cleaning_the_clean_text_again_removes_nothing(page: Golden) -> None:
    again = clean_text(page.text.read_text(encoding="utf-8"), page.expected["url"])
    assert isinstance(again, Cleaned)
    assert removed(again) == []


@pytest.mark.parametrize("page", each(REFUSED, "rejected"))
def test_what_is_no_article_is_refused_for_what_it_is(page: Golden) -> None:
    result = outcome(page)
    assert isinstance(result, Rejected), "taken for an article"
    kind = result.verdict.kind if result.verdict else None
    assert {"stage": result.stage, "kind": kind} == page.expected["rejected"]
    assert result.title, "the refusal keeps what the page tells of itself"


def seed(name: str) -> Golden:
    return next(page for page in ARTICLES if page.name == name)


def test_every_form_of_the_seed_example_gives_the_same_story() -> None:
    raw = (FIXTURES / "no-deal-on-syria.txt").read_text(encoding="utf-8")
    assert raw == (FIXTURES / "texts" / "no-deal-on-syria.txt").read_text(encoding="utf-8")
    told = clean_text(raw, SEED_URL)
    assert isinstance(told, Cleaned)
    page, text = article(seed("ghanamma.com/no-deal-on-syria")), article(seed("texts/no-deal-on-syria"))
    assert page.as_text() == text.as_text() == told.article.as_text()
    for form in (cleaned(seed("ghanamma.com/no-deal-on-syria")), cleaned(seed("texts/no-deal-on-syria")), told):
        assert [cleaner for cleaner, _ in removed(form)] == SEED_NOISE
    assert told.article.site.name == "ghanamma", "the address names the site, and the author box agrees"
    assert [block.kind for block in page.blocks] == ["paragraph"] * 7 + ["heading"] + ["paragraph"] * 4


@pytest.mark.parametrize("name", ["ghanamma.com/no-deal-on-syria", "texts/no-deal-on-syria"])
def test_uncleaned_the_seed_holds_all_that_it_held(name: str) -> None:
    raw = (FIXTURES / "no-deal-on-syria.txt").read_text(encoding="utf-8")
    document = cleaned(seed(name)).document
    blocks = iter(fold(block.text) for block in document.blocks if block.zone != "chrome")
    for paragraph in raw.split("\n\n"):
        words, hidden, _ = fold(paragraph).partition(PLACEHOLDER)
        found = next((text for text in blocks if text.startswith(words)), None)
        assert found is not None, f"not in the document, or not in order: {paragraph}"
        # the page's own address may have been decoded, but something must stand there
        assert not hidden or PLACEHOLDER in found or "@" in found


def test_the_fixtures_cover_what_they_are_there_for() -> None:
    languages = {page.expected["article"]["language"] for page in ARTICLES}
    assert len(ARTICLES) >= 20
    assert len(languages) >= 10
    assert {page.expected["rejected"]["kind"] for page in REFUSED} >= {"index", "consent_wall", "bot_wall", "soft_404"}
    for page in ARTICLES:
        golden = page.text.read_bytes().decode("utf-8")
        assert golden.startswith(page.expected["article"]["title"] + "\n\n"), page.name
        assert golden.endswith("\n"), page.name
        assert "\r" not in golden, page.name
        assert page.expected["removed"], page.name
