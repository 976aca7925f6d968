import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaners.model import Cleaned

from ..conftest import STORY, Copydesk, Web

SEED = "no-deal-on-syria.txt"


def test_the_table_tells_of_every_part_of_a_text(copydesk: Copydesk, fixtures: Path) -> None:
    ran = copydesk("explain", str(fixtures / SEED))
    assert ran.status == 0
    assert "  title   No deal on Syria as Obama and Putin meet\n" in ran.out
    assert "  removed Source: CNN\n" in ran.out
    assert "source_line/" in ran.out


def test_kept_and_removed_in_order_hold_all_that_the_text_holds(copydesk: Copydesk, fixtures: Path) -> None:
    rows = json.loads(copydesk("explain", "--json", str(fixtures / SEED)).out)["rows"]
    whole = (fixtures / SEED).read_text(encoding="utf-8")
    assert " ".join(r["text"] for r in rows).split() == whole.split()


def test_the_html_form_goes_to_its_file_alone(copydesk: Copydesk, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ran = copydesk("explain", "--html", str(page), "-", stdin=STORY.encode())
    assert (ran.status, ran.out) == (0, "")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_of_the_web_is_explained(copydesk: Copydesk, web: Web, story: Callable[[str], Cleaned]) -> None:
    web.pages = {"https://example.org/a": story("Title A")}
    assert copydesk("explain", "https://example.org/a").out.startswith("Title A\n")


def test_a_refused_page_is_explained_and_is_a_failure(copydesk: Copydesk) -> None:
    ran = copydesk("explain", "-", stdin=b"<html><title>News</title>" + b"<li><a href=/a>Story of the day</a>" * 40)
    assert ran.status == 1
    assert "\nRefused: " in ran.out
    assert ran.err.startswith("copydesk: stdin: refused as no article")


def test_what_cannot_be_had_is_said(copydesk: Copydesk, web: Web) -> None:
    web.pages = {"https://example.org/a": "the server answered 500"}
    ran = copydesk("explain", "https://example.org/a")
    assert (ran.status, ran.out, ran.err) == (1, "", "copydesk: https://example.org/a: the server answered 500\n")


def test_one_page_is_explained_at_a_time(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    ran = copydesk("explain", str(tmp_path))
    assert (ran.status, ran.out) == (2, "")
    assert "one page is explained at a time" in ran.err


def test_a_terminal_gets_the_same_table_in_colour(copydesk: Copydesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    piped, seen = (copydesk("explain", "-", stdin=STORY.encode(), terminal=t) for t in (False, True))
    assert "\x1b[" in seen.out
    assert re.sub(r"\x1b\[\d+m", "", seen.out) == piped.out
    monkeypatch.setenv("NO_COLOR", "1")
    assert copydesk("explain", "-", stdin=STORY.encode(), terminal=True).out == piped.out
