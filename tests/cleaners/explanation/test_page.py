import re
from dataclasses import replace

from lxml import html

from cleaners.explanation import as_html, explain
from cleaners.model import Cleaned, Document, Rejected


def story(page: str) -> html.HtmlElement:
    (found,) = html.fromstring(page).iter("article")
    return found


def test_the_story_stands_in_order_with_removed_parts_in_place(cleaned: Cleaned) -> None:
    article = story(as_html(explain(cleaned)))
    order = [e.tag if e.tag != "div" else "removed" for e in article]
    assert order == ["details", "h1", "p", "p", "p", "blockquote", "removed", "p", "removed", "details"]
    (cut,) = article.iter("mark")
    assert cut.findtext("del") == "Sign up for our letter. "
    assert cut.tail == "Work begins in May."


def test_a_removed_part_tells_its_rule_and_reason_on_hover(cleaned: Cleaned) -> None:
    tree = html.fromstring(as_html(explain(cleaned)))
    tips = [t.text_content() for t in tree.find_class("tip")]
    assert tips == [
        "newsletter / sign_upasks for an address",
        "share_bar / labelsoffers to share the page",
        "source_line / labelnames the story's source → source",
    ]


def test_each_cleaner_has_a_colour_of_its_own_in_story_and_legend(cleaned: Cleaned) -> None:
    tree = html.fromstring(as_html(explain(cleaned)))
    legend = {c.text_content(): c.get("style") for c in tree.find_class("chip")}
    assert list(legend) == ["newsletter 1", "share_bar 1", "source_line 1"]
    assert len(set(legend.values())) == 3
    assert [e.get("style") for e in tree.find_class("removed")] == list(legend.values())


def test_the_page_says_each_field_and_its_evidence(cleaned: Cleaned) -> None:
    tree = html.fromstring(as_html(explain(cleaned)))
    fields = dict(zip((d.text for d in tree.iter("dt")), (d.text_content() for d in tree.iter("dd")), strict=True))
    assert fields["published_at"] == "2026-03-04← JSON-LD datePublished"


def test_the_page_holds_all_the_text_of_the_document(cleaned: Cleaned, document: Document) -> None:
    shown = story(as_html(explain(cleaned))).text_content()
    assert [b.text for b in document.blocks if b.id not in (4, 7) and b.text not in shown] == []


def test_the_page_loads_nothing_and_runs_nothing(cleaned: Cleaned) -> None:
    page = as_html(explain(cleaned))
    assert "default-src 'none'" in page
    assert not re.search(r"<(?:script|link|img|iframe|object|form)\b|\bsrc=|\burl\(|@import|\son\w+=", page)


def test_hostile_text_stays_text(document: Document, cleaned: Cleaned) -> None:
    evil = '</article><script>alert(1)</script>" onmouseover="x" \'&lt;'
    blocks = tuple(b._replace(text=evil) if b.id in (0, 5, 9) else b for b in document.blocks)
    hostile = replace(
        cleaned,
        document=replace(document, blocks=blocks),
        article=replace(
            cleaned.article, title=evil, url="javascript:alert(1)", language='"><b>', evidence={"title": evil}
        ),
    )
    page = as_html(explain(hostile))
    tree = html.fromstring(page)
    assert tree.findall(".//script") == []
    assert tree.xpath("//@onmouseover") == []
    assert [a.get("href") for a in tree.iter("a")] == []
    assert story(page).text_content().count(evil) == 3


def test_a_refused_page_shows_its_reason_and_its_text(refused: Rejected) -> None:
    page = as_html(explain(refused))
    tree = html.fromstring(page)
    assert tree.find_class("refusal")[0].text_content() == "Refused: index; 9 of 10 words are links"
    assert "Work begins in May." in story(page).text_content()
    assert tree.find_class("removed") == []
