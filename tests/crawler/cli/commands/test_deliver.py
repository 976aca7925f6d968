"""`copydesk deliver`: what it says, how it ends, and what the user is told who mistyped."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.deliver.line import Pauses
from crawler.store import Store, open_store
from tests.crawler.deliver import desk
from tests.crawler.deliver.services import Receiver

from ..conftest import Copydesk

Write = Callable[[str], None]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with two articles where the command looks for one; it runs in its folder, without patience."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Pauses, "after", lambda *_: 0.001)
    with open_store("copydesk.db") as store:
        desk.publish(store, 1)
        desk.publish(store, 2)
        yield store


@pytest.fixture
def sinks(tmp_path: Path) -> Write:
    def write(text: str) -> None:
        (tmp_path / "sinks.toml").write_text(text)

    return write


FILES = '[sinks.files]\nkind = "jsonl"\npath = "out"\n'


def keys(folder: Path) -> list[str]:
    return [json.loads(line)["key"] for f in sorted(folder.rglob("*.jsonl")) for line in f.read_text().splitlines()]


def test_a_sink_gets_what_is_there_and_then_only_what_is_new(
    copydesk: Copydesk, store: Store, sinks: Write, tmp_path: Path
) -> None:
    sinks(FILES)
    ran = copydesk("deliver", "--to", "files")
    assert (ran.status, ran.out, ran.err) == (0, "", "copydesk: files: 2 delivered\n")
    assert copydesk("deliver", "--all").err == "copydesk: files: 0 delivered\n"
    desk.publish(store, 3)
    assert copydesk("deliver", "--all").err == "copydesk: files: 1 delivered\n"
    assert keys(tmp_path / "out") == [desk.key(1), desk.key(2), desk.key(3)]


def test_a_sink_may_begin_now_and_begin_again(copydesk: Copydesk, store: Store, sinks: Write) -> None:
    sinks(FILES)
    assert copydesk("deliver", "--to", "files", "--from-now").err == "copydesk: files: 0 delivered\n"
    assert copydesk("deliver", "--to", "files", "--from-start").err == "copydesk: files: 2 delivered\n"


def test_one_that_is_down_is_told_with_what_waits_and_fails_the_command_and_no_other(
    copydesk: Copydesk, store: Store, sinks: Write, tmp_path: Path
) -> None:
    (tmp_path / "shut").write_text("")
    sinks(FILES + '[sinks.shut]\nkind = "jsonl"\npath = "shut"\n')
    ran = copydesk("deliver", "--all")
    assert ran.status == 1
    assert "copydesk: files: 2 delivered\n" in ran.err
    last = ran.err.splitlines()[-1]
    assert last.startswith(
        "copydesk: shut: 0 delivered; takes nothing: shut cannot be written to: Not a directory; `path`"
    )
    assert last.endswith(f"; 2 wait, since {store.now[:16]}{last[-9:]}")
    listed = copydesk("deliver", "--list")
    files, shut = listed.out.splitlines()
    assert listed.status == 0
    assert files.startswith("files (jsonl): at 2, up to date, last acknowledged ")
    assert shut.startswith("shut (jsonl): at 0, 2 wait since ")


def test_a_sink_that_was_never_delivered_to_is_listed_as_that(copydesk: Copydesk, store: Store, sinks: Write) -> None:
    sinks(FILES)
    assert copydesk("deliver", "--list").out == "files (jsonl): never delivered to\n"


def test_what_was_refused_is_shown_and_sent_once_more(
    copydesk: Copydesk, store: Store, sinks: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver(poison={desk.identity(1): 422})
    sinks(f'[sinks.desk]\nkind = "webhook"\nurl = "http://127.0.0.1:{receiver.port}/"\nsecret = "${{DESK}}"\n')
    monkeypatch.setenv("DESK", "hush")
    ran = copydesk("deliver", "--to", "desk")
    assert (ran.status, ran.err) == (0, "copydesk: desk: 1 delivered, 1 refused (--dead shows them)\n")
    shown = copydesk("deliver", "--to", "desk", "--dead").out
    assert shown.startswith("desk 1 ")
    assert shown.endswith(f"new {desk.identity(1)} version 1: answers 422: not this one\n")
    again = copydesk("deliver", "--to", "desk", "--dead", "--replay")
    assert (again.status, again.err) == (1, "copydesk: desk: 0 of the dead letters taken\n")
    receiver.poison.clear()
    again = copydesk("deliver", "--to", "desk", "--dead", "--replay")
    assert (again.status, again.err) == (0, "copydesk: desk: 1 of the dead letters taken\n")
    assert copydesk("deliver", "--to", "desk", "--dead").out == ""
    receiver.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "where to? --to NAME, or --all"),
        (("--to", "nobody"), "sinks.toml has no sink 'nobody'; there is files, desk, own"),
        (("--to", "desk"), "line 4, `sinks.desk`: DESK is not in the environment; set it first: export DESK=…"),
        (("--to", "own"), "own: No module named 'not_there'"),
        (("--to", "files", "--db", "other.db"), "other.db: no such store"),
        (("--to", "files", "--file", "other.toml"), "other.toml: no such file"),
    ],
)
def test_what_cannot_be_meant_is_status_2(
    copydesk: Copydesk, store: Store, sinks: Write, arguments: tuple[str, ...], said: str
) -> None:
    more = '[sinks.desk]\nkind = "webhook"\nurl = "https://x.test/"\nsecret = "${DESK}"\n'
    sinks(FILES + more + '[sinks.own]\nkind = "python"\nclass = "not_there:Sink"\n')
    ran = copydesk("deliver", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_it_follows_until_it_is_told_to_end(store: Store, sinks: Write, tmp_path: Path) -> None:
    sinks(FILES)
    command = [sys.executable, "-m", "crawler.cli", "deliver", "--all", "--follow"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=os.environ) as process:
        while not keys(tmp_path / "out"):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "copydesk: files: 2 delivered\n")
