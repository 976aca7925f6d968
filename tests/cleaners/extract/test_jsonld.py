"""JSON-LD as pages carry it, whole and broken."""

import pytest

from cleaners.extract import jsonld


@pytest.mark.parametrize(
    "text",
    [
        '{"@type":"NewsArticle","headline":"A b"}',
        '{"@type":"NewsArticle","headline":"A b",}',
        '<!-- {"@type":"NewsArticle","headline":"A b"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"A b"}\n//]]>',
        '/* <![CDATA[ */{"@type":"NewsArticle","headline":"A b"};/* ]]> */',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;A b&quot;}",
        '{"@type":"NewsArticle","headline":"A b","description":"one\n\ttwo"}',
        '{"@type":"NewsArticle","headline":"A b","description":"it\\\'s"}',
        '\ufeff {"@type":"NewsArticle","headline":"A b"}{"@type":"Thing"}',
        '[[{"@type":"NewsArticle","headline":"A b"}]]',
        '{"@graph":[{"@type":"NewsArticle","headline":"A b"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"A b"}}',
        '{"@type":"NewsArticle","headline":"A b","description":"an "unescaped" quote"}',
    ],
)
def test_the_article_is_found(text: str) -> None:
    (article,) = [n for n in jsonld.read([text]) if "NewsArticle" in jsonld.types(n)]
    assert article["headline"] == "A b"


@pytest.mark.parametrize(
    "text", ["", "null", '"x"', "{", "[" * 100_000, '{"a":' * 50_000, "\x00", "{}" * 5000, '"@type":"' * 1000]
)
def test_what_cannot_be_read_gives_nothing_and_never_raises(text: str) -> None:
    assert not [n for n in jsonld.read([text]) if n]


def test_references_are_filled_in() -> None:
    text = '{"@graph":[{"@id":"#a","@type":"Person","name":"Jane Doe"},{"@type":"Article","author":{"@id":"#a"}}]}'
    article = next(n for n in jsonld.read([text]) if "Article" in jsonld.types(n))
    assert article["author"]["name"] == "Jane Doe"


def test_a_related_story_inside_a_list_is_not_an_object_of_the_page() -> None:
    text = '{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Another"}]}'
    assert [jsonld.types(n) for n in jsonld.read([text])] == [("ItemList",)]


def test_types_lose_their_vocabulary() -> None:
    assert jsonld.types({"@type": ["http://schema.org/NewsArticle", "schema:Thing", None]}) == ("NewsArticle", "Thing")
    assert jsonld.types("x") == ()


def test_strings_of_any_value() -> None:
    assert jsonld.strings(["a", {"name": "b"}, {"@id": "c"}, None, 3, " "]) == ("a", "b", "c")
