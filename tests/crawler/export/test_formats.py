"""Each format, read back by what others read it with."""

import csv
import io
import json
import re
from typing import Any

import feedparser
import msgspec
import pytest
from lxml import etree, html

from cleaners.model import ArticleBlock, Link
from crawler.export import formats
from crawler.export.html import as_html
from crawler.export.records import ExportError
from crawler.export.selection import EVERYTHING

from .records import HOSTILE, Listed, full, plain


def written(name: str, *stored: Any) -> bytes:
    """The stories in this format."""
    out = io.BytesIO()
    count = formats.named(name).write(Listed(stored).records(EVERYTHING), out)
    assert count == len(stored)
    return out.getvalue()


@pytest.mark.parametrize("name", formats.NAMES)
def test_an_empty_selection_is_an_empty_file_of_its_format(name: str) -> None:
    empty = written(name)
    if name == "rss":
        assert feedparser.parse(empty).bozo == 0
    elif name == "csv":
        assert empty.decode().count("\r\n") == 1
    elif name == "parquet":
        assert empty[:4] == empty[-4:] == b"PAR1"
    else:
        assert empty == b""


@pytest.mark.parametrize("name", formats.NAMES)
def test_the_same_records_give_the_same_bytes(name: str) -> None:
    assert written(name, full(), plain()) == written(name, full(), plain())


@pytest.mark.parametrize("name", [n for n in formats.NAMES if n not in ("jsonl", "parquet")])
def test_a_record_of_another_schema_is_named_and_not_guessed_at(name: str) -> None:
    with pytest.raises(ExportError, match=r'the record {"id":"old"}… does not follow this version\'s schema'):
        formats.named(name).write([b'{"id":"old"}'], io.BytesIO())


# ---- JSON lines -----------------------------------------------------------------------------------------------------


def test_jsonl_is_the_records_as_they_are_stored() -> None:
    assert written("jsonl", full(), plain()).splitlines() == [msgspec.json.encode(a) for a in (full(), plain())]


# ---- CSV ------------------------------------------------------------------------------------------------------------


def test_csv_is_read_back_with_its_quotes_lines_and_signs() -> None:
    raw = written("csv", full(), plain()).decode()
    assert raw.count("\r\n") == 3
    story, other = csv.DictReader(io.StringIO(raw, newline=""))
    assert story["authors"] == "Jåne Doe; =cmd|' /C calc'!A0"
    assert (story["tags"], story["site_domain"], story["source"]) == ('Syria; G20: a "summit"', "example.org", "CNN")
    assert (other["text"], other["published_at"], other["word_count"]) == ("Paragraph 1 of a story.\n", "", "5")


def test_no_cell_of_a_csv_begins_like_a_formula() -> None:
    titles = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1")
    raw = written("csv", full(), *(plain(n, title=title) for n, title in enumerate(titles))).decode()
    rows = list(csv.DictReader(io.StringIO(raw, newline="")))
    assert [row["title"] for row in rows] == [f"'{HOSTILE}", *(f"'{title}" for title in titles)]
    assert rows[0]["text"] == "'- item\n"
    assert not [c for row in rows for c in row.values() if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_csv_keeps_what_only_looks_like_a_formula_in_its_middle() -> None:
    (row,) = csv.DictReader(io.StringIO(written("csv", plain(title="E=mc² -- a story")).decode()))
    assert row["title"] == "E=mc² -- a story"


# ---- RSS ------------------------------------------------------------------------------------------------------------


def test_rss_passes_a_feed_parser_with_dates_names_and_the_full_text() -> None:
    feed = feedparser.parse(written("rss", full(), plain()))
    assert (feed.bozo, feed.version, feed.feed.title) == (0, "rss20", "Copydesk")
    story, other = feed.entries
    assert story.published_parsed[:6] == (2024, 5, 3, 8, 15, 0)
    assert (story.id, story.link, story.guidislink) == (full().id, "https://www.example.org/seven", False)
    assert story.authors[0].name == "Jåne Doe"
    assert [t.term for t in story.tags] == ["World", "Syria", 'G20: a "summit"']
    assert "Go " in story.content[0].value
    assert "published" not in other


def test_rss_has_a_title_s_signs_as_signs_and_drops_what_xml_cannot_hold() -> None:
    tree = etree.fromstring(written("rss", full(), plain(title="a\ufffeb\x00c\U0001f600")))
    assert tree.xpath("//item/title/text()") == [HOSTILE.replace("\x0b", ""), "abc\U0001f600"]


@pytest.mark.parametrize(
    ("date", "in_rss"),
    [
        ("2024-05-03", "Fri, 03 May 2024 00:00:00 +0000"),
        ("2024-05-03T10:15:00", "Fri, 03 May 2024 10:15:00 +0000"),
        ("2024-05-03T10:15:00-05:30", "Fri, 03 May 2024 10:15:00 -0530"),
        ("2024-02-30", None),
    ],
)
def test_every_date_of_a_record_is_one_of_rfc_822_or_left_out(date: str, in_rss: str | None) -> None:
    tree = etree.fromstring(written("rss", plain(published_at=date)))
    assert tree.findtext(".//pubDate") == in_rss


# ---- HTML of our own ------------------------------------------------------------------------------------------------


def test_html_holds_the_words_and_only_our_own_elements() -> None:
    tree = html.fragment_fromstring(as_html(full()), create_parent=True)
    tags = {e.tag for e in tree.iter()}
    ours = {"div", "h2", "p", "a", "br", "ul", "ol", "li", "blockquote", "table", "tr", "td", "pre", "code"}
    assert tags == ours
    text = tree.text_content()
    assert "<script>alert(1)</script>" in text
    assert "A caption" not in text
    assert tree.xpath("//@href") == ['https://www.example.org/?a=1&b="2', "mailto:desk@example.org"]
    assert set(tree.xpath("//@*")) == set(tree.xpath("//@href"))


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", " vbscript:x", "java\nscript:x", "https://x y", "//x"],
)
def test_a_link_that_leads_elsewhere_is_its_words(href: str) -> None:
    block = ArticleBlock("paragraph", "See this page.", links=(Link(4, 8, href),))
    assert as_html(plain(blocks=(block,))) == "<p>See this page.</p>"


