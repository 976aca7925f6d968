"""Every kind of noise that news pages are known to have (noise.toml), three times: as plain as a paragraph of the
story, in the element of a theme or plugin, and in a text that somebody else extracted."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cleaners.newsroom import AUTHOR, TITLE, Told, cleaned, cleaned_text, page, text

Noise = dict[str, Any]
FILE = Path(__file__).parent / "noise.toml"
KINDS: dict[str, Noise] = tomllib.loads(FILE.read_text(encoding="utf-8"))
BESIDE = frozenset({"outside_story"})
"""Who takes a box that the extractor left out already; where it is chrome, nobody."""


def forms(form: str) -> list[Any]:
    return [pytest.param(noise, id=name) for name, noise in KINDS.items() if form in noise]


def dealt_with(told: Told, noise: Noise, *, beside: bool = False) -> None:
    """What every form asks: the story is whole, the noise is where it belongs, and its value is in its field."""
    assert told.missing() == []
    if noise.get("kept"):
        assert noise["words"] in told.text
    else:
        assert noise["words"] not in told.text
        takers = told.cleaners_of(noise["words"])
        assert noise["cleaner"] in takers or (beside and takers <= BESIDE), takers
    article = told.result.article
    if "flag" in noise:
        assert noise["flag"] in article.flags
    if "field" in noise:
        assert noise["value"] in told_in(getattr(article, noise["field"]))


def told_in(value: Any) -> list[Any]:
    """The forms that a field's value can be named in: whole, each of a list, a part's name or notice, a bare day."""
    if isinstance(value, str):
        return [value, value[:10]]
    if isinstance(value, tuple):
        shares = [{"role": v.role, "name": v.name} for v in value if hasattr(v, "role")]
        return [shares, list(value), *value]
    return [getattr(value, "name", None), getattr(value, "notice", None)]


@pytest.mark.parametrize("noise", forms("plain"))
def test_as_plain_as_a_paragraph_of_the_story(noise: Noise) -> None:
    dealt_with(cleaned(page(**{noise.get("at", "below"): noise["plain"]})), noise)


@pytest.mark.parametrize("noise", forms("themed"))
def test_in_the_element_of_a_theme(noise: Noise) -> None:
    dealt_with(cleaned(page(**{noise.get("at", "below"): noise["themed"]})), noise, beside=True)


@pytest.mark.parametrize("noise", forms("line"))
def test_in_a_plain_text(noise: Noise) -> None:
    told = cleaned_text(text(**{noise.get("at", "below"): noise["line"]}))
    dealt_with(told, {**noise, "words": noise.get("line_words", noise["words"]), **noise.get("line_told", {})})


def test_every_class_of_the_catalogue_has_its_table() -> None:
    assert [name.split()[0] for name in KINDS] == [f"N{n:02}" for n in range(1, 48)]
    assert KINDS["N24 headline again"]["words"] == TITLE
    assert AUTHOR in KINDS["N26 byline"]["words"]
