"""What looks like noise and is the story (hazards.toml): on a page, and in a text that somebody else extracted."""

import re
import tomllib
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from cleaners.model import Page, SiteFacts
from cleaners.pipeline import clean
from cleaners.signals import fold
from tests.cleaners.newsroom import STORY, TITLE, URL, Told, cleaned, cleaned_text, page, text, told

Hazard = dict[str, Any]
HAZARDS: dict[str, Hazard] = tomllib.loads((Path(__file__).parent / "hazards.toml").read_text(encoding="utf-8"))
ELSEWHERE = {"H30", "H32", "H33"}
"""Those that no fragment of a page shows: they have tests of their own below."""
BLOCK = re.compile(r"</(?:p|h\d|li|td|th|tr|summary)>")
TAG = re.compile(r"<[^>]+>")
WRAPPERS = """social-rel bellowheadercontainer MsoHeader conModal menu-wrap content_print teaser-content comment-body
    widget_sow-editor paywall premium-content embed-wrapper meta-body sharebody""".split()
SINGLE = """toolbar-text metamorphosis shareholders-table embedded-story author-note slideshow-text premium-content
    elementor-widget-text-editor menu-wrap mol-factbox message widget-x""".split()


def lines(html: str) -> list[str]:
    """What a reader sees of some HTML, line by line."""
    found = (" ".join(unescape(TAG.sub("", part)).split(" ")).strip() for part in BLOCK.split(html))
    return [line for line in found if line]


def wanted(hazard: Hazard) -> list[str]:
    """The lines that the record must have."""
    if "keeps" in hazard:
        return list(hazard["keeps"])
    if "sees" in hazard:
        return [hazard["sees"]]
    every = (*lines(hazard["html"]), *(line for html in hazard.get("also", {}).values() for line in lines(html)))
    return [line for line in every if not any(words in line for words in hazard.get("gone", ()))]


def survives(outcome: Told, hazard: Hazard, *, also: list[str]) -> None:
    assert outcome.missing() == []
    assert [line for line in also if line not in outcome.text] == []
    assert [words for words in hazard.get("gone", ()) if words in outcome.text] == []
    for field, value in hazard.get("record", {}).items():
        found = getattr(outcome.result.article, field)
        found = getattr(found, "name", found) or ""
        names = [getattr(one, "name", one) for one in found] if isinstance(found, tuple) else found
        assert (value in names) if value else not names


def parameters(*, in_text: bool) -> list[Any]:
    found = []
    for name, hazard in HAZARDS.items():
        reason = hazard.get("xfail", {}).get("text" if in_text else "page")
        if not in_text or hazard.get("text") != "":
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            found.append(pytest.param(hazard, id=name, marks=marks))
    return found


@pytest.mark.parametrize("hazard", parameters(in_text=False))
def test_on_a_page_the_story_survives(hazard: Hazard) -> None:
    places = {hazard["at"]: hazard["html"], **hazard.get("also", {})}
    survives(cleaned(page(**places)), hazard, also=wanted(hazard))


@pytest.mark.parametrize("hazard", parameters(in_text=True))
def test_in_a_text_the_story_survives(hazard: Hazard) -> None:
    html = {hazard["at"]: hazard["html"], **hazard.get("also", {})}
    places = {at: "\n\n".join(lines(part)) for at, part in html.items()}
    if "text" in hazard:
        places[hazard["at"]] = hazard["text"]
    also = [line for line in wanted(hazard) if "text" not in hazard or line in hazard["text"]]
    survives(cleaned_text(text(**places)), hazard, also=also)


ONE_LINE = SiteFacts(frozenset({"follow the crane"}))


def test_h30_another_copy_of_the_story_does_not_make_its_lines_the_site_s() -> None:
    """What the site repeats was counted over pages of which one is this story again."""
    facts = SiteFacts(frozenset(map(fold, STORY)))
    assert told(clean(Page(page(), URL), site=facts)).missing() == []
    assert "Follow the crane" not in told(clean(Page(page(below="<p>Follow the crane</p>"), URL), site=ONE_LINE)).text


@pytest.mark.parametrize("name", WRAPPERS)
@pytest.mark.parametrize("how", ["class", "id"])
def test_h32_the_story_in_an_element_with_a_bad_name(name: str, how: str) -> None:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    head = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
    html = f'{head}<div {how}="{name}">{story}</div></body></html>'
    assert cleaned(html).missing() == []


@pytest.mark.parametrize("name", SINGLE)
def test_h33_one_paragraph_in_an_element_with_a_bad_name(name: str) -> None:
    own = (
        "One paragraph lies in an element of its own, and says that the pilot's horn was last heard in the fog of 1987."
    )
    outcome = cleaned(page(middle=f'<div class="{name}"><p>{own}</p></div>'))
    assert outcome.missing() == []
    assert own in outcome.text


def test_h33_one_paragraph_in_an_aside() -> None:
    own = (
        "One paragraph lies in an element of its own, and says that the pilot's horn was last heard in the fog of 1987."
    )
    assert own in cleaned(page(middle=f"<aside><p>{own}</p></aside>")).text


def test_every_hazard_of_the_catalogue_has_its_table() -> None:
    assert {name.split()[0] for name in HAZARDS} | ELSEWHERE == {f"H{n:02}" for n in range(1, 45)}
