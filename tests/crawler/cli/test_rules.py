"""`--rules`: what the user's file says reaches the cleaners, from every command that cleans."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cleaners.model import Cleaned
from crawler.start import CrawlOptions, FetchOptions

from .conftest import STORY, Copydesk, Web

RULE = """
[[remove]]
phrase = "the northern road"
why = "we know the way"
example = { text = "Take the northern road." }
"""
LORRIES = "Lorries will go round"


@pytest.fixture
def rules(tmp_path: Path) -> str:
    path = tmp_path / "rules.toml"
    path.write_text(RULE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("command", [[], ["clean"], ["explain", "--json"]], ids=["default", "clean", "explain"])
def test_what_a_rule_names_is_gone_from_files(copydesk: Copydesk, rules: str, command: list[str]) -> None:
    ran = copydesk(*command, "--rules", rules, "-", stdin=STORY.encode())
    assert (ran.status, ran.err) == (0, "")
    if "explain" in command:
        assert '"why": "we know the way"' in ran.out
    else:
        assert LORRIES in STORY
        assert LORRIES not in ran.out


@pytest.mark.parametrize(
    "command", [[], ["fetch"], ["crawl"], ["explain"]], ids=["default", "fetch", "crawl", "explain"]
)
def test_what_is_fetched_is_cleaned_by_the_rules(
    copydesk: Copydesk, web: Web, story: Callable[[str], Cleaned], rules: str, command: list[str]
) -> None:
    url = "https://example.org/a"
    web.pages = {url: story("A")}
    copydesk(*command, "--rules", rules, url)
    options = web.asked[1]
    assert isinstance(options, FetchOptions | CrawlOptions)
    assert [rule.why for rule in options.facts(url).rules] == ["we know the way"]


def test_a_rule_for_a_domain_applies_where_the_address_is_given_and_its_absence_is_said(
    copydesk: Copydesk, rules: str
) -> None:
    Path(rules).write_text(RULE.replace("why", 'domain = "example.org"\nwhy', 1), encoding="utf-8")
    without = copydesk("clean", "--rules", rules, "-", stdin=STORY.encode())
    assert LORRIES in without.out
    assert "rules for a domain do not apply to input whose address is not known; --url tells it" in without.err
    given = copydesk("clean", "--rules", rules, "--url", "https://www.example.org/a", "-", stdin=STORY.encode())
    assert LORRIES not in given.out
    assert given.err == ""


def test_a_file_that_is_wrong_is_refused_in_one_sentence_before_anything_is_done(
    copydesk: Copydesk, web: Web, rules: str
) -> None:
    Path(rules).write_text(RULE.replace("phrase", "phrases"), encoding="utf-8")
    ran = copydesk("crawl", "--rules", rules, "https://example.org")
    assert (ran.status, ran.out, web.asked) == (2, "", [])
    assert ran.err.startswith(f"copydesk: {rules}, rule 1 (line 2), `phrases`: unknown key")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(("body", "why"), [(b"why = '\xe9'", "not UTF-8"), (None, "No such file or directory")])
def test_a_file_that_cannot_be_read_is_named(copydesk: Copydesk, tmp_path: Path, body: bytes | None, why: str) -> None:
    path = tmp_path / "mine.toml"
    if body is not None:
        path.write_bytes(body)
    ran = copydesk("clean", "--rules", str(path), "-", stdin=STORY.encode())
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"copydesk: {path}: ")
    assert why in ran.err
