import sys
from collections.abc import Callable

import pytest

from crawler.cli.progress import MOST_BARS, WORTH_SHOWING, cleaning, crawling

from .conftest import Terminal

SITE = "https://example.org"


@pytest.fixture(params=[True, False], ids=["a terminal", "a pipe"])
def stderr(request: pytest.FixtureRequest) -> Terminal:
    return Terminal(request.param)


Streams = Callable[[Terminal, Terminal], None]


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Streams:
    """Puts these in the places of stdout and stderr; called within the test, as pytest has its own there before."""

    def put(stdout: Terminal, stderr: Terminal) -> None:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr(sys, "stdout", stdout)
        monkeypatch.setattr(sys, "stderr", stderr)

    return put


def test_a_crawl_shows_each_source_from_the_start_on_a_terminal_and_nothing_in_a_pipe(
    stderr: Terminal, streams: Streams
) -> None:
    streams(Terminal(False), stderr)
    with crawling([SITE]) as saw:
        at_first = stderr.written().decode()
        saw(SITE, 3, 30)
        saw("a source of another name", 1, 2)
    shown = stderr.written().decode()
    if stderr.isatty():
        assert SITE in at_first
        assert "looking for articles" in at_first
        assert "3/30" in shown
        assert "a source of another name" in shown
    else:
        assert shown == ""


def test_of_very_many_sources_those_with_most_to_do_have_a_bar_and_all_of_them_one_together(streams: Streams) -> None:
    stderr = Terminal(True)
    streams(Terminal(False), stderr)
    names = [f"paper-{n:03}" for n in range(60)]
    with crawling(names) as saw:
        at_first = stderr.written().decode()
        for n, name in enumerate(names):
            saw(name, 0, n)
        saw("paper-059", 59, 59)
        before_the_end = len(stderr.written())
    shown = stderr.written()[before_the_end:].decode()

    assert "60 sources" in at_first
    assert "paper" not in at_first
    assert f"59/{sum(range(60))}" in shown
    assert {name for name in names if name in shown} == set(names[-MOST_BARS:-1])


def test_many_files_show_a_bar_on_a_terminal_and_nothing_in_a_pipe(stderr: Terminal, streams: Streams) -> None:
    streams(Terminal(False), stderr)
    with cleaning(WORTH_SHOWING) as advance:
        advance()
    assert ("1/20" in stderr.written().decode()) == stderr.isatty()


@pytest.mark.parametrize(
    ("files", "stdout"),
    [(WORTH_SHOWING - 1, Terminal(False)), (WORTH_SHOWING, Terminal(True))],
    ids=["few files", "documents on the same terminal"],
)
def test_no_bar_is_shown_where_it_would_only_flicker(streams: Streams, files: int, stdout: Terminal) -> None:
    stderr = Terminal(True)
    streams(stdout, stderr)
    with cleaning(files) as advance:
        advance()
    assert stderr.written() == b""