def test_lists_stand_in_the_items_that_they_belong_to() -> None:
    items = [("a", 1, False), ("b", 2, True), ("c", 3, True), ("d", 1, False), ("e", 1, True)]
    blocks = tuple(ArticleBlock("list_item", text, level=level, ordered=o) for text, level, o in items)
    assert as_html(plain(blocks=blocks)) == (
        "<ul><li>a<ol><li>b<ol><li>c</li></ol></li></ol></li><li>d</li></ul><ol><li>e</li></ol>"
    )


# ---- what newsrooms and search engines read -------------------------------------------------------------------------

NEWS_ARTICLE: dict[str, dict[str, set[str]]] = {
    "NewsArticle": {
        "identifier": {"Text"}, "version": {"Number"}, "url": {"URL"}, "mainEntityOfPage": {"URL"}, "sameAs": {"URL"},
        "headline": {"Text"}, "alternativeHeadline": {"Text"}, "description": {"Text"}, "articleBody": {"Text"},
        "wordCount": {"Number"}, "inLanguage": {"Text"}, "articleSection": {"Text"}, "keywords": {"Text"},
        "datePublished": {"Date"}, "dateModified": {"Date"}, "author": {"Person", "Organization"},
        "contributor": {"Person", "Organization", "Role"}, "image": {"ImageObject", "URL"}, "correction": {"Text"},
        "genre": {"Text"}, "isAccessibleForFree": {"Boolean"}, "publisher": {"Organization", "Person"},
        "sourceOrganization": {"Organization"}, "isBasedOn": {"URL", "CreativeWork"}, "dateline": {"Text"},
        "locationCreated": {"Place"}, "copyrightNotice": {"Text"}, "license": {"URL", "CreativeWork"},
        "usageInfo": {"URL", "CreativeWork"},
    },
    "Person": {"name": {"Text"}}, "Organization": {"name": {"Text"}, "url": {"URL"}}, "Place": {"name": {"Text"}},
    "Role": {"roleName": {"Text"}, "contributor": {"Person", "Organization"}},
    "CreativeWork": {"name": {"Text"}, "text": {"Text"}},
    "ImageObject": {"url": {"URL"}, "caption": {"Text"}, "creditText": {"Text"}},
}  # fmt: skip
"""The types and properties that we use, and what each may hold: schema.org, release 30.0."""
LITERAL = {bool: "Boolean", int: "Number"}


def faults(node: Any) -> list[str]:
    """What a node says that the vocabulary does not allow."""
    kind, found = node["@type"], list[str]()
    for name, value in node.items():
        if name.startswith("@"):
            continue
        allowed = NEWS_ARTICLE[kind].get(name, set())
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found += faults(one) if one["@type"] in allowed else [f"{kind}.{name}: {one['@type']}"]
            elif not allowed & ({LITERAL[type(one)]} if type(one) in LITERAL else _readings(one)):
                found.append(f"{kind}.{name}: {one!r}")
    return found


def _readings(text: str) -> set[str]:
    url = {"URL"} if re.match(r"https?://\S+$", text) else set()
    date = {"Date"} if re.match(r"\d{4}-\d\d-\d\d(T|$)", text) else set()
    return {"Text"} | url | date


def test_schema_org_is_a_news_article_of_the_published_vocabulary() -> None:
    story, other = map(json.loads, written("schema.org", full(), plain()).splitlines())
    assert {story["@context"], other["@context"]} == {"https://schema.org"}
    assert (story["@type"], story["headline"], story["isBasedOn"]) == (
        "NewsArticle",
        HOSTILE,
        "https://www.example.com/",
    )
    assert set(story) == {"@context", "@type", *NEWS_ARTICLE["NewsArticle"]}
    assert faults(story) + faults(other) == []
    assert faults(other | {"author": "Jane", "nonsense": 1}) == [
        "NewsArticle.author: 'Jane'",
        "NewsArticle.nonsense: 1",
    ]


def test_what_is_not_known_has_no_key_in_schema_org_or_ninjs() -> None:
    for name in ("schema.org", "ninjs"):
        record = json.loads(written(name, plain(url=None, language=None)))
        assert not {"author", "by", "people", "dateline", "located", "genre", "language", "inLanguage"} & set(record)


def test_dates_of_ninjs_are_instants() -> None:
    story = json.loads(written("ninjs", full()))
    assert (story["contentCreated"], story["versionCreated"]) == ("2024-05-03T08:15:00Z", "2024-05-04T00:00:00Z")


def test_ninjs_marks_a_teaser_as_partial_and_names_the_standard() -> None:
    story, other = map(json.loads, written("ninjs", full(), plain()).splitlines())
    assert [story["representationType"], other["representationType"]] == ["partial", "full"]
    assert story["standard"]["version"] == "3.0"
    assert [i["uri"] for i in story["associations"][:2]] == [f"{story['uri']}:image:1", f"{story['uri']}:image:2"]
    assert story["associations"][0]["renditions"] == [{"name": "original", "href": "https://www.example.org/a%20b.jpg"}]
    assert "renditions" not in story["associations"][1]
