"""What would keep the parser busy for minutes does not come to it; a page of news comes as it is."""

from pathlib import Path

import pytest
from lxml.html import document_fromstring

from cleaners.extract.guard import MOST_ATTRIBUTES, MOST_TAGS, MOST_TEXT, MOST_TEXTS, MOST_VALUE, tame

TAIL = "<p>The bridge will close on Monday.</p>"


def test_pages_of_news_are_not_touched(fixtures: Path) -> None:
    pages = [path.read_text("utf-8", "replace") for path in sorted(fixtures.rglob("*.html"))]
    assert len(pages) > 10
    assert all(tame(html) == (html, ()) for html in pages)


@pytest.mark.parametrize("form", ["a#=1", "a#", "a#='<b>'", 'a#=">"', "/a#/", "a#=\n'1'"])
def test_of_the_attributes_of_a_tag_the_first_are_kept_however_they_are_written(form: str) -> None:
    attributes = [form.replace("#", str(n)) for n in range(2 * MOST_ATTRIBUTES)]

    html, notes = tame(f"<div {' '.join(attributes)}>{TAIL}")

    assert html.startswith(f"<div {' '.join(attributes[: MOST_ATTRIBUTES - 1])}")
    assert html.endswith(f">{TAIL}")
    assert attributes[MOST_ATTRIBUTES] not in html
    assert notes == (f"{MOST_ATTRIBUTES} attributes were left out: too many on one tag, or too long",)


def test_an_attribute_that_is_too_long_is_left_out_and_its_neighbours_stay() -> None:
    html, notes = tame(f'<p id="a" class="{"x" * (MOST_VALUE + 1)}" lang="en">The bridge.</p>')
    assert html == '<p id="a" lang="en">The bridge.</p>'
    assert len(notes) == 1


@pytest.mark.parametrize("name", ["script", "style", "title", "textarea"])
def test_what_looks_like_tags_where_there_are_none_is_no_tag(name: str) -> None:
    html = f"<{name}>if (a <b c='{'x ' * MOST_VALUE}'</{name}>{TAIL}"
    assert tame(html) == (html, ())


@pytest.mark.parametrize("comment", ["<!-->", "<!--->", "<!-- x --!>", "<!-- <p ' -->"])
def test_a_comment_ends_where_it_ends_for_the_parser(comment: str) -> None:
    bomb = f"<div {' '.join(f'a{n}' for n in range(2 * MOST_ATTRIBUTES))}>"
    html, notes = tame(f"{comment}{bomb}{TAIL}")
    assert html.endswith(TAIL)
    assert len(html) < len(bomb)
    assert len(notes) == 1


@pytest.mark.parametrize(
    "opening",
    [
        *(f'<a{space}b="' for space in ("\xa0", "\u2003", "\x0b", "\x85")),
        '<!x <a b="',
        '<?x <a b="',
        '</ <a b="',
        '<script></script- <a b="</script',
        "<title></title\xa0 <a b='</title",
    ],
)
def test_no_tag_hides_in_what_the_parser_does_not_take_for_a_value(opening: str) -> None:
    bomb = f"<i {' '.join(f'a{n}' for n in range(2 * MOST_ATTRIBUTES))}>"
    page = f"<p>{opening}>{bomb}\"'>{TAIL}"
    assert max(len(element.attrib) for element in document_fromstring(page).iter()) > MOST_ATTRIBUTES
    html, notes = tame(page)
    assert html.endswith(TAIL)
    assert f"a{2 * MOST_ATTRIBUTES - 1}>" not in html
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ("<p>x</p>" * (2 * MOST_TEXTS), f"only the first {MOST_TEXTS:,} texts were read"),
        ("<p>" * (2 * MOST_TAGS), f"only the first {MOST_TAGS:,} tags were read"),
    ],
)
def test_of_a_page_without_an_end_the_beginning_is_read(more: str, note: str) -> None:
    html, notes = tame(f"{TAIL}{more}")
    assert html.startswith(TAIL)
    assert len(html) < len(more)
    assert notes == (note,)


def test_a_text_without_an_end_does_not_take_the_story_behind_it() -> None:
    html, notes = tame(f"<pre>{'x' * (3 * MOST_TEXT)}</pre>{TAIL}")
    assert html.endswith(f"x</pre>{TAIL}")
    assert notes == ("1 texts were cut after 1 MiB",)


def test_a_text_with_signs_that_open_no_tag_is_one_text() -> None:
    tamed, notes = tame("<p>" + "< ".join(["word " * 250_000] * 2) + "</p><p>The end</p>")
    assert len(tamed) < MOST_TEXT + 50
    assert tamed.endswith("<p>The end</p>")
    assert notes == ("1 texts were cut after 1 MiB",)


def test_tags_that_only_nest_the_story_go_and_it_stays() -> None:
    deep = MOST_TAGS
    html, notes = tame(f"{'<div>' * deep}{TAIL}{'</div>' * deep}")
    assert TAIL.removeprefix("<p>").removesuffix("</p>") in html
    assert "their text was kept" in notes[0]


@pytest.mark.parametrize(
    "form", ["<a b='", '<a b="', "<!--", "<script>", "<title><a b='", "</", "<a ", "<a =", "<a/", "<", "<a b= "]
)
def test_what_never_ends_is_read_once(form: str) -> None:
    tame(form * 100_000)


def test_a_long_page_of_few_texts_is_not_touched_and_one_of_too_many_is_cut() -> None:
    dots = "<i></i>\n" * MOST_TEXTS
    assert tame(f"{dots}<!-- a note -->{TAIL}") == (f"{dots}<!-- a note -->{TAIL}", ())
    html, notes = tame(f"{dots}{'<p>a < b<br>' * 2 * MOST_TEXTS}{TAIL}")
    assert TAIL not in html
    assert notes == (f"only the first {MOST_TEXTS:,} texts were read",)
