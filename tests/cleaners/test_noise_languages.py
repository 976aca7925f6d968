"""The commonest kinds of noise in nineteen languages (noise_languages.toml), as a line of a page without markup to
tell it by, and in a plain text. The story around them is one and the same: what is tested is the line."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cleaners.newsroom import cleaned, cleaned_text, page, text

KINDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "noise_languages.toml").read_text(encoding="utf-8"))
LANGUAGES = tuple("en fr de es pt it nl ru uk pl tr ar fa hi id sw zh ja ko".split())
LIST = "list of other stories"
EACH = [pytest.param(kind, lang, id=f"{kind} in {lang}") for kind in KINDS if kind != LIST for lang in LANGUAGES]
AWAY = '<a href="/town/mayor/">'
ITEMS = ("Terns return to the mast", "The mayor loses his hat")


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_the_line_goes_from_a_page(kind: str, lang: str) -> None:
    line = KINDS[kind]["lines"][lang]
    before, linked, after = line.split("|") if "|" in line else (line, "", "")
    html = f"<p>{before}{AWAY}{linked}</a>{after}</p>" if linked else f"<p>{line}</p>"
    told = cleaned(page(**{KINDS[kind]["at"]: html}, lang=lang))
    assert told.missing() == []
    assert told.cleaners_of(line.replace("|", "")) == {KINDS[kind]["cleaner"]}
    assert line.replace("|", "") not in told.text


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_the_line_goes_from_a_text(kind: str, lang: str) -> None:
    line = KINDS[kind]["lines"][lang].replace("|", "")
    told = cleaned_text(text(**{KINDS[kind]["at"]: line}))
    assert told.missing() == []
    assert told.cleaners_of(line) == {KINDS[kind]["cleaner"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_of_other_stories_goes_from_a_page_with_its_title(lang: str) -> None:
    title = KINDS[LIST]["lines"][lang]
    items = "".join(f"<li>{AWAY}{item}</a></li>" for item in ITEMS)
    told = cleaned(page(below=f"<h3>{title}</h3><ul>{items}</ul>", lang=lang))
    assert told.missing() == []
    assert [told.cleaners_of(line) for line in (title, *ITEMS)] == [{"related_links"}] * 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_of_other_stories_goes_from_the_end_of_a_text(lang: str) -> None:
    title = KINDS[LIST]["lines"][lang]
    told = cleaned_text(text(below="\n\n".join((title, *ITEMS))))
    assert told.missing() == []
    assert [told.cleaners_of(line) for line in (title, *ITEMS)] == [{"related_links"}] * 3


def test_each_kind_has_a_line_in_each_language() -> None:
    assert all(tuple(kind["lines"]) == LANGUAGES for kind in KINDS.values())
