import json
from pathlib import Path
from typing import Any

import pytest

from ..conftest import STORY, Copydesk

TITLE, *PARAGRAPHS = STORY.strip().split("\n\n")
BOX = "Every member of the club gets a calendar with pictures of the harbour in January."
PAGE = (
    f"<html lang=en><head><title>{TITLE}</title><meta property=og:type content=article></head><body><main><article>"
    f"<h1>{TITLE}</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + f"<div class=club><p>{BOX}</p></div></article>"
)
RULES = f"""
[[remove]]
selector = "div.club"
why = "the site's own club"
domain = "example.org"
example = {{ html = "<div class='club'><p>{BOX}</p></div>" }}
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    put(folder, "news/bridge.html", PAGE)
    put(folder, "news/bridge.json", {"url": "https://example.org/a", "article": {"title": TITLE, "authors": []}})
    put(folder, "news/bridge.txt", STORY)
    return folder


def put(folder: Path, name: str, content: str | dict[str, Any]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def test_a_line_left_in_is_shown_with_its_place_and_a_rule_mends_it(copydesk: Copydesk, pages: Path) -> None:
    ran = copydesk("eval", str(pages))
    assert ran.status == 1
    lines = [line.strip() for line in ran.out.splitlines()]
    at = lines.index("news/bridge")
    assert lines[at + 1] == "text"
    assert " ".join(lines[at + 2 : at + 4]) == f"+ {BOX}"
    assert lines[at + 4] == "main > article > div.club > p" or lines[at + 4] == "article > div.club > p"
    assert [line for line in lines if line.startswith(("- ", "+ "))] == [lines[at + 2]]
    assert ran.err == "copydesk: 1 of 1 page not as expected\n"
    (pages.parent / "rules.toml").write_text(RULES, encoding="utf-8")
    mended = copydesk("eval", "--rules", str(pages.parent / "rules.toml"), str(pages))
    assert (mended.status, mended.err) == (0, "")
    assert [line.split() for line in mended.out.splitlines()] == [
        ["page", "precision", "recall", "F1", "text", "other"],
        ["news/bridge", "1.000", "1.000", "1.000", "yes", "2/2"],
    ]


def test_no_line_is_wider_than_a_terminal(copydesk: Copydesk, pages: Path) -> None:
    name = "a-very-long-name-of-a-page-that-no-table-of-eighty-columns-has-room-for-and-that-ends-in-this"
    put(pages, f"{name}.html", PAGE)
    put(pages, f"{name}.json", {"article": {"authors": ["An author of a long name"] * 9}, "kept": ["x" * 200]})
    out = copydesk("eval", str(pages)).out
    assert max(len(line) for line in out.splitlines() if line != name) <= 80
    assert out.splitlines()[-3].startswith("…")
    assert "that-ends-in-this " in out.splitlines()[-3]
    assert out.splitlines()[-1].startswith("all 2 ")


def test_the_same_for_a_program(copydesk: Copydesk, pages: Path) -> None:
    ran = copydesk("eval", "--json", str(pages))
    assert ran.status == 1
    data = json.loads(ran.out)
    (page,) = data["pages"]
    assert (page["page"], page["as_expected"], page["recall"]) == ("news/bridge", False, 1)
    assert [(line["sign"], line["text"]) for line in page["lines"]] == [("+", BOX)]
    assert data["total"]["as_expected"] == 0
    assert data["total"]["f1"] == page["f1"]


def test_a_plain_text_is_compared_with_what_is_expected_to_come_out(copydesk: Copydesk, tmp_path: Path) -> None:
    put(tmp_path, "mail.txt", f"{STORY}\nLeave a Reply\n")
    put(tmp_path, "mail.expected.txt", STORY)
    put(tmp_path, "mail.json", {"removed": [["comment_form", "Leave a Reply"]]})
    ran = copydesk("eval", str(tmp_path))
    assert (ran.status, ran.err) == (0, "")
    put(tmp_path, "mail.expected.txt", f"{STORY}\nLeave a Reply\n")
    ran = copydesk("eval", str(tmp_path))
    assert ran.status == 1
    assert "    - Leave a Reply\n      comment_form/" in ran.out


def test_pages_without_an_expectation_count_for_nothing_and_that_is_said(copydesk: Copydesk, pages: Path) -> None:
    put(pages, "other.html", PAGE)
    put(pages, "package.json", {"name": "of something else"})
    ran = copydesk("eval", str(pages))
    assert "copydesk: 1 page has neither .json nor .txt beside, and count" in ran.err
    assert "1 of 1 page not as expected" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", {"article": {}}, "a.json: no page beside it"),
        ("news/bridge.json", "{", "bridge.json: no valid JSON"),
        ("news/bridge.json", {"article": {"titel": 1}}, "bridge.json, `article.titel`: no field of a record"),
    ],
)
def test_an_expectation_that_is_wrong_is_named_before_anything_is_cleaned(
    copydesk: Copydesk, pages: Path, name: str, content: str | dict[str, Any], says: str
) -> None:
    put(pages, name, content)
    ran = copydesk("eval", str(pages))
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_folder_without_expectations_is_no_success(copydesk: Copydesk, tmp_path: Path) -> None:
    put(tmp_path, "a.html", PAGE)
    ran = copydesk("eval", str(tmp_path))
    assert ran.status == 2
    assert "no page with what is expected of it (x.html with x.json or x.txt beside it)" in ran.err


def test_the_golden_pages_of_the_project_are_read(copydesk: Copydesk, fixtures: Path) -> None:
    ran = copydesk("eval", "--json", str(fixtures / "ghanamma.com"))
    assert ran.status == 0, ran.out
    (page,) = json.loads(ran.out)["pages"]
    assert page["f1"] == 1
    assert len(page["checks"]) > 15
