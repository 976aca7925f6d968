"""DOM → blocks: what a reader sees as one piece is one block, with its kind, links and markup."""

import pytest

from cleaners.extract.blocks import RawBlock, segment
from cleaners.extract.parsing import Parsed, parse
from cleaners.model import Page


def blocks(body: str) -> list[RawBlock]:
    parsed = parse(Page(f"<html><body>{body}</body></html>"))
    assert isinstance(parsed, Parsed)
    return segment(parsed.tree)


def texts(body: str) -> list[str]:
    return [b.text for b in blocks(body)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("<p>One<br>line</p>", ["One\nline"]),
        ("One.<br><br>Two.<br> <br/>Three.", ["One.", "Two.", "Three."]),
        ("<p>hard\n  wrapped\ttext</p>", ["hard wrapped text"]),
        ("<div>lead<p>One.</p>tail</div>", ["lead", "One.", "tail"]),
        ("<p>a<span> b </span>c <b>d</b>.</p>", ["a b c d."]),
        ("<script>no()</script><p>yes<style>p{}</style></p><noscript>no</noscript>", ["yes"]),
        ("<form><label>Name</label><input><p>Say it.</p><button>Send</button></form>", ["Say it."]),
        ('<h3>Leave a Reply <small><a style="display:none">Cancel reply</a></small></h3>', ["Leave a Reply"]),
        ("<p></p><p> &nbsp; </p><p>x</p>", ["x"]),
        ("<pre></pre>Two\n  words", ["Two words"]),
    ],
    ids=[
        "paragraphs", "a break is a new line", "two breaks part paragraphs", "wrapped source is one line",
        "text beside a block is a block", "inline elements join", "code is not text", "form controls are no blocks",
        "hidden inline text is not read", "empty elements are no blocks",
        "an empty example of code sets nothing else as code",
    ],
)  # fmt: skip
def test_text_falls_into_blocks_as_a_reader_sees_it(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_kinds_come_from_the_nearest_element_that_tells() -> None:
    found = blocks(
        "<h2>Head</h2><blockquote><p>Quote</p></blockquote><pre> a\n  b</pre>"
        "<figure><img><figcaption>Caption</figcaption></figure><p class='wp-caption-text'>Old caption</p>"
    )
    assert [(b.kind, b.text) for b in found] == [
        ("heading", "Head"), ("quote", "Quote"), ("code", " a\n  b"), ("caption", "Caption"),
        ("caption", "Old caption"),
    ]  # fmt: skip
    assert found[0].level == 2


def test_lists_keep_their_order_and_depth() -> None:
    found = blocks("<ol><li>one<ul><li>deep</li></ul></li><li>two</li></ol>")
    assert [(b.text, b.level, b.ordered) for b in found] == [("one", 1, True), ("deep", 2, False), ("two", 1, True)]


def test_links_cover_their_words() -> None:
    [block] = blocks('<p>See <a href="/a">the <b>report</b></a> and <a href="b">map</a>.</p>')
    assert [(block.text[k.start : k.end], k.href) for k in block.links] == [("the report", "/a"), ("map", "b")]
    assert 0.4 < block.link_share < 0.7


def test_a_link_around_paragraphs_is_a_link_in_each() -> None:
    first, second = blocks('<a href="/x"><p>One</p><p>Two</p></a>')
    assert first.link_share == second.link_share == 1


def test_the_path_names_elements_and_what_sets_the_whole_text() -> None:
    [block] = blocks('<div id="respond" class="comment-respond a"><p><strong>All of it</strong></p></div>')
    assert block.path == ("body", "div#respond.comment-respond.a", "p", "strong")
    [part] = blocks("<p><strong>Not</strong> all</p>")
    assert part.path == ("body", "p")


def test_a_data_table_is_one_block_with_its_cells() -> None:
    [block] = blocks("<table><tr><th>Port<th>Ships<tr><td>Lome<td>12 <script>x</script></table>")
    assert (block.kind, block.rows) == ("table", (("Port", "Ships"), ("Lome", "12")))
    assert block.text == "Port | Ships\nLome | 12"


def test_a_table_that_lays_out_a_page_is_read_as_its_paragraphs() -> None:
    words = "<p>" + "The council met on Tuesday evening and voted to repair the bridge. " * 5 + "</p>"
    assert len(texts(f"<table><tr><td>{words}</td><td>{words}</td></tr></table>")) == 2


def test_hidden_blocks_are_seen_and_marked() -> None:
    assert [b.hidden for b in blocks('<p>a</p><div style="display: none"><p>b</p></div><p hidden>c</p>')] == [
        False, True, True,
    ]  # fmt: skip


def test_a_page_that_opens_no_body_keeps_its_story() -> None:
    parsed = parse(
        Page("<!doctype html><title>T</title><meta property=og:type content=a><article><h1>T</h1><p>One.</p></article>")
    )
    assert isinstance(parsed, Parsed)
    assert [b.text for b in segment(parsed.tree)] == ["T", "One."]


def test_an_item_of_two_paragraphs_is_one_item_and_its_links_still_cover_their_words() -> None:
    found = blocks("<ol><li><p>One.</p><p>More of <a href=x>one</a>.</p></li><li>Two.</li></ol>")
    assert [b.text for b in found] == ["One. More of one.", "Two."]
    [link] = found[0].links
    assert found[0].text[link.start : link.end] == "one"


def test_a_table_s_caption_is_a_block() -> None:
    found = blocks("<table><caption>Costs in million euro</caption><tr><th>Year<th>Cost<tr><td>2024<td>4</table>")
    assert [(b.kind, b.text) for b in found] == [
        ("caption", "Costs in million euro"),
        ("table", "Year | Cost\n2024 | 4"),
    ]
