"""The door: what may come in, in which form; and what comes out is whole, whatever is done with it."""

import dataclasses
import pickle
from pathlib import Path

import pytest

import cleaners
from cleaners import Cleaned, Hints, Page, Rejected, clean, clean_text, explain
from cleaners.render import as_json

ONE = "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge."
TWO = "Engineers had warned in March that the eastern pillar was sinking by almost a centimetre a year."
BODY = f"<html><body><article><h1>Bridge to be repaired</h1><p>{ONE}</p><p>{TWO}</p></article></body></html>"
URL = "https://paper.example/2016/09/05/bridge"
NO_HINTS = Hints()
TEXT = f"Bridge to be repaired\n\n{ONE}\n\n{TWO}"


def page(body: bytes | str | bytearray | memoryview | Page = BODY, url: str | None = URL) -> Cleaned:
    result = clean(body, url, require_article=False)  # type: ignore[arg-type]
    assert isinstance(result, Cleaned)
    return result


def text(given: str, url: str | None = URL, hints: Hints = NO_HINTS) -> Cleaned:
    result = clean_text(given, url, hints=hints)
    assert isinstance(result, Cleaned), result.reason
    return result


# ---- what may come in -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [bytes, bytearray, lambda b: memoryview(bytes(b))], ids=["bytes", "bytearray", "view"])
def test_all_that_holds_bytes_is_a_page(kind: type[bytes]) -> None:
    assert page(kind(BODY.encode())) == page(BODY.encode())


@pytest.mark.parametrize("given", [None, 5, Path("page.html"), ["<p>"]], ids=["None", "int", "Path", "list"])
def test_what_is_no_page_is_a_type_error_that_says_so(given: object) -> None:
    message = f"clean wants a Page, bytes or str, not {type(given).__name__}"
    with pytest.raises(TypeError, match=message):
        clean(given, URL)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=message):
        clean(Page(given))  # type: ignore[arg-type]


def test_what_is_no_text_is_a_type_error_that_says_so() -> None:
    with pytest.raises(TypeError, match="clean_text wants a str, not bytes"):
        clean_text(b"Bridge")  # type: ignore[arg-type]


def test_a_page_that_was_not_cleaned_cannot_be_explained() -> None:
    with pytest.raises(TypeError, match=r"explain wants what clean answered, not str"):
        explain("<html>")  # type: ignore[arg-type]


def test_an_address_beside_a_page_is_the_page_s() -> None:
    assert page(Page(BODY), URL).article.url == URL
    assert page(Page(BODY, URL), URL).article.url == URL
    with pytest.raises(TypeError, match="which is it"):
        clean(Page(BODY, URL), "https://other.example/")


def test_the_package_lists_its_public_names() -> None:
    assert set(cleaners.__all__) <= set(dir(cleaners))


# ---- what comes out -------------------------------------------------------------------------------------------------


def test_an_outcome_can_be_taken_apart_compared_and_sent() -> None:
    result = page()
    explain(result)
    assert result.document.memo, "the test is of a document that remembers something"
    assert dataclasses.asdict(result)["document"]["blocks"][0] == result.document.blocks[0]
    assert pickle.loads(pickle.dumps(result)) == result
    assert not pickle.loads(pickle.dumps(result)).document.memo
    assert type(pickle.loads(pickle.dumps(result)).document.notes) is dict, "the parent builds nothing but the nouns"


@pytest.mark.parametrize("url", ["https://paper.example/\ud800", "\ud800"])
def test_half_a_character_in_an_address_comes_out_as_json(url: str) -> None:
    assert "\ufffd" in as_json(text(TEXT, url).article)
    assert "\ufffd" in as_json(page(BODY, url).article)


