import io
import json
from collections.abc import Callable

import pytest

from cleaners.model import Cleaned, Rejected, Verdict
from crawler.cli.output import Form, Output

from .conftest import Copydesk

Story = Callable[[str], Cleaned]


def printed(form: Form, names: list[str], ends: dict[str, Cleaned | Rejected | None]) -> tuple[bytes, int]:
    stream = io.BytesIO()
    output = Output(names, form, stream)
    for name, result in ends.items():
        output.take(name, result, "the host name does not exist")
    status = output.close()
    return stream.getvalue(), status


def test_documents_come_in_the_order_asked_for_whatever_arrives_first(story: Story) -> None:
    raw, status = printed(
        "json", ["a", "b", "c"], {"c": story("Title C"), "a": story("Title A"), "b": story("Title B")}
    )
    assert [json.loads(line)["title"] for line in raw.splitlines()] == ["Title A", "Title B", "Title C"]
    assert status == 0


def test_a_document_is_printed_as_soon_as_its_turn_has_come(story: Story) -> None:
    stream = io.BytesIO()
    output = Output(["a", "b"], "json", stream)
    output.take("a", story("Title A"))
    assert stream.getvalue().count(b"\n") == 1


def test_documents_before_which_one_is_missing_are_not_lost(story: Story) -> None:
    raw, _ = printed("json", ["a", "b", "c"], {"c": story("Title C"), "b": story("Title B")})
    assert [json.loads(line)["title"] for line in raw.splitlines()] == ["Title B", "Title C"]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_between_two_documents_there_is_a_form_feed_and_nowhere_else(form: Form, story: Story) -> None:
    one, two = story("Title A"), story("Title B")
    raw, _ = printed(form, ["a", "b"], {"a": one, "b": two})
    alone = [printed(form, ["a"], {"a": s})[0] for s in (one, two)]
    assert raw.split(b"\n\f\n") == alone


def test_the_text_form_is_the_document_form(story: Story) -> None:
    raw, _ = printed("text", ["a"], {"a": story("Title A")})
    assert raw.decode() == story("Title A").article.as_text()


def test_a_refusal_leaves_no_gap_says_why_and_fails(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    refused = Rejected("b", "verdict", "index; 9 of 10 words are links", Verdict("index"))
    raw, status = printed("text", ["a", "b", "c"], {"a": story("Title A"), "b": refused, "c": story("Title C")})
    assert raw.count(b"\f") == 1
    assert status == 1
    said = capsys.readouterr().err
    assert (
        said
        == "copydesk: b: refused as no article: index; 9 of 10 words are links (--any takes its text all the same)\n"
    )


def test_a_page_that_never_came_says_why_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed("text", ["a"], {"a": None}) == (b"", 1)
    assert capsys.readouterr().err == "copydesk: a: the host name does not exist\n"


def test_a_refused_page_that_was_found_in_a_folder_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(["a"], "text", io.BytesIO())
    output.take("a", Rejected(None, "extract", "no text"), named=False)
    assert output.close() == 0
    assert capsys.readouterr().err == "copydesk: a: no text\n"


def test_what_a_server_says_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Output(["a"], "text", io.BytesIO()).take("a", None, "status 500 \x1b[2J\nroot#")
    assert capsys.readouterr().err == "copydesk: a: status 500 [2J root#\n"


def test_a_terminal_gets_the_same_bytes_but_for_the_bold_title(
    copydesk: Copydesk, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    text = story("Title A").article.as_text().encode()
    piped, seen = copydesk("-", stdin=text), copydesk("-", stdin=text, terminal=True)
    assert seen.raw != piped.raw
    assert seen.raw.replace(b"\x1b[1m", b"").replace(b"\x1b[0m", b"") == piped.raw == text
    monkeypatch.setenv("NO_COLOR", "1")
    assert copydesk("-", stdin=text, terminal=True).raw == text
