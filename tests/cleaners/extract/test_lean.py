"""What trafilatura is given of a page: less to look through, nothing less of the story."""

from cleaners.extract.lean import CROWDED, lean
from cleaners.extract.parsing import parse
from cleaners.model import Page, Rejected

STORY = "<p>The council met on Tuesday evening and voted to repair the old bridge before the winter comes.</p>" * 4


def _tree(html: str):  # type: ignore[no-untyped-def]
    parsed = parse(Page(f"<html><body>{html}</body></html>"))
    assert not isinstance(parsed, Rejected)
    return parsed.tree


def test_an_ordinary_page_is_given_as_it_is() -> None:
    tree = _tree(f"<nav>Home</nav>{STORY}<p>A story with <em>some</em> words in it.</p>")
    assert lean(tree) is tree


def test_a_paragraph_of_very_many_inline_elements_is_a_paragraph_of_its_text() -> None:
    words = " ".join(f"here stand some words of prose before <em>word {i}</em>" for i in range(2 * CROWDED))
    tree = _tree(f"{STORY}<p id=long>{words}</p>")
    copy = lean(tree)
    (long,) = copy.xpath("//p[@id='long']")
    assert len(long) == 0
    assert len(list(tree.iter("em"))) == 2 * CROWDED, "the shared tree was changed"
    assert long.text_content().endswith(f"word {2 * CROWDED - 1}")


def test_a_paragraph_of_hundreds_of_links_stays_one_of_links() -> None:
    links = " ".join(f"<a href='/{i}'>link number {i}</a>" for i in range(2 * CROWDED))
    copy = lean(_tree(f"{STORY}<p id=long>{links}</p>"))
    assert len(copy.xpath("//p[@id='long']/a")) == 2 * CROWDED