@pytest.mark.parametrize(
    ("fetched", "told"),
    [
        ("2016-09-05T10:00:00+00:00", "2016-09-05T10:00:00+00:00"),
        ("2016-09-05T10:00:00Z", "2016-09-05T10:00:00+00:00"),
        ("Mon, 05 Sep 2016 10:00:00 GMT", "2016-09-05T10:00:00+00:00"),
        ("garbage", None),
        (None, None),
    ],
)
def test_when_it_was_fetched_is_an_instant_or_nothing(fetched: str | None, told: str | None) -> None:
    assert page(Page(BODY, URL, fetched_at=fetched)).article.fetched_at == told


# ---- HTML given as a text -------------------------------------------------------------------------------------------

FEED = f"""<p>{ONE}</p>
<h2>What comes next</h2><ul><li>flour</li><li>water</li></ul>
<p>Engineers <a href="/pillar">had warned</a> in March that the eastern pillar was sinking by a lot.</p>"""


@pytest.mark.parametrize(
    "html",
    [FEED, FEED.replace("<p>", "<div>").replace("</p>", "</div>"), f"{ONE}<br/><br/>{FEED}", f"<!-- feed -->\n{FEED}"],
    ids=["paragraphs", "divs", "opens without a tag", "comment first"],
)
def test_html_that_is_given_as_a_text_is_read_by_its_markup(html: str) -> None:
    result = text(html, hints=Hints(title="Bridge to be repaired"))
    article = result.article
    assert article.title == "Bridge to be repaired"
    assert article.text.startswith(ONE)
    assert "<" not in article.text
    assert {b.kind for b in article.blocks} == {"paragraph", "heading", "list_item"}
    assert [k.href for b in article.blocks for k in b.links] == ["https://paper.example/pillar"]
    assert result.removals == ()


def test_a_blank_line_in_html_ends_a_paragraph() -> None:
    blocks = text(f"<h2>What was</h2>\n{ONE}\n\n{TWO}\n\n<p>{ONE}</p>\n\n<p>{TWO}</p>").document.blocks
    assert [b.text for b in blocks] == ["What was", ONE, TWO, ONE, TWO]


def test_a_fragment_s_own_heading_is_its_title_where_none_is_given() -> None:
    assert text(f"<h1>Bridge to be repaired</h1>{FEED}").article.title == "Bridge to be repaired"
    assert text(f"<h2>What was</h2>{FEED}", hints=Hints(title="Bridge to be repaired")).article.title != "What was"


def test_what_a_fragment_hides_is_accounted_for() -> None:
    result = text(f'{FEED}<p style="display:none">A pixel of the mail</p>')
    assert [result.document.blocks[r.block].text for r in result.removals] == ["A pixel of the mail"]


@pytest.mark.parametrize(
    "prose",
    [
        f"{ONE} He wrote <p> and </p> where <div> and </div> were meant.",
        f"{ONE}\n\n```\n<p>one</p>\n<p>two</p>\n<p>three</p>\n```\n\n{TWO}",
        f"<b>Old</b> bridge\n\n{ONE}",
        f"{TEXT}\n\n<div><h3>News</h3><p>{ONE}</p></div>\n\n{TWO}",
        "1 < 2 > 0. " + ONE,
    ],
    ids=["speaks of tags", "code", "one inline tag", "one box", "comparison"],
)
def test_prose_that_holds_a_tag_stays_as_it_is(prose: str) -> None:
    blocks = text(prose).document.blocks
    assert "<" in "".join(b.text for b in blocks)


def test_markup_without_text_is_refused() -> None:
    assert isinstance(clean_text("<div><p></p><br/></div>"), Rejected | Cleaned)


def test_a_page_that_gives_no_article_and_was_read_in_part_says_so() -> None:
    whole = clean("<html><title>A list</title><body><a href=/1>One</a></body></html>")
    cut = clean(f"<html><title>A list</title><body>{'<div>' * 300}<a href=/1>One</a></body></html>")

    assert isinstance(whole, Rejected)
    assert isinstance(cut, Rejected)
    assert "read in part" not in whole.reason
    assert cut.reason.startswith(whole.reason)
    assert "read in part: nested deeper than 200 elements" in cut.reason
