"""What is expected of a page is compared with what came of it, and no difference goes unseen."""

from typing import Any

import pytest

from cleaners.model import Cleaned, Rejected
from cleaners.phrases import PROSE
from cleaners.pipeline import clean
from cleaners.rules import load_rules
from crawler.evaluation import BadExpectation, Score, compare, expectation

URL = "https://www.example.org/news/bridge"
TEXT = "\n\n".join(("Old bridge closes", *PROSE)) + "\n"
REMOVE = """
[[remove]]
phrase = "records show"
why = "too dry"
example = { text = "So the records show." }
"""


def page(*extra: str) -> str:
    story = [f"<p>{text}</p>" for text in PROSE]
    inside = "".join(("<h1>Old bridge closes</h1>", story[0], *extra, *story[1:]))
    return f"<html lang=en><title>Old bridge closes</title><body><main><article>{inside}</article></main>"


def result(html: str = page(), rules: str = "") -> Cleaned | Rejected:
    facts = load_rules(rules).facts_for(URL) if rules else None
    return clean(html, URL, require_article=False, **({"site": facts} if facts else {}))


def score(data: dict[str, Any], text: str | None = None, html: str = page(), rules: str = "") -> Score:
    return compare(expectation(data, text), result(html, rules))


def wrong(found: Score) -> list[str]:
    return [c.name for c in found.checks if not c.as_expected]


def test_a_page_that_is_as_expected_scores_one() -> None:
    found = score({"url": URL, "article": {"title": "Old bridge closes", "authors": []}, "kept": ["pillar"]}, TEXT)
    assert (found.precision, found.recall, found.f1) == (1, 1, 1)
    assert found.as_expected
    assert found.lines == ()
    assert [c.name for c in found.checks] == ["title", "authors", "phrases", "text"]


def test_a_line_left_in_is_named_with_its_place_on_the_page() -> None:
    found = score({}, TEXT.replace(f"{PROSE[1]}\n\n", ""))
    assert [(line.sign, line.text, line.why) for line in found.lines] == [("+", PROSE[1], "main > article > p")]
    assert found.precision is not None
    assert 0.5 < found.precision < 1
    assert found.recall == 1
    assert wrong(found) == ["text"]


def test_a_line_lost_is_named_with_who_took_it() -> None:
    found = score({}, TEXT, rules=REMOVE)
    assert [(line.sign, line.text, line.why) for line in found.lines] == [
        ("-", PROSE[1], "site_rule/records show: too dry")
    ]
    assert found.recall is not None
    assert 0.5 < found.recall < 1
    assert found.precision == 1


def test_a_line_that_the_page_does_not_have_is_said_to_be_none_of_it() -> None:
    (line,) = score({}, TEXT + "\nThe mayor declined to comment.\n").lines
    assert (line.sign, line.why) == ("-", "no block of the page has it so")


def test_the_order_of_lines_counts_for_the_text() -> None:
    swapped = TEXT.replace(f"{PROSE[0]}\n\n{PROSE[1]}", f"{PROSE[1]}\n\n{PROSE[0]}")
    found = score({}, swapped)
    assert found.f1 == 1
    assert not found.as_expected
    assert {line.sign for line in found.lines} == {"+", "-"}


@pytest.mark.parametrize(
    ("data", "check"),
    [
        ({"article": {"authors": ["Ana Costa"]}}, "authors"),
        ({"article": {"site": {"name": "The Courier", "domain": "example.org"}}}, "site"),
        ({"kinds": {"paragraph": 9}}, "kinds"),
        ({"kept": ["a phrase that is nowhere"]}, "phrases"),
        ({"absent": ["the eastern pillar"]}, "phrases"),
        ({"removed": [["newsletter", "Sign up"]]}, "removed"),
        ({"rejected": {"kind": "index"}}, "rejected"),
    ],
)
def test_each_thing_that_is_named_is_compared(data: dict[str, Any], check: str) -> None:
    assert wrong(score(data)) == [check]


def test_what_a_cleaner_takes_that_nobody_named_is_a_difference() -> None:
    assert wrong(score({"removed": []}, rules=REMOVE)) == ["removed"]
    assert wrong(score({"removed": [["site_rule", "Engineers had"]]}, rules=REMOVE)) == []


def test_a_page_refused_and_expected_to_be_scores_by_the_names_given() -> None:
    refused = clean("<html><title>News</title><ul>" + "<li><a href=/a>Story of the day</a>" * 40 + "</ul>", URL)
    assert isinstance(refused, Rejected)
    assert refused.verdict
    assert compare(expectation({"rejected": {"kind": refused.verdict.kind}}, None), refused).as_expected
    assert not compare(expectation({"rejected": {"kind": "bot_wall"}}, None), refused).as_expected
    story = compare(expectation({"article": {"authors": []}}, TEXT), refused)
    assert (story.precision, story.recall, story.f1, story.as_expected) == (0, 0, 0, False)


def test_a_fault_that_is_known_is_as_expected_only_while_it_is_there() -> None:
    known = {"article": {"authors": ["Ana Costa"], "tags": []}, "xfail": {"authors": "the byline is a picture"}}
    assert score(known).as_expected
    assert wrong(score({**known, "xfail": {"tags": "there are none"}})) == ["authors", "tags"]
    assert score({**known, "xfail": "the page is broken"}).as_expected


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "an object is expected"),
        ({"titel": "x"}, "`titel`: unknown key; known are url, note, article"),
        ({"authors": []}, "`authors`: unknown key; .* fields of the record stand under `article`"),
        ({"article": []}, "`article`: an object is expected"),
        ({"article": {"titel": "x"}}, "`article.titel`: no field of a record; is it `title`"),
        ({"kept": "x"}, "`kept`: a list of phrases is expected"),
        ({"removed": ["x"]}, "`removed`: a list of \\[cleaner, first words\\] is expected"),
        ({"xfail": 1}, "`xfail`: a reason is expected"),
        ({"url": 1}, "`url`: an address is expected"),
    ],
)
def test_an_expectation_that_cannot_be_names_the_key(data: object, says: str) -> None:
    with pytest.raises(BadExpectation, match=says):
        expectation(data, None)


def test_words_are_counted_in_scripts_without_spaces() -> None:
    html = page().replace(PROSE[1], "橋は春まで閉鎖される。").replace(PROSE[2], "議会は火曜日に決めた。")
    found = compare(expectation({}, f"Old bridge closes\n\n{PROSE[0]}\n\n橋は春まで閉鎖される。\n"), result(html))
    assert found.recall == 1
    assert found.precision is not None
    assert 0.5 < found.precision < 1
