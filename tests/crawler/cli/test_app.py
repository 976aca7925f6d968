import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from cleaners import __version__
from cleaners.model import Cleaned
from crawler.cli.app import COMMANDS, DEFAULT, app

from .conftest import Copydesk, Web

HEAVY = {"trafilatura", "lxml", "scrapy", "twisted", "rich", "sqlalchemy", "re2", "asyncio", "multiprocessing"}

EXTRACTOR = {"cleaners.extract", "cleaners.remove", "trafilatura", "lxml", "re2", "numpy", "tldextract", "requests"}


def commands() -> dict[str, click.Command]:
    context = click.Context(app)
    return {name: c for name in (*COMMANDS, DEFAULT) if (c := app.get_command(context, name))}


@pytest.mark.parametrize("arguments", [[], ["--version"], *([c] for c in COMMANDS)], ids=" ".join)
def test_help_imports_nothing_heavy(arguments: list[str], root: Path) -> None:
    code = f"import sys; from crawler.cli.guard import run; run({[*arguments, '--help']!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    help_text, _, modules = done.stdout.rstrip("\n").rpartition("\n")
    assert "copydesk" in help_text
    assert HEAVY & {m.partition(".")[0] for m in modules.split()} == set()


def test_who_has_a_page_cleaned_leaves_the_extractor_to_the_worker(root: Path) -> None:
    page = "fixtures/ghanamma.com/no-deal-on-syria.html"
    code = f"import sys; from crawler.cli.guard import run; run(['clean', {page!r}]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    story, _, modules = done.stdout.rstrip("\n").rpartition("\n")
    assert story.rstrip("\n").encode() == (root / page).with_suffix(".txt").read_bytes().rstrip(b"\n")
    assert EXTRACTOR & {*modules.split(), *(m.partition(".")[0] for m in modules.split())} == set()


def test_the_command_runs_as_a_module(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler.cli", "--version"], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"copydesk {__version__}\n", "")


def test_the_help_names_every_command_and_the_default_s_options(copydesk: Copydesk) -> None:
    shown = copydesk("--help").out
    for word in (*COMMANDS, "--json", "--markdown", "--any", "--version", "Examples:"):
        assert word in shown


def test_help_fits_a_terminal_of_eighty_columns(copydesk: Copydesk) -> None:
    for name in ("", *COMMANDS):
        shown = copydesk(*([name] if name else []), "--help").out
        assert [line for line in shown.splitlines() if len(line) > 80] == [], name


def test_without_arguments_the_help_is_shown_and_it_is_wrong_usage(copydesk: Copydesk) -> None:
    ran = copydesk()
    assert (ran.status, ran.out) == (2, "")
    assert "Usage: copydesk" in ran.err


def test_options_may_stand_before_what_is_to_be_read(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("Title\n\nThe council met on Tuesday to decide on the bridge.\n")
    before, after = copydesk("--json", str(tmp_path / "story.txt")), copydesk(str(tmp_path / "story.txt"), "--json")
    assert before.raw == after.raw
    assert before.out.startswith("{")


def test_the_help_of_what_needs_no_command_is_the_help(copydesk: Copydesk) -> None:
    assert copydesk("--json", "--help").out == copydesk("--help").out


def test_a_mistyped_command_is_corrected(copydesk: Copydesk) -> None:
    ran = copydesk("crwl", "https://example.org")
    assert ran.status == 2
    assert "did you mean `copydesk crawl`?" in ran.err


@pytest.mark.parametrize("word", ["example.org", "www.example.co.uk/news/story.html", "example.org:8080"])
def test_a_host_without_its_scheme_gets_a_hint(copydesk: Copydesk, word: str) -> None:
    ran = copydesk(word)
    assert ran.status == 2
    assert ran.err == f"copydesk: {word}: no such file; did you mean https://{word} ?\n"


def test_a_missing_file_is_no_host(copydesk: Copydesk) -> None:
    assert copydesk("./notes/today.html").err == "copydesk: ./notes/today.html: no such file\n"


@pytest.mark.parametrize("arguments", [("fetch",), ("clean",), ("explain",), ("crawl",), ("fetch", "--limit", "3")])
def test_wrong_usage_is_status_2_and_shows_where_help_is(copydesk: Copydesk, arguments: tuple[str, ...]) -> None:
    ran = copydesk(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert f"see `copydesk {arguments[0]} --help`" in ran.err


def test_every_command_and_option_is_explained_in_the_help() -> None:
    for name, command in commands().items():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (name, parameter.name)


def test_every_command_and_option_is_in_the_documents(root: Path) -> None:
    text = (root / "docs/cli.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in text.split("\n## ")}
    for name, command in commands().items():
        section = sections[f"`copydesk {name}`" if name else "`copydesk`"]
        options = [o for p in command.params if isinstance(p, click.Option) for o in p.opts]
        assert [o for o in options if f"`{o}" not in section] == [], name


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(copydesk: Copydesk, shell: str) -> None:
    ran = copydesk("completion", shell)
    assert ran.status == 0
    assert f"_COPYDESK_COMPLETE={shell}_complete" in ran.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [("copydesk cr", "plain,crawl"), ("copydesk story", "file,story"), ("copydesk fetch --ti", "plain,--timeout")],
    ids=["a command", "a file", "an option"],
)
def test_the_tab_key_offers_commands_files_and_options(
    copydesk: Copydesk, monkeypatch: pytest.MonkeyPatch, words: str, offered: str
) -> None:
    monkeypatch.setenv("_COPYDESK_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert offered in copydesk().out.splitlines()


def test_the_schema_is_json(copydesk: Copydesk) -> None:
    import json

    schema = json.loads(copydesk("schema").out)
    assert "title" in json.dumps(schema)
    assert "$schema" in schema


def test_addresses_files_and_stdin_come_out_in_the_order_given(
    copydesk: Copydesk, web: Web, story: Callable[[str], Cleaned], tmp_path: Path
) -> None:
    web.pages = {
        "https://example.org/b": story("Second title here"),
        "https://example.org/d": story("Fourth title here"),
    }
    web.arrival = ["https://example.org/d", "https://example.org/b"]
    (tmp_path / "a.txt").write_text(story("First title here").article.as_text())
    ran = copydesk(
        str(tmp_path / "a.txt"), "https://example.org/b", "-", "https://example.org/d",
        stdin=story("Third title here").article.as_text().encode(),
    )  # fmt: skip
    titles = [document.splitlines()[0] for document in ran.out.split("\n\f\n")]
    assert titles == ["First title here", "Second title here", "Third title here", "Fourth title here"]
    assert ran.status == 0
