"""Elements that name what they hold, among those that do not."""

from lxml.html import fromstring

from cleaners.extract.marks import read_marks
from cleaners.extract.speaking import speaking


def spoken(html: str) -> list[str]:
    """The texts of what speaks, in order."""
    return [e.text or "" for e, _ in speaking(read_marks(fromstring(html).iter("*")))]


def test_class_id_rel_and_test_id_speak_in_whatever_case_and_in_the_pages_order() -> None:
    page = """<div><p class="lead">no</p><p class="entry-Meta">class</p><p class="grid" id="BYLINE">id</p>
      <a rel="author" href="/x">rel</a><p data-testid="PublishedDate">test</p><p class="entry-Meta">again</p></div>"""
    assert spoken(page) == ["class", "id", "rel", "test", "again"]


def test_a_link_to_a_profile_speaks_and_a_stylesheet_or_another_link_does_not() -> None:
    page = """<div><a href="/Autor/jane">profile</a><a href="/valley/bridge">story</a><link href="/author/x.css">
      <a name="top">anchor</a></div>"""
    assert spoken(page) == ["profile"]


def test_letters_that_grow_in_small_print_move_no_element() -> None:
    assert spoken('<div><p class="İİİİ">no</p><p class="ünal">no</p><p class="İ-title">yes</p></div>') == ["yes"]


def test_a_page_without_attributes_has_none() -> None:
    assert spoken("<div><p>no</p></div>") == []
