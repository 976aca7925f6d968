"""What trafilatura is given of a page: less to look through, nothing less of the story."""

from cleaners.extract.blocks import parse
from cleaners.extract.lean import CROWDED, lean
from cleaners.model import Page, Rejected

STORY = "<p>The council met on Tuesday evening and voted to repair the old bridge before the winter comes.</p>" * 4


def _tree(html: str):  # type: ignore[no-untyped-def]
    parsed = parse(Page(f"<html><body>{html}</body></html>"))
    assert not isinstance(parsed, Rejected)
    return parsed.tree


def test_scripts_and_the_elements_of_navigation_go_and_their_text_and_the_data_of_the_story_stay() -> None:
    tree = _tree(f"<nav>Home</nav>after<script>x()</script>{STORY}<script type='application/ld+json'>{{}}</script>")
    copy = lean(tree)
    assert [e.tag for e in copy.iter("nav", "script")] == ["nav", "script"]
    assert "after" in copy.text_content()
    assert copy.text_content().count("council") == 4
    assert len(list(tree.iter("nav", "script"))) == 3, "the shared tree was changed"


def test_a_paragraph_of_very_many_inline_elements_is_a_paragraph_of_its_text() -> None:
    words = " ".join(f"here stand some words of prose before <em>word {i}</em>" for i in range(2 * CROWDED))
    copy = lean(_tree(f"{STORY}<p id=long>{words}</p>"))
    (long,) = copy.xpath("//p[@id='long']")
    assert len(long) == 0
    assert long.text_content().endswith(f"word {2 * CROWDED - 1}")


def test_a_paragraph_of_hundreds_of_links_stays_one_of_links() -> None:
    links = " ".join(f"<a href='/{i}'>link number {i}</a>" for i in range(2 * CROWDED))
    copy = lean(_tree(f"{STORY}<p id=long>{links}</p>"))
    assert len(copy.xpath("//p[@id='long']/a")) == 2 * CROWDED
