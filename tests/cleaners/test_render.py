"""Records as JSON and Markdown: whole, and harmless."""

import json
from dataclasses import replace

import pytest

from cleaners.extract.attribution import attribute
from cleaners.extract.plaintext import read_text
from cleaners.model import Article, ArticleBlock, Image, Link
from cleaners.normalise import make_article
from cleaners.render import as_dict, as_json, as_markdown


def article(*blocks: ArticleBlock, title: str | None = "A title", images: tuple[Image, ...] = ()) -> Article:
    document = read_text("A title\n\nThe council met on Tuesday evening and voted to repair the bridge.")
    return replace(make_article(document, (), attribute(document, ()), None), blocks=blocks, title=title, images=images)


def markdown(*blocks: ArticleBlock) -> str:
    return as_markdown(article(*blocks)).removeprefix("# A title\n\n").removesuffix("\n")


def paragraph(text: str, *links: Link) -> ArticleBlock:
    return ArticleBlock("paragraph", text, links=links)


def test_json_is_one_line_of_utf8_with_the_keys_in_the_order_of_the_schema() -> None:
    a = article(paragraph("é “–”\n"), title="Brücke")
    line = as_json(a)
    assert "\n" not in line
    assert "Brücke" in line
    assert list(json.loads(line)) == list(Article.__dataclass_fields__)
    assert json.loads(line) == as_dict(a)


def test_a_link_is_start_end_and_address_in_json() -> None:
    assert as_dict(article(paragraph("a b", Link(0, 1, "x"))))["blocks"][0]["links"] == [[0, 1, "x"]]


def test_the_title_is_the_only_first_level_heading() -> None:
    text = as_markdown(article(ArticleBlock("heading", "Part", 1), ArticleBlock("heading", "Deeper", 3)))
    assert text == "# A title\n\n## Part\n\n### Deeper\n"


def test_links_stand_in_the_text_and_lists_nest() -> None:
    assert (
        markdown(paragraph("Read the report now.", Link(5, 15, "https://e.example/a")))
        == "Read [the report](https://e.example/a) now."
    )
    items = [
        ArticleBlock("list_item", t, level, o) for t, level, o in (("a", 1, True), ("x", 2, False), ("b", 1, True))
    ]
    assert markdown(*items) == "1. a\n   - x\n2. b"


def test_quotes_code_and_tables_have_their_form() -> None:
    assert markdown(ArticleBlock("quote", "a\nb")) == "> a\n> b"
    assert markdown(ArticleBlock("code", "x = `1`\n```")) == "````\nx = `1`\n```\n````"
    assert markdown(ArticleBlock("table", "", rows=(("a|b", "c"), ("d",)))) == "| a\\|b | c |\n| --- | --- |\n| d |  |"


def test_an_image_stands_where_its_caption_does_with_caption_and_credit() -> None:
    image = Image("https://e.example/i.jpg", "The bridge", "Ann Other", lead=True)
    a = article(paragraph("One."), ArticleBlock("caption", "The bridge"), images=(image,))
    assert as_markdown(a) == "# A title\n\nOne.\n\n![The bridge](https://e.example/i.jpg)\n*The bridge (Ann Other)*\n"


def test_a_lead_image_without_a_caption_on_the_page_stands_under_the_title() -> None:
    a = article(
        paragraph("One."), images=(Image("https://e.example/i.jpg", lead=True), Image("https://e.example/j.jpg"))
    )
    assert as_markdown(a) == "# A title\n\n![](https://e.example/i.jpg)\n\nOne.\n"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("1. not a list", "1\\. not a list"),
        ("# not a heading", "\\# not a heading"),
        ("- no item", "\\- no item"),
        ("> no quote", "\\> no quote"),
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("a *star* and a_line_", "a \\*star\\* and a\\_line\\_"),
        ("[x](javascript:1)", "\\[x\\](javascript:1)"),
        ("![x](y)", "\\!\\[x\\](y)"),
        ("&lt; stays", "\\&lt; stays"),
        ("---", "\\---"),
        ("it’s 5 - 3", "it’s 5 - 3"),
    ],
)
def test_what_markdown_or_html_would_read_is_shown_instead(text: str, escaped: str) -> None:
    assert markdown(paragraph(text)) == escaped


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        " javascript:x",
        "java\nscript:x",
        "file:///etc/passwd",
    ],
)
def test_a_link_to_active_content_is_only_its_words(href: str) -> None:
    assert markdown(paragraph("press here", Link(6, 10, href))) == "press here"


def test_an_address_cannot_close_its_parenthesis() -> None:
    assert markdown(paragraph("here", Link(0, 4, "https://e.example/a_(b)"))) == "[here](https://e.example/a_%28b%29)"
